import { SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { activitiesOf, createGroup, groupOf, mixed } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

const [first, second] = ['us-east-1a', 'us-east-1b'];

interface Case {
  readonly name: string;
  /** Units by type. */
  readonly types: Readonly<Record<string, string>>;
  /** How many instances EC2 has of a type in a zone. */
  readonly capacities: string;
  readonly AvailabilityZones: string[];
  readonly DesiredCapacity: number;
  readonly instances: readonly string[];
  /** From and to, in the order in which the launches began. */
  readonly numbers: readonly (readonly number[])[];
}

const cases: readonly Case[] = [
  {
    name: 'a heavier type takes the place of several',
    types: { 'm5.large': '1', 'm5.xlarge': '4' },
    capacities: 'capacity.us-east-1a.m5.large=0',
    ...{ AvailabilityZones: [first], DesiredCapacity: 3 },
    instances: ['m5.xlarge us-east-1a'],
    numbers: [[0, 4]],
  },
  {
    name: 'a heavier type in one zone leaves what is launched in the other',
    types: { 'm5.large': '1', 'm5.xlarge': '4' },
    capacities: 'capacity.us-east-1a.m5.large=0',
    ...{ AvailabilityZones: [first, second], DesiredCapacity: 4 },
    instances: ['m5.large us-east-1b', 'm5.large us-east-1b', 'm5.xlarge us-east-1a'],
    numbers: [
      [0, 4],
      [4, 5],
      [5, 6],
    ],
  },
  {
    name: 'a lighter type leaves something to launch',
    types: { 'm5.xlarge': '4', 'm5.large': '1' },
    capacities: 'capacity.us-east-1a.m5.xlarge=0',
    ...{ AvailabilityZones: [first], DesiredCapacity: 3 },
    instances: ['m5.large us-east-1a', 'm5.large us-east-1a', 'm5.large us-east-1a'],
    numbers: [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  },
  {
    name: 'a heavier type follows what was launched before it',
    types: { 'm5.large': '2', 'm5.xlarge': '4', 'c5.large': '1' },
    capacities: 'capacity.us-east-1a.m5.large=1',
    ...{ AvailabilityZones: [first], DesiredCapacity: 5 },
    instances: ['m5.large us-east-1a', 'm5.xlarge us-east-1a'],
    numbers: [
      [0, 2],
      [2, 6],
    ],
  },
];

describe('types of other weights than the one that EC2 refuses', () => {
  let world: World;

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  for (const {
    name,
    types,
    capacities,
    AvailabilityZones,
    DesiredCapacity,
    ...expected
  } of cases) {
    it(name, async () => {
      world = await createWorld({ flags: ['--launcher-options', capacities] });
      await createGroup(world, {
        ...{ LaunchConfigurationName: undefined, MixedInstancesPolicy: mixed(types) },
        ...{ AvailabilityZones, MaxSize: DesiredCapacity },
      });
      await world.autoScaling.send(
        new SetDesiredCapacityCommand({ AutoScalingGroupName: 'web', DesiredCapacity }),
      );
      await world.advance('30s');
      const { Instances = [] } = (await groupOf(world)) ?? {};
      const kinds = Instances.map(
        ({ InstanceType = '', AvailabilityZone = '' }) => `${InstanceType} ${AvailabilityZone}`,
      );
      expect(kinds.sort()).to.deep.equal(expected.instances);
      const activities = await activitiesOf(world);
      const statuses = new Set(activities.map(({ StatusCode }) => StatusCode));
      expect(statuses).to.deep.equal(new Set(['Successful']));
      const numbers = activities.map(({ Cause = '' }) =>
        (/ capacity from (\d+) to (\d+)\.$/.exec(Cause) ?? []).slice(1).map(Number),
      );
      expect(numbers.sort(byStart)).to.deep.equal(expected.numbers);
    });
  }
});

function byStart([a = 0]: readonly number[], [b = 0]: readonly number[]): number {
  return a - b;
}
