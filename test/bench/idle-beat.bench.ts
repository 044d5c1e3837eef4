import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { createWorld } from '../support/world.js';
import type { Bench } from './bench.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const [few, many] = [1_000, 50_000];
const beats = 400;
const atOnce = 1_000;

/** What a beat costs in which nothing is due, beside few alarms and beside many. */
const bench: Bench = {
  name: 'idle-beat',
  async run() {
    const [besideFew, besideMany] = [await idleBeat(few), await idleBeat(many)];
    return [
      {
        what: `a beat in which none of ${many} alarms is due, against one with ${few} alarms`,
        measured: `${besideMany.toFixed(0)} / ${besideFew.toFixed(0)} µs`,
        ratio: besideMany / besideFew,
        goal: 'about 1',
      },
    ];
  },
};

export default bench;

/** The median, in microseconds. */
async function idleBeat(alarms: number): Promise<number> {
  const world = await createWorld();
  const { heartbeat, storage } = world.updraft;
  const now = world.now();
  for (let from = 0; from < alarms; from += atOnce) {
    await Promise.all(
      Array.from({ length: atOnce }, (_, index) => {
        const AlarmName = `alarm-${from + index}`;
        const settings = readAlarmSettings({
          ...{ AlarmName, Namespace: 'Bench', MetricName: `m${index}`, Statistic: 'Average' },
          ...{ Period: 60, EvaluationPeriods: 1, Threshold: 50 },
          ComparisonOperator: 'GreaterThanThreshold',
        });
        return storage.store.update(alarmKey(scope, AlarmName), (current) =>
          putAlarm(current, { settings, tags: [], scope, now, id: AlarmName }),
        );
      }),
    );
  }
  // Settled, then evaluated: behind that all are quiet for half a minute at least.
  await heartbeat.beat(now);
  const evaluatedAt = now.getTime() + 119_000;
  while ((await heartbeat.beat(new Date(evaluatedAt))) > 0);
  const times: number[] = [];
  for (let beat = 0; beat < beats; beat++) {
    const started = performance.now();
    await heartbeat.beat(new Date(evaluatedAt + 1 + beat));
    times.push((performance.now() - started) * 1000);
  }
  await world.close();
  return times.sort((a, b) => a - b)[beats >> 1] ?? NaN;
}
