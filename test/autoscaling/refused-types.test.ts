import { SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { isForgotten } from '../../src/autoscaling/launch-backoff.js';
import { groupKey } from '../../src/autoscaling/keys.js';
import type { LaunchOutcome } from '../../src/launchers/launcher.js';
import { scope } from '../support/group-documents.js';
import { activitiesOf, createGroup, groupOf, mixed } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

const zone = 'us-east-1a';
const refusal: LaunchOutcome = {
  kind: 'refused',
  code: 'InsufficientInstanceCapacity',
  message: 'There is no room.',
};

describe('types that EC2 refuses', () => {
  let world: World;
  let refused: readonly string[];

  beforeEach(async () => {
    world = await createWorld();
    const { launcher } = world.updraft;
    const launch = launcher.launch.bind(launcher);
    launcher.launch = async (given, now) => {
      const isRefused = given.map(({ InstanceType = '' }) => refused.includes(InstanceType));
      const others = given.filter((_, index) => isRefused[index] !== true);
      const outcomes = [...(await launch(others, now))];
      return isRefused.map((is) => (is ? refusal : (outcomes.shift() ?? refusal)));
    };
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const create = (): Promise<void> =>
    createGroup(world, {
      ...{ LaunchConfigurationName: undefined, AvailabilityZones: [zone] },
      MixedInstancesPolicy: mixed({ 'c5.large': undefined, 'm5.large': undefined }),
    });

  const want = (DesiredCapacity: number): Promise<unknown> =>
    world.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: 'web', DesiredCapacity }),
    );

  it('let the launch go on with the next, and with its cause', async () => {
    refused = ['c5.large'];
    await create();
    await want(2);
    await world.advance('10s');
    const { Instances = [] } = (await groupOf(world)) ?? {};
    expect(Instances.map(({ InstanceType }) => InstanceType)).to.deep.equal([
      'm5.large',
      'm5.large',
    ]);
    const activities = await activitiesOf(world);
    const shown = activities.map(({ StatusCode, Description = '', Cause = '' }) => {
      const sentences = Cause.split('  ').map((text) => text.replace(/^At \S+ /, ''));
      return [StatusCode, Description, ...sentences];
    });
    const trigger =
      'a user request explicitly set group desired capacity changing the desired capacity from 0 ' +
      'to 2.';
    const started =
      'an instance was started in response to a difference between desired and actual capacity, ' +
      'increasing the capacity from';
    expect(shown).to.deep.equal(
      Instances.map(({ InstanceId = '' }, index) => [
        ...['Successful', `Launching a new EC2 instance: ${InstanceId}`, trigger],
        `${started} ${index} to ${index + 1}.`,
      ]),
    );
  });

  it('fail the launch once all are refused, in the words for fleets', async () => {
    refused = ['c5.large', 'm5.large'];
    await create();
    await want(2);
    await world.advance('10s');
    const [activity, ...others] = await activitiesOf(world);
    expect(others).to.deep.equal([]);
    expect(activity?.Description).to.equal(
      'Launching a new EC2 instance.  Status Reason: Could not launch On-Demand Instances. ' +
        'InsufficientInstanceCapacity - There is no room. Launching EC2 instance failed.',
    );
    expect(activity?.Cause).to.contain('a user request explicitly set group desired capacity');
  });

  it('are forgotten when nobody has asked for them for a while', async () => {
    refused = ['c5.large'];
    await create();
    await want(1);
    await world.advance('30s');
    const known = await world.updraft.storage.store.get(groupKey(scope, 'web'));
    const [first] = known?.refusals ?? [];
    expect(first?.kind?.InstanceType).to.equal('c5.large');
    await world.advance('11m');
    if (first === undefined) throw new Error('There is a refusal.');
    expect(isForgotten(first, world.now())).to.equal(true);
    await want(2);
    const after = await world.updraft.storage.store.get(groupKey(scope, 'web'));
    expect(after?.refusals.map(({ count }) => count)).to.deep.equal([1]);
  });
});
