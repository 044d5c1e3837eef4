import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { createConfiguration } from '../support/groups.js';
import { clientSettings, createWorld, type World } from '../support/world.js';
import type { Bench, Row } from './bench.js';
import { describeRow } from './describe-groups.js';
import { measureBreach } from './breach.js';

const groupCount = 1_000;
const instancesEach = 20;
const callsAtOnce = 32;

/** Groups in numbers: how they come about, what they cost when they rest, how they are shown. */
const bench: Bench = {
  name: 'groups',
  async run() {
    const idle = await createWorld();
    const beatWithout = await beatMicroseconds(idle);
    await idle.close();
    const world = await createWorld();
    const converged = await measureConvergence(world);
    const beatWith = await beatMicroseconds(world);
    await world.close();
    return [
      converged,
      {
        what: `a beat with nothing due, beside ${groupCount.toLocaleString('en')} groups and none`,
        measured: `${beatWith.toFixed(0)} / ${beatWithout.toFixed(0)} µs`,
        ratio: beatWith / beatWithout,
        goal: 'about 1',
      },
      await measureBreach(),
      ...(await describeRow()),
    ];
  },
};

export default bench;

/** A region takes 500 groups. */
const regions = ['us-east-1', 'us-west-2'];

/** Real time from the first call to the last instance in service, starts of no length. */
async function measureConvergence(world: World): Promise<Row> {
  const clients = regions.map(
    (region) => new AutoScalingClient({ ...clientSettings(world.endpoint), region }),
  );
  for (const autoScaling of clients) await createConfiguration({ ...world, autoScaling });
  const started = performance.now();
  let next = 0;
  const create = async (): Promise<void> => {
    while (next < groupCount) {
      const number = next++;
      const region = number % regions.length;
      await clients[region]?.send(
        new CreateAutoScalingGroupCommand({
          ...{ AutoScalingGroupName: `group-${number}`, LaunchConfigurationName: 'lc' },
          ...{ MinSize: 0, MaxSize: 100, DesiredCapacity: instancesEach },
          AvailabilityZones: ['a', 'b', 'c'].map((zone) => `${regions[region] ?? ''}${zone}`),
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, create));
  const called = (performance.now() - started) / 1000;
  await world.advance('10s');
  const seconds = (performance.now() - started) / 1000;
  await assertConverged(clients);
  for (const client of clients) client.destroy();
  const [groups, instances] = [groupCount, groupCount * instancesEach].map((count) =>
    count.toLocaleString('en'),
  );
  return {
    what: `${groups ?? ''} groups with ${instances ?? ''} instances, from nothing to in service`,
    measured: `${seconds.toFixed(1)} s, ${called.toFixed(1)} of them for the calls`,
    ratio: undefined,
    goal: '',
  };
}

async function assertConverged(clients: readonly AutoScalingClient[]): Promise<void> {
  for (const client of clients) {
    const answer = await client.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 100 }));
    for (const { Instances = [] } of answer.AutoScalingGroups ?? []) {
      const states = Instances.map(({ LifecycleState }) => LifecycleState);
      if (states.filter((state) => state === 'InService').length === instancesEach) continue;
      throw new Error(`A group has not converged: ${states.join()}`);
    }
  }
}

const beats = 300;

async function beatMicroseconds({ updraft }: World): Promise<number> {
  const at = updraft.clock.now();
  const times: number[] = [];
  for (let beat = 0; beat < beats; beat++) {
    const started = performance.now();
    await updraft.heartbeat.beat(at);
    times.push(performance.now() - started);
  }
  return (times.sort((a, b) => a - b)[beats >> 1] ?? NaN) * 1000;
}
