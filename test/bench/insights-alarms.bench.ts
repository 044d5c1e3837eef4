import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { byHost, fleetSettings } from '../support/fleet.js';
import { createWorld, type World } from '../support/world.js';
import type { Bench } from './bench.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const alarms = 1_000;
const series = 100;

/** Alarms on a query of Metrics Insights that groups a hundred series, all in one beat. */
const bench: Bench = {
  name: 'insights-alarms',
  async run() {
    const world = await createWorld();
    await putAlarms(world);
    const seconds: number[] = [];
    for (let minute = 0; minute < 3; minute++) {
      const now = new Date(world.now().getTime() + minute * 60_000);
      await putSamples(world, now);
      const started = performance.now();
      await world.updraft.heartbeat.beat(new Date(now.getTime() + 59_999));
      seconds.push((performance.now() - started) / 1000);
    }
    await world.close();
    const last = seconds.at(-1) ?? NaN;
    const perSecond = (alarms * series) / last;
    return [
      {
        what: `${alarms} Insights alarms over ${series} series evaluated`,
        measured: `${last.toFixed(2)} s (${Math.round(perSecond)} series a second)`,
        ratio: last / 60,
        goal: '< 60 s',
      },
    ];
  },
};

export default bench;

async function putAlarms(world: World): Promise<void> {
  const { store } = world.updraft.storage;
  const now = world.now();
  for (let index = 0; index < alarms; index++) {
    const AlarmName = `fleet-${index}`;
    const Metrics = [{ Id: 'q1', Expression: byHost, Period: 60, ReturnData: true }];
    const settings = readAlarmSettings({ ...fleetSettings, AlarmName, Metrics });
    await store.update(alarmKey(scope, AlarmName), (current) =>
      putAlarm(current, { settings, tags: [], scope, now, id: AlarmName }),
    );
  }
}

async function putSamples(world: World, now: Date): Promise<void> {
  const samples = Array.from({ length: series }, (_, index): Sample => ({
    metric: {
      ...{ ...scope, Namespace: 'App', MetricName: 'Load' },
      Dimensions: [{ Name: 'Host', Value: `host-${index}` }],
    },
    Unit: 'None',
    Timestamp: now,
    StorageResolution: 60,
    cell: cellOfValue(index < 3 ? 90 : 10),
  }));
  await world.updraft.storage.datapoints.append(samples, now);
}
