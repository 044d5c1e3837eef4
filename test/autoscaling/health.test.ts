import {
  SetInstanceHealthCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  disturb,
  groupOf,
} from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

describe('the health of instances', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MinSize: 2 });
    await world.advance('10s');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const ids = async (): Promise<string[]> =>
    ((await groupOf(world))?.Instances ?? []).map(({ InstanceId = '' }) => InstanceId);

  const healthOf = async (id: string): Promise<string | undefined> =>
    (await groupOf(world))?.Instances?.find(({ InstanceId }) => InstanceId === id)?.HealthStatus;

  /** Without the times, and with the instance's place instead of its id. */
  const causes = async (first: string): Promise<string[]> =>
    (await activitiesOf(world))
      .slice(2)
      .map(({ Cause = '' }) => Cause.replaceAll(/At \S+Z /g, '').replaceAll(first, 'i-x'));

  const suspend = (...ScalingProcesses: string[]): Promise<unknown> =>
    world.autoScaling.send(
      new SuspendProcessesCommand({ AutoScalingGroupName: 'web', ScalingProcesses }),
    );

  it('replaces an instance that ends, though the group was quiet', async () => {
    const [first = '', second = ''] = await ids();
    await disturb(world, first, 'terminated');
    await world.advance('10s');
    const after = await ids();
    expect(after).to.have.length(2);
    expect(after).to.include(second).and.not.include(first);
    expect((await causes(first)).sort()).to.deep.equal([
      'an instance was launched in response to an unhealthy instance needing to be replaced.',
      'an instance was taken out of service in response to an EC2 health check indicating it has ' +
        'been terminated or stopped.',
    ]);
  });

  it('waits for the end of the grace period where a status check fails', async () => {
    await world.autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: 'web',
        HealthCheckGracePeriod: 60,
      }),
    );
    const [first = ''] = await ids();
    await disturb(world, first, 'impaired');
    await world.advance('30s');
    expect(await healthOf(first)).to.equal('Healthy');
    await world.advance('1m');
    expect(await ids())
      .to.have.length(2)
      .and.not.include(first);
    expect(await causes(first)).to.include(
      'an instance was taken out of service in response to an EC2 instance status check failure.',
    );
  });

  it('believes a user who reports an instance as unhealthy', async () => {
    const [InstanceId = ''] = await ids();
    const HealthStatus = 'Unhealthy';
    await world.autoScaling.send(new SetInstanceHealthCommand({ InstanceId, HealthStatus }));
    await world.advance('10s');
    expect(await ids())
      .to.have.length(2)
      .and.not.include(InstanceId);
    expect((await causes(InstanceId)).sort()).to.deep.equal([
      'an instance was launched in response to an unhealthy instance needing to be replaced.',
      'an instance was taken out of service in response to a user health-check.',
    ]);
  });

  const report = (InstanceId: string, HealthStatus: string): Promise<unknown> =>
    world.autoScaling.send(new SetInstanceHealthCommand({ InstanceId, HealthStatus }));

  it('believes the user also when EC2 has found something that is over', async () => {
    await suspend('ReplaceUnhealthy');
    const [first = '', second = ''] = await ids();
    await report(first, 'Unhealthy');
    for (const id of [first, second]) await disturb(world, id, 'impaired');
    await report(second, 'Unhealthy');
    for (const id of [first, second]) await disturb(world, id, 'ok');
    await world.advance('1m');
    expect([await healthOf(first), await healthOf(second)]).to.deep.equal([
      'Unhealthy',
      'Unhealthy',
    ]);
    await report(first, 'Healthy');
    await world.advance('1m');
    expect([await healthOf(first), await healthOf(second)]).to.deep.equal(['Healthy', 'Unhealthy']);
  });

  it('does not believe a user over EC2 that an instance is healthy', async () => {
    await suspend('ReplaceUnhealthy');
    const [first = ''] = await ids();
    await disturb(world, first, 'impaired');
    await report(first, 'Healthy');
    await world.advance('1m');
    expect(await healthOf(first)).to.equal('Unhealthy');
    await disturb(world, first, 'ok');
    expect(await healthOf(first)).to.equal('Healthy');
  });

  it('keeps an unhealthy instance while ReplaceUnhealthy is suspended', async () => {
    await suspend('ReplaceUnhealthy');
    const [first = ''] = await ids();
    await disturb(world, first, 'terminated');
    await world.advance('1m');
    expect(await healthOf(first)).to.equal('Unhealthy');
  });

  it('looks at no instance while HealthCheck is suspended', async () => {
    await suspend('HealthCheck');
    const [first = ''] = await ids();
    await disturb(world, first, 'terminated');
    await world.advance('1m');
    expect(await healthOf(first)).to.equal('Healthy');
  });

  it('terminates and does not launch while Launch is suspended', async () => {
    await suspend('Launch');
    const [first = ''] = await ids();
    await disturb(world, first, 'terminated');
    await world.advance('1m');
    expect(await ids())
      .to.have.length(1)
      .and.not.include(first);
  });
});
