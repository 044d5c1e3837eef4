import { expect } from 'chai';
import { launchActivity } from '../../src/autoscaling/activity.js';
import type { GroupDocument, ManagedInstance } from '../../src/autoscaling/group-document.js';
import { toBeTerminated } from '../../src/autoscaling/launch-outcome.js';
import { noteObservations } from '../../src/autoscaling/observation.js';
import type { ObservedInstance } from '../../src/autoscaling/turn.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';

describe('an instance that ends before it is in service', () => {
  const now = secondsAfter(noon, 1);
  const cases: readonly [string, Partial<ManagedInstance>, ObservedInstance['state']][] = [
    ['was told of and is found dead', { isSeen: false }, 'terminated'],
    ['was seen to start and is gone', { isSeen: true }, 'absent'],
  ];
  for (const [what, given, state] of cases) {
    it(`is terminated, its launch cancelled, when it ${what}`, () => {
      const next = seen(starting(given), state);
      expect(toBeTerminated(next).map(({ instance }) => instance.InstanceId)).to.deep.equal([
        'i-1',
      ]);
      expect(next.activities.map(shown)).to.deep.equal([
        {
          Description:
            'Launching a new EC2 instance: i-1.  Status Reason: Instance became unhealthy ' +
            'while waiting for instance to be in InService state.',
          StatusCode: 'Cancelled',
          Cause: 'At 2026-03-10T12:00:00Z an instance was started.',
        },
        {
          Description: 'Terminating EC2 instance: i-1',
          StatusCode: 'InProgress',
          Cause:
            'At 2026-03-10T12:00:01Z an instance was taken out of service in response to an EC2 ' +
            'health check indicating it has been terminated or stopped.',
        },
      ]);
      expect(next.earlyEnds).to.deep.equal({ count: 1, lastAt: now });
    });
  }

  it('is nothing to a group whose launcher has not been told of it yet', () => {
    const document = starting({ isSeen: false });
    expect(seen(document, 'absent')).to.equal(document);
  });

  function seen(document: GroupDocument, state: ObservedInstance['state']): GroupDocument {
    const observed = new Map([['i-1', { state, status: 'initializing' } as const]]);
    return noteObservations(document, { now, observed });
  }
});

function starting(given: Partial<ManagedInstance>): GroupDocument {
  const shown = { LifecycleState: 'Pending' } as const;
  const managed = instanceOf(1, { ...given, shown, inServiceAt: undefined });
  const document = groupDocument({}, [managed]);
  const sentences = ['At 2026-03-10T12:00:00Z an instance was started.'];
  const start = { ActivityId: managed.ActivityId, triggers: [], sentences, now: noon };
  return { ...document, activities: [launchActivity(document, managed, start)] };
}

function shown({
  Description,
  StatusCode,
  Cause,
}: GroupDocument['activities'][number]): Partial<GroupDocument['activities'][number]> {
  return { Description, StatusCode, Cause };
}
