import {
  AttachInstancesCommand,
  DeleteLaunchConfigurationCommand,
  DeletePolicyCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
  DescribePoliciesCommand,
  DetachInstancesCommand,
  PutScalingPolicyCommand,
  PutScheduledUpdateGroupActionCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { sharedMongo } from '../support/mongo.js';
import { simple } from '../support/policies.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const stores: readonly (readonly [string, () => Promise<readonly string[] | undefined>])[] = [
  ['the embedded store', () => Promise.resolve([])],
  [
    'MongoDB',
    async () => {
      const mongo = await sharedMongo();
      return mongo && ['--store', mongo.freshUrl()];
    },
  ],
];

for (const [name, flagsOf] of stores) {
  describe(`calls that come at once, on ${name}`, function () {
    this.timeout(60_000);
    let world: World;

    before(async function () {
      const flags = await flagsOf();
      if (flags === undefined) this.skip();
      world = await createWorld({ flags });
    });

    after(async () => {
      if ((world as World | undefined) !== undefined) await world.close();
    });

    const together = async (count: number, call: (index: number) => Promise<unknown>) => {
      const calls = Array.from({ length: count }, (_, index) => refusalOf(call(index)));
      const codes: Record<string, number> = {};
      for (const { code } of await Promise.all(calls)) codes[code] = (codes[code] ?? 0) + 1;
      return codes;
    };

    it('are no more than the quota lets in', async () => {
      await createConfiguration(world);
      await createGroup(world);
      const AutoScalingGroupName = 'web';
      const put = (PolicyName: string): Promise<unknown> => {
        const input = { ...simple, AutoScalingGroupName, PolicyName };
        return world.autoScaling.send(new PutScalingPolicyCommand(input));
      };
      const all = await together(60, (index) => put(`policy-${index}`));
      expect(all).to.deep.equal({ accepted: 50, LimitExceeded: 10 });
      const { ScalingPolicies = [] } = await world.autoScaling.send(
        new DescribePoliciesCommand({ AutoScalingGroupName, MaxRecords: 100 }),
      );
      expect(ScalingPolicies.length).to.equal(50);
      const { PolicyName = '' } = ScalingPolicies[0] ?? {};
      await world.autoScaling.send(new DeletePolicyCommand({ AutoScalingGroupName, PolicyName }));
      const others = await together(5, (index) => put(`other-${index}`));
      expect(others).to.deep.equal({ accepted: 1, LimitExceeded: 4 });
    });

    it('give a start to one scheduled action', async () => {
      await createConfiguration(world, 'lc-timed');
      const AutoScalingGroupName = 'timed';
      await createGroup(world, { AutoScalingGroupName, LaunchConfigurationName: 'lc-timed' });
      const StartTime = new Date(world.now().getTime() + 3_600_000);
      const put = (ScheduledActionName: string): Promise<unknown> =>
        world.autoScaling.send(
          new PutScheduledUpdateGroupActionCommand({
            ...{ AutoScalingGroupName, ScheduledActionName, StartTime, DesiredCapacity: 1 },
          }),
        );
      const codes = await together(12, (index) => put(`action-${index}`));
      expect(codes).to.deep.equal({ accepted: 1, AlreadyExists: 11 });
    });

    it('attach an instance once', async () => {
      await createConfiguration(world, 'lc-taker');
      const AutoScalingGroupName = 'taker';
      await createGroup(world, {
        ...{ AutoScalingGroupName, LaunchConfigurationName: 'lc-taker' },
        ...{ MinSize: 1, MaxSize: 9 },
      });
      await world.advance('5s');
      const { Instances = [] } = (await groupOf(world, AutoScalingGroupName)) ?? {};
      const InstanceIds = Instances.map(({ InstanceId = '' }) => InstanceId);
      const move = { AutoScalingGroupName, InstanceIds, ShouldDecrementDesiredCapacity: false };
      await world.autoScaling.send(new DetachInstancesCommand(move));
      await world.advance('5s');
      const attach = new AttachInstancesCommand({ AutoScalingGroupName, InstanceIds });
      const codes = await together(6, () => world.autoScaling.send(attach));
      expect(codes).to.deep.equal({ accepted: 1, ValidationError: 5 });
      expect((await groupOf(world, AutoScalingGroupName))?.DesiredCapacity).to.equal(2);
    });

    it('leave no group without its launch configuration', async () => {
      for (let round = 0; round < 4; round++) {
        const LaunchConfigurationName = `lc-${round}`;
        await createConfiguration(world, LaunchConfigurationName);
        const remove = new DeleteLaunchConfigurationCommand({ LaunchConfigurationName });
        await together(8, (index) => {
          const AutoScalingGroupName = `group-${round}-${index}`;
          return index % 2 === 0
            ? createGroup(world, { AutoScalingGroupName, LaunchConfigurationName })
            : world.autoScaling.send(remove);
        });
      }
      const { LaunchConfigurations = [] } = await world.autoScaling.send(
        new DescribeLaunchConfigurationsCommand({}),
      );
      const there = LaunchConfigurations.map((each) => each.LaunchConfigurationName);
      const { AutoScalingGroups = [] } = await world.autoScaling.send(
        new DescribeAutoScalingGroupsCommand({}),
      );
      const orphans = AutoScalingGroups.filter(
        (group) => !there.includes(group.LaunchConfigurationName),
      );
      expect(orphans.map((group) => group.AutoScalingGroupName)).to.deep.equal([]);
    });
  });
}
