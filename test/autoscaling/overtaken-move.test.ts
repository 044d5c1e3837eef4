import { ScalingActivityInProgressFault$ } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { isEnded } from '../../src/autoscaling/activity.js';
import { detachInstances } from '../../src/autoscaling/detachment.js';
import { enterStandby } from '../../src/autoscaling/standby.js';
import { terminateByUser } from '../../src/autoscaling/user-termination.js';
import { findInstance } from '../../src/autoscaling/group-document.js';
import { ServiceError } from '../../src/wire/errors.js';
import { groupDocument, instanceOf, noon } from '../support/group-documents.js';

describe('a move to standby that a termination overtakes', () => {
  // A crash between the call and the look at the group leaves the instance on its way.
  const group = groupDocument({ MaxSize: 3 }, [instanceOf(1), instanceOf(2)]);
  const move = { instanceIds: ['i-1'], isDecremented: true, now: noon };
  const { document: moving } = enterStandby(group, move);
  const leaving = findInstance(moving, 'i-1');

  it('ends, and only the termination goes on', () => {
    if (leaving === undefined) throw new Error('It is a member.');
    const ended = terminateByUser(moving, leaving, { isDecremented: false, now: noon });
    const told = ended.activities.map((activity) => [activity.StatusCode, isEnded(activity)]);
    expect(told).to.deep.equal([
      ['Cancelled', true],
      ['InProgress', false],
    ]);
    expect(ended.activities[0]?.Description).to.equal(
      'Moving EC2 instance to Standby: i-1.  Status Reason: Instance was terminated while it was ' +
        'being moved to Standby.',
    );
  });
});

describe('an instance on its way out of its group', () => {
  const group = groupDocument({ MaxSize: 3 }, [instanceOf(1), instanceOf(2)]);
  const move = { instanceIds: ['i-1'], isDecremented: false, now: noon };
  const { document: detaching } = detachInstances(group, move);

  it('is not terminated any more, or it could be attached when it is gone', () => {
    const [leaving] = detaching.instances;
    if (leaving === undefined) throw new Error('It is a member.');
    const { ActivityId } = leaving;
    expect(() => terminateByUser(detaching, leaving, { isDecremented: false, now: noon }))
      .to.throw(ServiceError, `Scaling activity ${ActivityId} is in progress for instance i-1`)
      .with.property('schema', ScalingActivityInProgressFault$);
  });
});
