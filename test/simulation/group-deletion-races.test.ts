import { expect } from 'chai';
import { kindOf } from '../../src/store/keys.js';
import type { Service } from '../../src/service.js';
import { loadServices, SeededWorld } from './seeded-world.js';

const group = { AutoScalingGroupName: 'web' };
const metric = { PredefinedMetricType: 'ASGAverageCPUUtilization' };
const pair = { PredefinedMetricType: 'ASGCPUUtilization' };
const tracking = { TargetValue: 50, PredefinedMetricSpecification: metric };
const foreseeing = {
  MetricSpecifications: [{ TargetValue: 50, PredefinedMetricPairSpecification: pair }],
};

/** What is put for a group while that is deleted. */
const puts: readonly (readonly [what: string, action: string, input: object])[] = [
  [
    'target tracking policy',
    'PutScalingPolicy',
    {
      ...{ ...group, PolicyName: 'track', PolicyType: 'TargetTrackingScaling' },
      TargetTrackingConfiguration: tracking,
    },
  ],
  [
    'predictive policy',
    'PutScalingPolicy',
    {
      ...{ ...group, PolicyName: 'foresee', PolicyType: 'PredictiveScaling' },
      PredictiveScalingConfiguration: foreseeing,
    },
  ],
  [
    'scheduled action',
    'PutScheduledUpdateGroupAction',
    {
      ...{ ...group, ScheduledActionName: 'nightly', DesiredCapacity: 1 },
      StartTime: new Date('2026-03-11T00:00:00Z'),
    },
  ],
];
/** So long as all that a put writes. */
const turnsMax = 400;
const seeds = Array.from({ length: 30 }, (_, seed) => seed + 1);

/** What outlives a group; a deleted alarm is remembered for a while. */
const others = ['activity', 'alarm-history', 'leases'];

function textsIn({ store }: SeededWorld): readonly string[] {
  const isThere = (document: object): boolean => !('deletedAt' in document);
  return [...store.documents()].flatMap(([text, document]) => (isThere(document) ? text : []));
}

describe('a group that is deleted while something is put for it', () => {
  let services: readonly Service[];

  before(async () => {
    services = await loadServices();
  });

  for (const [what, action, input] of puts) {
    it(`leaves no ${what} behind for another group of its name`, async () => {
      const accepted = new Set<string>();
      for (const seed of seeds) {
        const world = new SeededWorld({ seed, services, serverCount: 1 + (seed % 2) });
        const source = {
          LaunchConfigurationName: 'lc',
          ImageId: 'ami-1',
          InstanceType: 't3.micro',
        };
        await world.call('CreateLaunchConfiguration', source);
        const before = textsIn(world);
        const sizes = { MinSize: 0, MaxSize: 4, AvailabilityZones: ['us-east-1a'] };
        const created = { ...group, ...sizes, LaunchConfigurationName: 'lc' };
        await world.call('CreateAutoScalingGroup', created);
        world.faults = { turnsMax: 20, conflicts: 0.1, failures: 0 };
        const calls = [
          [action, input],
          ['DeleteAutoScalingGroup', { ...group, ForceDelete: true }],
        ] as const;
        const answers = await Promise.all(
          calls.map(async ([name, given]) => {
            for (let turn = world.random.below(turnsMax); turn > 0; turn--) await Promise.resolve();
            return world.call(name, given);
          }),
        );
        accepted.add(answers.map(({ kind }) => kind).join(' '));
        world.faults = { turnsMax: 0, conflicts: 0, failures: 0 };
        await world.advance(10);
        const left = textsIn(world).filter(
          (text) => !before.includes(text) && !others.includes(kindOf({ text })),
        );
        expect([seed, left]).to.deep.equal([seed, []]);
      }
      expect([...accepted]).to.have.members(['answered answered', 'refused answered']);
    });
  }
});
