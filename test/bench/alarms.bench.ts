import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { startTestMongo } from '../support/mongo-server.js';
import { createWorld, type World } from '../support/world.js';
import type { Bench, Row } from './bench.js';

const atOnce = 1_000;
const scope = { account: '000000000000', region: 'us-east-1' };

/** Metric alarms evaluated on one core, each on a metric of its own that has data. */
const bench: Bench = {
  name: 'alarms',
  async run() {
    const embedded = await measure({ store: 'embedded', flags: [], alarms: 20_000, goal: 100_000 });
    const mongo = await startTestMongo();
    if (mongo === undefined) return [embedded];
    const flags = ['--store', mongo.freshUrl()];
    const overMongo = await measure({ store: 'MongoDB', flags, alarms: 1_000, goal: 30_000 });
    mongo.stop();
    return [embedded, overMongo];
  },
};

export default bench;

interface Measurement {
  readonly store: string;
  readonly flags: readonly string[];
  readonly alarms: number;
  readonly goal: number;
}

async function measure({ store, flags, alarms, goal }: Measurement): Promise<Row> {
  const world = await createWorld({ flags });
  for (let from = 0; from < alarms; from += atOnce) await putAlarms(world, from);
  const seconds: number[] = [];
  for (let minute = 0; minute < 3; minute++) {
    const now = new Date(world.now().getTime() + minute * 60_000);
    await putSamples(world, { alarms, now });
    const started = performance.now();
    // One beat that finds all of them due, however they would be spread over the minute.
    await world.updraft.heartbeat.beat(new Date(now.getTime() + 59_999));
    seconds.push((performance.now() - started) / 1000);
  }
  await world.close();
  // Before the last of these, all alarms have become OK.
  const [, , last = NaN] = seconds;
  const perMinute = Math.round((alarms / last) * 60);
  return {
    what: `metric alarms evaluated in a minute, ${store}`,
    measured: `${perMinute} (${((last / alarms) * 1e6).toFixed(0)} µs each)`,
    ratio: perMinute / goal,
    goal: `>= ${goal.toLocaleString('en')}`,
  };
}

async function putAlarms(world: World, from: number): Promise<void> {
  const { store } = world.updraft.storage;
  const now = world.now();
  await Promise.all(
    Array.from({ length: atOnce }, (_, index) => {
      const AlarmName = `alarm-${from + index}`;
      const settings = readAlarmSettings({
        AlarmName,
        Namespace: 'Bench',
        MetricName: `m${from + index}`,
        Statistic: 'Average',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 50,
        ComparisonOperator: 'GreaterThanThreshold',
      });
      return store.update(alarmKey(scope, AlarmName), (current) =>
        putAlarm(current, { settings, tags: [], scope, now, id: AlarmName }),
      );
    }),
  );
}

async function putSamples(
  world: World,
  { alarms, now }: { readonly alarms: number; readonly now: Date },
): Promise<void> {
  const { datapoints } = world.updraft.storage;
  for (let from = 0; from < alarms; from += atOnce) {
    const samples = Array.from({ length: atOnce }, (_, index): Sample => ({
      metric: { ...scope, Namespace: 'Bench', MetricName: `m${from + index}`, Dimensions: [] },
      Unit: 'None',
      Timestamp: now,
      StorageResolution: 60,
      cell: cellOfValue(10),
    }));
    await datapoints.append(samples, now);
  }
}
