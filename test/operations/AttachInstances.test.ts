import {
  AttachInstancesCommand,
  DetachInstancesCommand,
  type MixedInstancesPolicy,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { claimedDetached } from '../../src/autoscaling/detached-instance.js';
import { instanceOf, noon, secondsAfter } from '../support/group-documents.js';
import { createConfiguration, createGroup, groupOf, mixed } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('AttachInstances', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { DesiredCapacity: 1 });
    await createGroup(world, { AutoScalingGroupName: 'one', MaxSize: 1 });
    await createGroup(world, { AutoScalingGroupName: 'two', MaxSize: 1 });
    await world.advance('10s');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const members = async (name?: string): Promise<string[]> =>
    ((await groupOf(world, name))?.Instances ?? []).map(({ InstanceId = '' }) => InstanceId);

  const detached = async (): Promise<string> => {
    const [id = ''] = await members();
    const input = { AutoScalingGroupName: 'web', ShouldDecrementDesiredCapacity: true };
    await world.autoScaling.send(new DetachInstancesCommand({ ...input, InstanceIds: [id] }));
    await world.advance('10s');
    return id;
  };

  const attach = (AutoScalingGroupName: string, ...InstanceIds: string[]): Promise<unknown> =>
    world.autoScaling.send(new AttachInstancesCommand({ AutoScalingGroupName, InstanceIds }));

  it('gives an instance that two groups want to one of them', async () => {
    const id = await detached();
    const ends = await Promise.all([refusalOf(attach('one', id)), refusalOf(attach('two', id))]);
    const refused = ends.filter(({ code }) => code !== 'accepted');
    expect(refused).to.have.length(1);
    expect(refused[0]?.message).to.match(
      new RegExp(`^The Instance: ${id} is already part of AutoScalingGroup:(one|two)$`),
    );
    expect([...(await members('one')), ...(await members('two'))]).to.deep.equal([id]);
  });

  it('leaves an instance to others that its group refuses', async () => {
    const id = await detached();
    await createGroup(world, { AutoScalingGroupName: 'full', MaxSize: 0 });
    expect((await refusalOf(attach('full', id))).code).to.equal('ValidationError');
    await attach('one', id);
    expect(await members('one')).to.deep.equal([id]);
  });

  const weighted = (name: string, MixedInstancesPolicy: MixedInstancesPolicy, sizes = {}) =>
    createGroup(world, {
      ...{ AutoScalingGroupName: name, LaunchConfigurationName: undefined, MaxSize: 40 },
      ...{ MixedInstancesPolicy, ...sizes },
    });
  const worth = async (name: string) => {
    const { DesiredCapacity, Instances = [] } = (await groupOf(world, name)) ?? {};
    const weights = Instances.map(({ WeightedCapacity, LifecycleState }) => [
      LifecycleState,
      WeightedCapacity,
    ]);
    return { DesiredCapacity, weights };
  };

  it('weighs an instance as the group does that it is attached to', async () => {
    await weighted('heavy', mixed({ 't3.micro': '4' }));
    await attach('heavy', await detached());
    await world.advance('10s');
    const weights = [['InService', '4']];
    expect(await worth('heavy')).to.deep.equal({ DesiredCapacity: 4, weights });
  });

  it('leaves the weight of an instance behind in the group that it had it of', async () => {
    await weighted('heavy', mixed({ 'm5.large': '10' }), { DesiredCapacity: 10 });
    await world.advance('10s');
    const InstanceIds = await members('heavy');
    const given = { AutoScalingGroupName: 'heavy', ShouldDecrementDesiredCapacity: true };
    await world.autoScaling.send(new DetachInstancesCommand({ ...given, InstanceIds }));
    await world.advance('10s');
    await attach('one', ...InstanceIds);
    await world.advance('10s');
    const weights = [['InService', undefined]];
    expect(await worth('one')).to.deep.equal({ DesiredCapacity: 1, weights });
  });

  it('takes no instance for what the group had too much of before', async () => {
    const sizes = { DesiredCapacity: 8, AvailabilityZones: ['us-east-1a'] };
    await weighted('heavy', mixed({ 'm5.large': '4' }), sizes);
    await world.advance('10s');
    const input = { AutoScalingGroupName: 'heavy', DesiredCapacity: 7 };
    await world.autoScaling.send(new SetDesiredCapacityCommand(input));
    const id = await detached();
    await attach('heavy', id);
    await world.advance('1m');
    expect(await members('heavy')).to.include(id);
    const weights = [
      ['InService', '4'],
      ['InService', '4'],
      ['InService', undefined],
    ];
    expect(await worth('heavy')).to.deep.equal({ DesiredCapacity: 8, weights });
  });

  it('lets go of a claim that came to nothing', () => {
    const document = { managed: instanceOf(1) };
    const claim = { AutoScalingGroupName: 'one', at: noon };
    const claimed = claimedDetached(document, claim);
    expect(claimed).to.deep.equal({ ...document, claim });
    const other = (seconds: number): object =>
      claimedDetached(claimed, { AutoScalingGroupName: 'two', at: secondsAfter(noon, seconds) });
    expect(() => other(59)).to.throw('The Instance: i-1 is already part of AutoScalingGroup:one');
    expect(other(60)).to.have.nested.property('claim.AutoScalingGroupName', 'two');
  });
});
