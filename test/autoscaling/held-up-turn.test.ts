import { expect } from 'chai';
import { withActivityEnded } from '../../src/autoscaling/activity.js';
import { withLaunch } from '../../src/autoscaling/launch.js';
import { groupDocument, noon, secondsAfter } from '../support/group-documents.js';

describe('a turn that was held up', () => {
  it('ends nothing before it has begun', () => {
    const begun = withLaunch(groupDocument(), {
      ...{ AvailabilityZone: 'us-east-1a', launchedFor: 'capacity', choice: undefined },
      ...{ triggers: [], sentences: [], now: secondsAfter(noon, 2) },
    });
    const [{ ActivityId } = { ActivityId: '' }] = begun.activities;
    const { activities } = withActivityEnded(begun, ActivityId, { kind: 'Successful', now: noon });
    expect(activities[0]?.EndTime).to.deep.equal(secondsAfter(noon, 2));
  });
});
