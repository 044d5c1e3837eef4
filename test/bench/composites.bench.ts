import { withState } from '../../src/cloudwatch/alarm.js';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { claimLinks, watchedOf } from '../../src/cloudwatch/composite-link.js';
import { readComposite } from '../../src/cloudwatch/composite-request.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { createWorld, type World } from '../support/world.js';
import type { Bench } from './bench.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const trees = 100;
const compositesEach = 100;
const composites = trees * compositesEach;

/** Trees of composite alarms above metric alarms that all change their state at once. */
const bench: Bench = {
  name: 'composites',
  async run() {
    const world = await createWorld();
    await Promise.all(Array.from({ length: trees }, (_, tree) => putTree(world, tree)));
    const seconds: number[] = [];
    for (const StateValue of ['ALARM', 'OK'] as const) {
      for (let tree = 0; tree < trees; tree++) await setLeaf(world, tree, StateValue);
      const started = performance.now();
      await world.updraft.heartbeat.beat(world.now());
      seconds.push((performance.now() - started) / 1000);
    }
    await world.close();
    const last = seconds.at(-1) ?? NaN;
    return [
      {
        what: `${composites} composites in trees follow ${trees} metric alarms`,
        measured: `${last.toFixed(2)} s (${((last / composites) * 1e6).toFixed(0)} µs each)`,
        ratio: undefined,
        goal: 'in one beat',
      },
    ];
  },
};

export default bench;

/** Each composite alarm stands on two others, and those at the bottom on the metric alarm. */
async function putTree(world: World, tree: number): Promise<void> {
  const { store } = world.updraft.storage;
  const now = world.now();
  const leaf = readAlarmSettings({
    AlarmName: `leaf-${tree}`,
    ...{ Namespace: 'Bench', MetricName: `m${tree}`, Statistic: 'Average', Period: 60 },
    ...{ EvaluationPeriods: 1, Threshold: 50, ComparisonOperator: 'GreaterThanThreshold' },
    TreatMissingData: 'ignore',
  });
  await store.update(alarmKey(scope, leaf.AlarmName), (current) =>
    putAlarm(current, { settings: leaf, tags: [], scope, now, id: leaf.AlarmName }),
  );
  for (let place = compositesEach - 1; place >= 0; place--) {
    const below = [2 * place + 1, 2 * place + 2].map((child) =>
      child < compositesEach ? `tree-${tree}-${child}` : leaf.AlarmName,
    );
    const AlarmName = `tree-${tree}-${place}`;
    const AlarmRule = below.map((name) => `ALARM("${name}")`).join(' OR ');
    const { settings, childNames } = readComposite({ AlarmName, AlarmRule }, scope);
    const watched = watchedOf({ childNames });
    const linking = { store, scope, now, id: AlarmName };
    await claimLinks(AlarmName, watched, linking);
    await store.update(alarmKey(scope, AlarmName), (current) => {
      const put = putAlarm(current, { settings, tags: [], scope, now, id: AlarmName });
      // As when it was seen to long ago.
      return {
        ...put,
        alarm: { ...put.alarm, StateValue: 'OK' as const },
        unfiledHistory: [],
        due: undefined,
      };
    });
  }
}

async function setLeaf(world: World, tree: number, StateValue: 'ALARM' | 'OK'): Promise<void> {
  const state = { StateValue, StateReason: 'why', StateReasonData: undefined };
  await world.updraft.storage.store.update(
    alarmKey(scope, `leaf-${tree}`),
    (current) => current && withState(current, { ...state, recentDatapoints: [] }, world.now()),
  );
}
