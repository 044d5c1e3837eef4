import { putMetricAlarm } from '../../src/cloudwatch/alarm.js';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { createWorld, type World } from '../support/world.js';
import type { Bench } from './bench.js';

const alarms = 20_000;
const atOnce = 1_000;
const scope = { account: '000000000000', region: 'us-east-1' };

/** Metric alarms evaluated on one core, each on a metric of its own that has data. */
const bench: Bench = {
  name: 'alarms',
  async run() {
    const world = await createWorld();
    for (let from = 0; from < alarms; from += atOnce) await putAlarms(world, from);
    await world.updraft.heartbeat.beat(world.now());
    const seconds: number[] = [];
    for (let minute = 0; minute < 3; minute++) {
      await putSamples(world);
      const started = performance.now();
      await world.advance('1m');
      seconds.push((performance.now() - started) / 1000);
    }
    await world.close();
    const [, , last = NaN] = seconds;
    const perMinute = Math.round((alarms / last) * 60);
    return [
      {
        what: 'metric alarms evaluated in a minute, embedded store',
        measured: `${perMinute} (${((last / alarms) * 1e6).toFixed(0)} µs each)`,
        ratio: perMinute / 100_000,
        goal: '>= 100,000',
      },
    ];
  },
};

export default bench;

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
        putMetricAlarm(current, { settings, tags: [], scope, now, id: AlarmName }),
      );
    }),
  );
}

async function putSamples(world: World): Promise<void> {
  const { datapoints } = world.updraft.storage;
  for (let from = 0; from < alarms; from += atOnce) {
    const samples = Array.from({ length: atOnce }, (_, index): Sample => ({
      metric: { ...scope, Namespace: 'Bench', MetricName: `m${from + index}`, Dimensions: [] },
      Unit: 'None',
      Timestamp: world.now(),
      StorageResolution: 60,
      cell: cellOfValue(10),
    }));
    await datapoints.append(samples, world.now());
  }
}
