import {
  CompleteLifecycleActionCommand,
  DeleteLifecycleHookCommand,
  type InstancesDistribution,
  type MixedInstancesPolicy,
  PutLifecycleHookCommand,
  SetInstanceProtectionCommand,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { groupKey } from '../../src/autoscaling/keys.js';
import { scope } from '../support/group-documents.js';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  groupOf,
  lifecycleOf,
  mixed,
} from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

const AutoScalingGroupName = 'web';
const half = { OnDemandPercentageAboveBaseCapacity: 50 };

describe('new shares of on demand and spot', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const create = async (
    distribution: InstancesDistribution,
    DesiredCapacity: number,
    types: Readonly<Record<string, string | undefined>> = { 'c5.large': undefined },
  ): Promise<void> => {
    await createGroup(world, {
      ...{ LaunchConfigurationName: undefined, DesiredCapacity, MaxSize: 20 },
      MixedInstancesPolicy: mixed(types, distribution),
    });
    await world.advance('10s');
  };

  const update = (given: Omit<UpdateAutoScalingGroupType, 'AutoScalingGroupName'>) =>
    world.autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, ...given }));

  const share = (InstancesDistribution: InstancesDistribution) =>
    update({ MixedInstancesPolicy: { InstancesDistribution } });

  /** Units in service by market. */
  const markets = async (): Promise<Record<string, number>> => {
    const document = await world.updraft.storage.store.get(groupKey(scope, 'web'));
    const counts: Record<string, number> = {};
    for (const { instance, market = 'on-demand' } of document?.instances ?? []) {
      if (instance.LifecycleState !== 'InService') continue;
      counts[market] = (counts[market] ?? 0) + Number(instance.WeightedCapacity ?? 1);
    }
    return counts;
  };

  /** In sentences, without their times. */
  const causesSince = async (count: number): Promise<readonly (readonly string[])[]> => {
    const activities = (await activitiesOf(world)).slice(count);
    return activities.map(({ Cause = '' }) =>
      Cause.split('  ').map((text) => text.replace(/^At \S+ /, '')),
    );
  };

  it('have instances replaced a few at a time, new ones first', async () => {
    await create({ OnDemandPercentageAboveBaseCapacity: 100 }, 6);
    await share(half);
    const seen = new Set<string>();
    for (let seconds = 0; seconds < 20; seconds++) {
      await world.advance('1s');
      const { Pending = 0, InService = 0 } = await lifecycleOf(world);
      seen.add(`${InService} serve, ${Pending} begin`);
    }
    // A tenth of MaxSize is two.
    expect([...seen].sort()).to.deep.equal([
      ...['6 serve, 0 begin', '6 serve, 1 begin', '6 serve, 2 begin'],
    ]);
    expect(await markets()).to.deep.equal({ 'on-demand': 3, spot: 3 });
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 6 });
    const causes = (await activitiesOf(world)).slice(6).map(({ Cause = '' }) => Cause);
    expect(causes).to.have.length(6);
    expect(causes[0]).to.match(
      /^At \S+ an instance was launched to aid in giving the group its share of spot instances\.$/,
    );
    expect(causes[2]).to.match(
      /^At \S+ instances were launched to give the group its shares .+ in the group\. {2}At \S+ an/,
    );
  });

  it('turn spot into on demand, and stay so', async () => {
    await create({ OnDemandPercentageAboveBaseCapacity: 0 }, 5);
    await share({ OnDemandBaseCapacity: 2 });
    await world.advance('2m');
    expect(await markets()).to.deep.equal({ 'on-demand': 2, spot: 3 });
    const count = (await activitiesOf(world)).length;
    await world.advance('10m');
    expect(await activitiesOf(world)).to.have.length(count);
  });

  it('hold for what a launch configuration has launched', async () => {
    await createGroup(world, { DesiredCapacity: 4 });
    await world.advance('10s');
    await update({ MixedInstancesPolicy: mixed({ 'c5.large': undefined }, half) });
    await world.advance('2m');
    expect(await markets()).to.deep.equal({ 'on-demand': 2, spot: 2 });
  });

  it('have no more replaced in a group that is not mixed any more', async () => {
    await create({ OnDemandPercentageAboveBaseCapacity: 0 }, 3);
    await share({ OnDemandPercentageAboveBaseCapacity: 100 });
    await update({ LaunchConfigurationName: 'lc' });
    await world.advance('2m');
    // Two were on their way.
    expect(await markets()).to.deep.equal({ 'on-demand': 2, spot: 1 });
  });

  it('let one go first where the group may not grow', async () => {
    await create({ OnDemandPercentageAboveBaseCapacity: 100 }, 4);
    const InstanceMaintenancePolicy = { MinHealthyPercentage: 75, MaxHealthyPercentage: 100 };
    await update({ InstanceMaintenancePolicy });
    await share(half);
    const seen = new Set<number>();
    for (let seconds = 0; seconds < 30; seconds++) {
      await world.advance('1s');
      const { 'on-demand': onDemand = 0, spot = 0 } = await markets();
      seen.add(onDemand + spot);
    }
    expect([...seen].sort()).to.deep.equal([3, 4]);
    expect(await markets()).to.deep.equal({ 'on-demand': 2, spot: 2 });
    const why =
      'an instance was taken out of service to aid in giving the group its share of spot ' +
      'instances.';
    const started =
      'an instance was started in response to a difference between desired and actual capacity, ' +
      'increasing the capacity from 3 to 4.';
    const causes = (await causesSince(4)).map((sentences) => sentences.slice(0, 2));
    expect(causes.filter((_, index) => index % 2 === 1)).to.deep.equal([
      [why, started],
      [why, started],
    ]);
  });

  for (const [name, from, to] of [
    ['spot', 100, 0],
    ['on demand', 0, 100],
  ] as const) {
    it(`are still wanted when the last that was launched ${name} fails`, async () => {
      await create({ OnDemandPercentageAboveBaseCapacity: from }, 1);
      const hook = { AutoScalingGroupName, LifecycleHookName: 'hook' };
      const LifecycleTransition = 'autoscaling:EC2_INSTANCE_LAUNCHING';
      await world.autoScaling.send(new PutLifecycleHookCommand({ ...hook, LifecycleTransition }));
      await share({ OnDemandPercentageAboveBaseCapacity: to });
      await world.advance('30s');
      const { Instances = [] } = (await groupOf(world)) ?? {};
      const waiting = Instances.find(({ LifecycleState }) => LifecycleState === 'Pending:Wait');
      await world.autoScaling.send(
        new CompleteLifecycleActionCommand({
          ...{ ...hook, InstanceId: waiting?.InstanceId, LifecycleActionResult: 'ABANDON' },
        }),
      );
      await world.autoScaling.send(new DeleteLifecycleHookCommand(hook));
      await world.advance('1m');
      expect(await markets()).to.deep.equal({ [to === 0 ? 'spot' : 'on-demand']: 1 });
      const document = await world.updraft.storage.store.get(groupKey(scope, 'web'));
      expect(document?.isAligning).to.equal(undefined);
    });
  }

  it('spare what is protected', async () => {
    await create({ OnDemandPercentageAboveBaseCapacity: 100 }, 2);
    const { Instances = [] } = (await groupOf(world)) ?? {};
    await world.autoScaling.send(
      new SetInstanceProtectionCommand({
        ...{ AutoScalingGroupName, ProtectedFromScaleIn: true },
        InstanceIds: Instances.map(({ InstanceId = '' }) => InstanceId),
      }),
    );
    await share(half);
    await world.advance('2m');
    expect(await markets()).to.deep.equal({ 'on-demand': 2 });
  });

  it('count in units where types have weights', async () => {
    await create({ OnDemandPercentageAboveBaseCapacity: 100 }, 12, { 'c5.large': '2' });
    await share(half);
    await world.advance('2m');
    expect(await markets()).to.deep.equal({ 'on-demand': 6, spot: 6 });
  });

  it('are not looked after but for an update', async () => {
    await create(half, 4);
    await share({ SpotAllocationStrategy: 'capacity-optimized' });
    const document = await world.updraft.storage.store.get(groupKey(scope, 'web'));
    expect(document?.isAligning ?? false).to.equal(false);
  });

  describe('and new weights', () => {
    const updatedTo = (desired: number): string =>
      'a user request update of AutoScalingGroup constraints to min: 0, max: 20, ' +
      `desired: ${desired}.`;
    const difference = (how: string, from: number, to: number): string =>
      'in response to a difference between desired and actual capacity, ' +
      `${how} the capacity from ${from} to ${to}.`;

    const reweigh = (types: Readonly<Record<string, string | undefined>>) => {
      const { LaunchTemplate }: MixedInstancesPolicy = mixed(types);
      return update({ MixedInstancesPolicy: { LaunchTemplate } });
    };

    const weights = async (): Promise<readonly (string | undefined)[]> => {
      const { Instances = [] } = (await groupOf(world)) ?? {};
      return Instances.map(({ WeightedCapacity }) => WeightedCapacity);
    };

    it('hold for running instances, of which the group then has too many', async () => {
      await create({}, 4, { 'c5.large': '1' });
      await reweigh({ 'c5.large': '2' });
      await world.advance('10s');
      expect(await weights()).to.deep.equal(['2', '2']);
      expect((await causesSince(4)).map((sentences) => sentences.slice(0, 2))).to.deep.equal([
        [updatedTo(4), 'an instance was taken out of service ' + difference('shrinking', 8, 6)],
        [updatedTo(4), 'an instance was taken out of service ' + difference('shrinking', 6, 4)],
      ]);
    });

    it('or too few', async () => {
      await create({}, 8, { 'c5.large': '4' });
      await reweigh({ 'c5.large': '2' });
      await world.advance('10s');
      expect(await weights()).to.deep.equal(['2', '2', '2', '2']);
      expect(await causesSince(2)).to.deep.equal([
        [updatedTo(8), 'an instance was started ' + difference('increasing', 4, 6)],
        [updatedTo(8), 'an instance was started ' + difference('increasing', 6, 8)],
      ]);
    });

    it('are told of once where the desired capacity changes with them', async () => {
      await create({}, 8, { 'c5.large': '4' });
      const { LaunchTemplate }: MixedInstancesPolicy = mixed({ 'c5.large': '2' });
      await update({ MixedInstancesPolicy: { LaunchTemplate }, DesiredCapacity: 6 });
      await world.advance('10s');
      expect(await causesSince(2)).to.deep.equal([
        [
          updatedTo(6).replace(/\.$/, ' changing the desired capacity from 8 to 6.'),
          'an instance was started ' + difference('increasing', 4, 6),
        ],
      ]);
    });

    it('leave a type its last weight that is not listed any more', async () => {
      await create({}, 6, { 'c5.large': '3' });
      await reweigh({ 'm5.large': '1' });
      await world.advance('10s');
      expect(await weights()).to.deep.equal(['3', '3']);
    });

    it('may be taken back', async () => {
      await create({}, 6, { 'c5.large': '3' });
      await reweigh({ 'c5.large': undefined });
      await world.advance('10s');
      expect(await weights()).to.deep.equal(Array(6).fill(undefined));
    });
  });
});
