import {
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { temporaryDirectory } from '../support/directory.js';
import { sharedMongo, type TestMongo } from '../support/mongo.js';
import { Random } from '../support/random.js';
import { refusalOf } from '../support/refusal.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { worldStart } from '../support/world.js';

/** A server goes on living while its store takes nothing, and what it refused is nowhere. */
const unavailable = {
  code: 'ServiceUnavailable',
  message: 'The service is unavailable. Please try again.',
};

describe('a server whose store is starved', function () {
  this.timeout(60_000);
  const servers: ServerProcess[] = [];

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.kill()));
  });

  const start = async (...flags: readonly string[]): Promise<ServerProcess> => {
    const clock = ['--test-clock', worldStart.toISOString()];
    // A client that asked again would wait for the database again.
    const server = await startServer([...clock, '--log-level', 'error', ...flags], 1);
    servers.push(server);
    return server;
  };

  it('refuses writes while the disk is full, and goes on when there is room', async () => {
    const directory = temporaryDirectory();
    const server = await start('--data', directory.path);
    const { size } = statSync(join(directory.path, 'updraft.mdb'));
    let count = await putSamples(server, { from: 0, to: 10 });
    limitFiles(server, String(size));
    const full = await untilRefused(server, count);
    count += full.takenCount;
    expect(full.refusal).to.deep.equal(unavailable);
    // What reads goes on.
    expect(await sampleCount(server)).to.equal(count);
    limitFiles(server, 'unlimited');
    count += await putSamples(server, { from: 10_000, to: 10_010 });
    await server.cloudWatch.send(alarmCommand(1));
    expect(await sampleCount(server)).to.equal(count);
    expect(await alarmNames(server)).to.deep.equal(['alarm-1']);
    directory.remove();
  });

  describe('on MongoDB', () => {
    let mongo: TestMongo;

    before(async function () {
      const found = await sharedMongo();
      if (found === undefined) this.skip();
      mongo = found;
    });

    it('refuses requests while the database is gone, and goes on when it is back', async () => {
      const proxy = new CuttingProxy(new URL(mongo.freshUrl()), new Random(1), 0);
      await proxy.listen();
      const server = await start('--store', proxy.url);
      let count = await putSamples(server, { from: 0, to: 20 });
      await proxy.close();
      const refused = [
        putSamples(server, { from: 20, to: 21 }),
        server.cloudWatch.send(alarmCommand(0)),
      ].map((call) => refusalOf(call));
      expect(await Promise.all(refused)).to.deep.equal([unavailable, unavailable]);
      await proxy.listen();
      count += await putSamples(server, { from: 100, to: 120 });
      await server.cloudWatch.send(alarmCommand(1));
      expect(await sampleCount(server)).to.equal(count);
      expect(await alarmNames(server)).to.deep.equal(['alarm-1']);
      await server.kill();
      await proxy.close();
    });
  });
});

/** The process gets EFBIG where a full disk would give ENOSPC. */
function limitFiles({ child }: ServerProcess, bytes: string): void {
  const { status } = spawnSync('prlimit', [`--pid=${child.pid}`, `--fsize=${bytes}:unlimited`]);
  if (status !== 0) throw new Error('prlimit could not set the limit.');
}

interface Numbers {
  readonly from: number;
  readonly to: number;
}

/** Each in a request of its own, with new series beside it; resolves to their count. */
async function putSamples({ cloudWatch }: ServerProcess, { from, to }: Numbers): Promise<number> {
  const sample = { MetricName: 'Load', Timestamp: worldStart, Value: 1 };
  for (let number = from; number < to; number++) {
    const ofHosts = Array.from({ length: hostsEach }, (_, host) => {
      return { ...sample, Dimensions: [{ Name: 'Host', Value: `host-${number}-${host}` }] };
    });
    const MetricData = [sample, ...ofHosts];
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  }
  return to - from;
}

const hostsEach = 20;

async function untilRefused(
  server: ServerProcess,
  from: number,
): Promise<{ readonly takenCount: number; readonly refusal: unknown }> {
  for (let takenCount = 0; takenCount < samplesMax; takenCount++) {
    const number = from + takenCount;
    try {
      await putSamples(server, { from: number, to: number + 1 });
    } catch {
      const again = putSamples(server, { from: number, to: number + 1 });
      return { takenCount, refusal: await refusalOf(again) };
    }
  }
  throw new Error('The disk was never full.');
}

const samplesMax = 1_000;

function alarmCommand(number: number): PutMetricAlarmCommand {
  return new PutMetricAlarmCommand({
    AlarmName: `alarm-${number}`,
    Namespace: 'App',
    MetricName: 'Load',
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 60,
    ComparisonOperator: 'GreaterThanThreshold',
  });
}

async function sampleCount({ cloudWatch }: ServerProcess): Promise<number | undefined> {
  const { Datapoints } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'App',
      MetricName: 'Load',
      StartTime: worldStart,
      EndTime: new Date(worldStart.getTime() + 60_000),
      Period: 60,
      Statistics: ['SampleCount'],
    }),
  );
  return Datapoints?.[0]?.SampleCount;
}

async function alarmNames({ cloudWatch }: ServerProcess): Promise<unknown> {
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({}));
  return MetricAlarms?.map(({ AlarmName }) => AlarmName);
}
