import {
  AttachInstancesCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeLaunchConfigurationsCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  DescribeScheduledActionsCommand,
  DetachInstancesCommand,
  EnterStandbyCommand,
  ExitStandbyCommand,
  SetInstanceProtectionCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const web = { AutoScalingGroupName: 'web' };

function named(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `i-${index}`);
}

describe('lists that are too long for a call, or too short', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world);
  });

  after(() => world.close());

  const code = 'ValidationError';
  const limited = (what: string): object => ({
    code,
    message: `The number of ${what} that may be passed in is limited to 50`,
  });
  const exceeds = (what: string): object => ({
    code,
    message:
      `List exceeds the maximum number of instances to ${what}. ` +
      'Please retry your request with fewer instances.',
  });

  const cases: readonly (readonly [string, () => Promise<unknown>, object])[] = [
    [
      'names of groups',
      () => send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: named(51) })),
      limited('group names'),
    ],
    [
      'more names of groups than the page is to hold',
      () => {
        const input = { AutoScalingGroupNames: named(81), MaxRecords: 80 };
        return send(new DescribeAutoScalingGroupsCommand(input));
      },
      { code, message: 'The number of group names that may be passed in is limited to 80' },
    ],
    [
      'ids of instances',
      () => send(new DescribeAutoScalingInstancesCommand({ InstanceIds: named(51) })),
      limited('instance ids'),
    ],
    [
      'names of launch configurations',
      () => send(new DescribeLaunchConfigurationsCommand({ LaunchConfigurationNames: named(51) })),
      limited('launch configuration names'),
    ],
    [
      'names of policies',
      () => send(new DescribePoliciesCommand({ PolicyNames: named(51) })),
      limited('policy names'),
    ],
    [
      'names of scheduled actions',
      () => send(new DescribeScheduledActionsCommand({ ScheduledActionNames: named(51) })),
      limited('scheduled action names'),
    ],
    [
      'ids of activities',
      () => send(new DescribeScalingActivitiesCommand({ ActivityIds: named(51) })),
      limited('activity ids'),
    ],
    [
      'instances to attach',
      () => send(new AttachInstancesCommand({ ...web, InstanceIds: named(21) })),
      exceeds('attach'),
    ],
    [
      'instances to detach',
      () => send(new DetachInstancesCommand({ ...web, ...decrement, InstanceIds: named(21) })),
      exceeds('detach'),
    ],
    [
      'instances to place into standby',
      () => send(new EnterStandbyCommand({ ...web, ...decrement, InstanceIds: named(21) })),
      exceeds('place into standby'),
    ],
    [
      'instances to move out of standby',
      () => send(new ExitStandbyCommand({ ...web, InstanceIds: named(21) })),
      exceeds('move out of standby'),
    ],
    [
      'instances to protect',
      () =>
        send(
          new SetInstanceProtectionCommand({
            ...{ ...web, InstanceIds: named(51), ProtectedFromScaleIn: true },
          }),
        ),
      { ...exceeds('protect'), code: 'LimitExceeded' },
    ],
  ];
  for (const [name, call, refusal] of cases) {
    it(`are refused: ${name}`, async () => {
      expect(await refusalOf(call())).to.deep.equal(refusal);
    });
  }

  const send: World['autoScaling']['send'] = (...call: [never]) => world.autoScaling.send(...call);

  const none = { code, message: 'At least one instance ID must be specified.' };
  const moves: Readonly<Record<string, (InstanceIds?: string[]) => Promise<unknown>>> = {
    AttachInstances: (InstanceIds) => send(new AttachInstancesCommand({ ...web, InstanceIds })),
    DetachInstances: (InstanceIds) =>
      send(new DetachInstancesCommand({ ...web, ...decrement, InstanceIds })),
    EnterStandby: (InstanceIds) =>
      send(new EnterStandbyCommand({ ...web, ...decrement, InstanceIds })),
    ExitStandby: (InstanceIds) => send(new ExitStandbyCommand({ ...web, InstanceIds })),
  };
  for (const [action, call] of Object.entries(moves)) {
    it(`are refused where they name no instance to move: ${action}`, async () => {
      const refusals = [await refusalOf(call()), await refusalOf(call([]))];
      expect(refusals).to.deep.equal([none, none]);
    });
  }

  it('are taken where they are as long as they may be', async () => {
    const call = send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: named(50) }));
    expect((await call).AutoScalingGroups).to.deep.equal([]);
  });

  it('may be longer where the page is: cluster-autoscaler asks for a hundred groups', async () => {
    const names = ['web', ...named(99)];
    const input = { AutoScalingGroupNames: names, MaxRecords: 100 };
    const { AutoScalingGroups = [] } = await send(new DescribeAutoScalingGroupsCommand(input));
    expect(AutoScalingGroups.map((group) => group.AutoScalingGroupName)).to.deep.equal(['web']);
  });
});

const decrement = { ShouldDecrementDesiredCapacity: true };
