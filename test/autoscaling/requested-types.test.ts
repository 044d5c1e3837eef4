import {
  LaunchInstancesCommand,
  type LaunchInstancesRequest,
  type LaunchInstancesResult,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { activitiesOf, createGroup, groupOf, mixed } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

const onDemand = { OnDemandPercentageAboveBaseCapacity: 100 };
const spot = { OnDemandPercentageAboveBaseCapacity: 0 };

interface Case {
  readonly name: string;
  readonly types: Readonly<Record<string, string | undefined>>;
  readonly distribution?: typeof onDemand;
  /** How many instances EC2 has of a type. */
  readonly capacities?: string;
  readonly given?: { readonly DesiredCapacity?: number; readonly MaxSize?: number };
  readonly asked: Partial<LaunchInstancesRequest>;
  /** Of the answer. */
  readonly launched: readonly string[];
  readonly refused: readonly string[];
  readonly desired: number;
}

const alike = { 'm5.large': undefined, 'm5.xlarge': undefined };
const weighted = { 'm5.large': '1', 'm5.xlarge': '4' };

const cases: readonly Case[] = [
  {
    name: 'go on with the next type where there is no more room for one',
    ...{ types: alike, capacities: 'm5.large=1,m5.xlarge=1' },
    asked: { RequestedCapacity: 4 },
    ...{ launched: ['m5.large', 'm5.xlarge'], refused: ['m5.large', 'm5.xlarge'], desired: 2 },
  },
  {
    name: 'launch no more once a heavy type has taken the place of several',
    ...{ types: weighted, capacities: 'm5.large=1' },
    asked: { RequestedCapacity: 3 },
    ...{ launched: ['m5.large', 'm5.xlarge'], refused: ['m5.large'], desired: 5 },
  },
  {
    name: 'take no type that is too heavy for the group',
    ...{ types: weighted, capacities: 'm5.large=1', given: { MaxSize: 4 } },
    asked: { RequestedCapacity: 3 },
    ...{ launched: ['m5.large'], refused: ['m5.large'], desired: 1 },
  },
  {
    name: 'pass over one that is too heavy for the group where another is not',
    types: { ...weighted, 'c5.large': '1' },
    ...{ capacities: 'm5.large=1', given: { MaxSize: 4 }, asked: { RequestedCapacity: 3 } },
    ...{ launched: ['m5.large', 'c5.large', 'c5.large'], refused: ['m5.large'], desired: 3 },
  },
  {
    name: 'tell of the next type to a user who wants the group to try again',
    ...{ types: alike, capacities: 'm5.large=0' },
    asked: { RequestedCapacity: 1, RetryStrategy: 'retry-with-group-configuration' },
    ...{ launched: ['m5.xlarge'], refused: ['m5.large'], desired: 1 },
  },
  {
    name: 'take no spot type that is heavier than what is asked for, beside a lighter',
    types: { 'm5.large': '1', 'm5.xlarge': '10' },
    ...{ distribution: spot, given: { DesiredCapacity: 1, MaxSize: 50 } },
    asked: { RequestedCapacity: 3 },
    ...{ launched: ['m5.large', 'm5.large', 'm5.large'], refused: [], desired: 4 },
  },
];

describe('the types of instances that a user asks for', () => {
  let world: World;

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const setUp = async ({ types, distribution = onDemand, capacities, given }: Case) => {
    const limits = (capacities ?? 'm5.large=50').split(',');
    const options = limits.map((limit) => `capacity.us-east-1a.${limit}`).join();
    world = await createWorld({ flags: ['--launcher-options', options] });
    await createGroup(world, {
      ...{ LaunchConfigurationName: undefined, AvailabilityZones: ['us-east-1a'], ...given },
      MixedInstancesPolicy: mixed(types, distribution),
    });
    await world.advance('1m');
  };

  const launch = (given: Partial<LaunchInstancesRequest>): Promise<LaunchInstancesResult> => {
    const common = { AutoScalingGroupName: 'web', RequestedCapacity: 1, ClientToken: 'one' };
    return world.autoScaling.send(new LaunchInstancesCommand({ ...common, ...given }));
  };

  for (const each of cases) {
    it(each.name, async () => {
      await setUp(each);
      const { Instances = [], Errors = [] } = await launch(each.asked);
      expect({
        launched: Instances.flatMap(({ InstanceType, InstanceIds = [] }) =>
          InstanceIds.map(() => InstanceType),
        ),
        refused: Errors.map(({ InstanceType }) => InstanceType),
        desired: (await groupOf(world))?.DesiredCapacity,
      }).to.deep.equal({ launched: each.launched, refused: each.refused, desired: each.desired });
      await world.advance('1m');
      const group = await groupOf(world);
      const members = (group?.Instances ?? []).map(({ LifecycleState }) => LifecycleState);
      const before = each.given?.DesiredCapacity ?? 0;
      expect(members).to.deep.equal(Array(before + each.launched.length).fill('InService'));
      expect(group?.DesiredCapacity).to.equal(each.desired);
      const ends = (await activitiesOf(world)).filter(
        ({ Description = '' }) => !Description.startsWith('Launching'),
      );
      expect(ends).to.deep.equal([]);
    });
  }

  it('are the same when the request comes again', async () => {
    const [first] = cases;
    if (first === undefined) throw new Error('There is a case.');
    await setUp(first);
    const { Instances, Errors } = await launch(first.asked);
    const again = await launch(first.asked);
    expect([again.Instances, again.Errors]).to.deep.equal([Instances, Errors]);
  });
});
