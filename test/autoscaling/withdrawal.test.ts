import { expect } from 'chai';
import type { Group, GroupDocument } from '../../src/autoscaling/group-document.js';
import { setDesiredCapacity } from '../../src/autoscaling/group.js';
import { withFinding } from '../../src/autoscaling/health.js';
import type { LifecycleHook } from '../../src/autoscaling/lifecycle-hook.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import {
  groupDocument,
  type InstanceGiven,
  instanceOf,
  noon,
  secondsAfter,
} from '../support/group-documents.js';
import { PaperCloud } from '../support/paper-cloud.js';

interface Case {
  readonly name: string;
  readonly group?: Partial<Group>;
  /** What i-1 is; the others of the group are as they should be. */
  readonly first?: InstanceGiven;
  readonly count?: number;
  readonly hooks?: readonly LifecycleHook[];
  /** What happens while another instance is on its way, in the third second. */
  readonly event: (document: GroupDocument, now: Date) => GroupDocument;
  /** How few were in service, which are in the end (`new` of those launched), and why. */
  readonly seen: {
    readonly least: number;
    readonly rest: readonly string[];
    readonly causes: readonly string[];
  };
}

const grouped =
  (group: Partial<Group>): Case['event'] =>
  (document) => ({ ...document, group: { ...document.group, ...group } });
const suspended = (ProcessName: string): Case['event'] =>
  grouped({ SuspendedProcesses: [{ ProcessName }] });
const desiring =
  (capacity: number): Case['event'] =>
  (document, now) =>
    setDesiredCapacity(document, capacity, now);

const policy: Partial<Group> = {
  InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
};
const unhealthy: InstanceGiven = {
  shown: { HealthStatus: 'Unhealthy' },
  unhealthyBecause: 'reported',
};
const healed: Case['event'] = (document) => ({
  ...document,
  instances: document.instances.map((managed) => withFinding(managed, undefined)),
});
const old: InstanceGiven = { launchedAt: secondsAfter(noon, -86_400) };
const lifetime = { ...policy, MaxInstanceLifetime: 86_400 };
const waiting: readonly LifecycleHook[] = [
  {
    LifecycleHookName: 'wait',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    HeartbeatTimeout: 7_200,
    DefaultResult: 'CONTINUE',
  },
];

const goes = {
  unneeded: 'an instance was taken out of service, since it is not needed in place of another',
  reported: 'an instance was taken out of service in response to a user health-check',
  balanced:
    'instances were launched to balance instances in zones us-east-1a with other zones ' +
    'resulting in more than desired number of instances in the group ' +
    'an instance was taken out of service in response to a difference between',
  surplus: 'an instance was taken out of service in response to a difference between',
};
const comes = {
  unhealthy: 'an instance was launched in response to an unhealthy instance',
  outlived: 'an instance was launched in response to a max instance lifetime',
  notice: 'an instance was launched in response to an EC2 instance rebalance recommendation',
  moving: 'invalid availability zones us-east-1a had',
  more: 'an instance was started in response to a difference between',
};
const set = (from: number, to: number): string =>
  `a user request explicitly set group desired capacity changing the desired capacity from ` +
  `${from} to ${to}`;

const replaced: readonly Case[] = [
  {
    name: 'is withdrawn when the unhealthy one is healthy again',
    event: healed,
    seen: { least: 2, rest: ['i-1', 'i-2'], causes: [comes.unhealthy, goes.unneeded] },
  },
  {
    name: 'is withdrawn when that was the only one',
    ...{ count: 1, event: healed },
    seen: { least: 1, rest: ['i-1'], causes: [comes.unhealthy, goes.unneeded] },
  },
  {
    name: 'is withdrawn when there is no lifetime any more',
    ...{ group: lifetime, first: old, event: grouped({ MaxInstanceLifetime: undefined }) },
    seen: { least: 2, rest: ['i-1', 'i-2'], causes: [comes.outlived, goes.unneeded] },
  },
  {
    name: 'is withdrawn when the group rebalances its capacity no more',
    group: { InstanceMaintenancePolicy: undefined, CapacityRebalance: true },
    ...{ first: { isInterrupted: true }, event: grouped({ CapacityRebalance: false }) },
    seen: { least: 2, rest: ['i-1', 'i-2'], causes: [comes.notice, goes.unneeded] },
  },
  {
    name: 'is withdrawn when the group desires less than it has that is healthy',
    ...{ count: 3, event: desiring(2) },
    seen: {
      ...{ least: 2, rest: ['i-2', 'i-3'] },
      causes: [comes.unhealthy, `${set(3, 2)} ${goes.reported}`, `${set(3, 2)} ${goes.unneeded}`],
    },
  },
  {
    name: 'is withdrawn when the group desires one of two',
    event: desiring(1),
    seen: {
      ...{ least: 1, rest: ['i-2'] },
      causes: [comes.unhealthy, `${set(2, 1)} ${goes.reported}`, `${set(2, 1)} ${goes.unneeded}`],
    },
  },
  {
    name: 'is withdrawn when nothing is replaced any more',
    event: suspended('ReplaceUnhealthy'),
    seen: { least: 2, rest: ['i-1', 'i-2'], causes: [comes.unhealthy, goes.unneeded] },
  },
  {
    name: 'waits while nothing may be terminated',
    event: suspended('Terminate'),
    seen: { least: 2, rest: ['i-1', 'i-2', 'new'], causes: [comes.unhealthy] },
  },
  {
    name: 'leaves to another what the group desires more',
    event: desiring(3),
    seen: {
      ...{ least: 2, rest: ['i-2', 'new', 'new'] },
      causes: [comes.unhealthy, goes.reported, `${set(2, 3)} ${comes.more}`],
    },
  },
  {
    name: 'is what the group desires more, if it is not needed otherwise',
    event: (document, now) => healed(desiring(3)(document, now), now),
    seen: { least: 2, rest: ['i-1', 'i-2', 'new'], causes: [`${comes.unhealthy} ${set(2, 3)}`] },
  },
  {
    name: 'is withdrawn though a hook holds it, when nothing is desired',
    ...{ hooks: waiting, event: desiring(0) },
    seen: {
      ...{ least: 0, rest: [] },
      causes: [
        comes.unhealthy,
        `${set(2, 0)} ${goes.reported}`,
        `${set(2, 0)} ${goes.unneeded}`,
        `${set(2, 0)} ${goes.surplus}`,
      ],
    },
  },
];

