import { expect } from 'chai';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { withTermination } from '../../src/autoscaling/termination.js';
import {
  groupDocument,
  type InstanceGiven,
  instanceOf,
  noon,
  secondsAfter,
} from '../support/group-documents.js';
import { EmptinessAuditor, serviceFaults } from './service-auditor.js';

/** So many ready where two are desired, and one that is on its way. */
function groupOf(count: number, launchedFor: 'early-replacement' | 'replacement'): GroupDocument {
  const InstanceMaintenancePolicy = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 };
  const serving = Array.from({ length: count }, (_, index) => instanceOf(index + 1));
  const coming = instanceOf(9, { launchedFor, shown: { LifecycleState: 'Pending' } });
  const group = { InstanceMaintenancePolicy, DesiredCapacity: 2, DefaultInstanceWarmup: 60 };
  return groupDocument(group, [...serving, coming]);
}

function withoutFirst(document: GroupDocument, why: string): GroupDocument {
  const [first] = document.instances;
  const sentences = [`At 2026-03-10T13:00:00Z an instance was taken out of service ${why}.`];
  const end = { triggers: [], sentences, now: noon };
  return first === undefined ? document : withTermination(document, first, end);
}

/** The third of those that serve is another one. */
function withThird(document: GroupDocument, given: InstanceGiven): GroupDocument {
  const [first, second, , coming] = document.instances;
  const instances = [first, second, instanceOf(3, given), coming];
  return { ...document, instances: instances.filter((each) => each !== undefined) };
}

const minuteLater = secondsAfter(noon, 60);

describe('the auditor of service', () => {
  const ill = 'in response to a user health-check';
  const ended = 'in response to an EC2 health check indicating it has been terminated or stopped';
  const old = 'in response to a max instance lifetime';
  const shrunk = 'in response to a difference between desired and actual capacity';
  const early = 'early-replacement';
  const cases: readonly (readonly [string, GroupDocument, GroupDocument, readonly string[]])[] = [
    ['lets go what is too much', groupOf(3, early), withoutFirst(groupOf(3, early), ill), []],
    [
      'sees an unhealthy one go that a policy keeps',
      groupOf(2, early),
      withoutFirst(groupOf(2, early), ill),
      ['1 are left ready, where a policy wants 2.'],
    ],
    [
      'sees a healthy one go where another ails',
      withThird(groupOf(3, early), { shown: { HealthStatus: 'Unhealthy' } }),
      withoutFirst(withThird(groupOf(3, early), { shown: { HealthStatus: 'Unhealthy' } }), old),
      ['1 are left ready, where a policy wants 2.'],
    ],
    [
      'sees one go where another warms up',
      withThird(groupOf(3, early), { inServiceAt: secondsAfter(noon, 10) }),
      withoutFirst(withThird(groupOf(3, early), { inServiceAt: secondsAfter(noon, 10) }), old),
      ['1 are left ready, where a policy wants 2.'],
    ],
    ['lets go what has ended', groupOf(2, early), withoutFirst(groupOf(2, early), ended), []],
    [
      'sees one go for another that is on its way',
      groupOf(2, early),
      withoutFirst(groupOf(2, 'replacement'), shrunk),
      ['i-9 takes a place before it serves.'],
    ],
    [
      'lets one go where another counts that is on its way',
      groupOf(2, 'replacement'),
      withoutFirst(groupOf(2, 'replacement'), shrunk),
      [],
    ],
  ];
  for (const [name, before, after, faults] of cases) {
    it(name, () => {
      expect(serviceFaults(before, after, minuteLater)).to.deep.equal(faults);
    });
  }

  it('sees a group that may have nothing keep what is on its way', () => {
    const document = groupOf(0, early);
    const group = { ...document.group, MaxSize: 0, DesiredCapacity: 0 };
    const empty = { ...document, group };
    const auditor = new EmptinessAuditor();
    const faults = [0, 60, 121].map((seconds) =>
      auditor.faults([empty], secondsAfter(noon, seconds)),
    );
    expect(faults).to.deep.equal([[], [], ['web still has 1, and may have none.']]);
    const allowed = auditor.faults([document], secondsAfter(noon, 130));
    expect([...allowed, ...auditor.faults([empty], secondsAfter(noon, 140))]).to.deep.equal([]);
  });
});