describe('an instance that was launched early for another', () => {
  for (const { group, first = unhealthy, ...rest } of replaced) {
    it(rest.name, () => {
      const given = { ...rest, group: { ...policy, ...group }, first };
      const causes = [...rest.seen.causes].sort();
      expect(lived(given)).to.deep.equal({ ...rest.seen, causes });
    });
  }
});

const moved = { AvailabilityZones: ['us-east-1b'], MaxSize: 10 };

const leading: readonly Case[] = [
  {
    name: 'is withdrawn when the group has its old zone again',
    event: grouped({ AvailabilityZones: ['us-east-1a'] }),
    seen: { least: 2, rest: ['i-1', 'i-2'], causes: [comes.moving, goes.unneeded] },
  },
  {
    name: 'is withdrawn when those that were to leave are protected',
    event: (document) => ({
      ...document,
      instances: document.instances.map((managed) =>
        isInState(managed, 'InService')
          ? { ...managed, instance: { ...managed.instance, ProtectedFromScaleIn: true } }
          : managed,
      ),
    }),
    seen: { least: 2, rest: ['i-1', 'i-2'], causes: [comes.moving, goes.unneeded] },
  },
  {
    name: 'is withdrawn though a hook holds it, when nothing is desired',
    ...{ hooks: waiting, event: desiring(0) },
    seen: {
      ...{ least: 0, rest: [] },
      causes: [
        comes.moving,
        goes.unneeded,
        `${set(2, 0)} ${goes.surplus}`,
        `${set(2, 0)} ${goes.surplus}`,
      ],
    },
  },
  {
    name: 'comes all the same for the one that is left',
    event: desiring(1),
    seen: {
      ...{ least: 1, rest: ['new'] },
      causes: [comes.moving, `${set(2, 1)} ${goes.surplus}`, goes.balanced],
    },
  },
];

describe('an instance that leads others to another zone', () => {
  for (const { name, seen, ...given } of leading) {
    it(name, () => {
      const causes = [...seen.causes].sort();
      const first = {};
      expect(lived({ name, group: moved, ...given, first })).to.deep.equal({ ...seen, causes });
    });
  }
});

/** Instances start in five seconds and end in two; the event comes in between. */
function lived({ group, first = {}, count = 2, hooks = [], event }: Omit<Case, 'seen'>) {
  const launchedAt = secondsAfter(noon, -60);
  const others = Array.from({ length: count - 1 }, (_, index) =>
    instanceOf(index + 2, { launchedAt }),
  );
  const AvailabilityZones = ['us-east-1a'];
  const instances = [instanceOf(1, { launchedAt, ...first }), ...others];
  const document = { ...groupDocument({ AvailabilityZones, ...group }, instances), hooks };
  const cloud = new PaperCloud(document, secondsAfter(noon, 10), () => 5);
  for (const { instance } of instances) {
    const running = { state: 'running', status: 'ok', changesAt: undefined } as const;
    cloud.instances.set(instance.InstanceId, { zone: instance.AvailabilityZone, ...running });
  }
  let least = Infinity;
  for (let second = 0; second < 60; second++) {
    if (second === 3) cloud.document = event(cloud.document, cloud.now);
    expect(cloud.settle()).to.equal(true);
    least = Math.min(least, serving(cloud.document).length);
    cloud.advance(1);
  }
  return { least, rest: serving(cloud.document), causes: causesOf(cloud).sort() };
}

function serving({ instances }: GroupDocument): string[] {
  const ids = instances
    .filter((managed) => isInState(managed, 'InService'))
    .map(({ instance: { InstanceId } }) => (InstanceId.length < 5 ? InstanceId : 'new'));
  return ids.sort();
}

/** Without times, and without what follows the words that the table knows. */
function causesOf({ causes }: PaperCloud): string[] {
  const known = [...Object.values(goes), ...Object.values(comes)];
  return causes.map((cause) =>
    cause
      .split('  ')
      .map((text) => text.replace(/^At \S+ /, '').replace(/\.$/, ''))
      .filter((text) => !text.includes('was selected for termination'))
      .map((text) => known.find((each) => text.startsWith(each)) ?? text)
      .join(' '),
  );
}
