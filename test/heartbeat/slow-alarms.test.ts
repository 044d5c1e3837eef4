import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { withState } from '../../src/cloudwatch/alarm.js';
import type { Delivery } from '../../src/cloudwatch/alarm-action.js';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { followingEvaluation, paceOf } from '../../src/cloudwatch/alarm-schedule.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { attendAlarms } from '../../src/heartbeat/attend-alarms.js';
import { allPartitions, Heartbeat } from '../../src/heartbeat/heartbeat.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { MemoryBlocks } from '../simulation/memory-blocks.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { alarmInput } from '../support/alarms.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const start = Date.parse('2026-03-10T12:00:30Z');
const policy =
  'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:autoScalingGroupName/g:policyName/p';

type Settings = Partial<Parameters<typeof readAlarmSettings>[0]>;

/** It looks back over more than a day, and goes into ALARM when it is evaluated. */
const hourly: Settings = {
  ...{ Period: 3_600, EvaluationPeriods: 25, TreatMissingData: 'breaching' },
  ...{ OKActions: [policy], AlarmActions: [policy] },
};

/** An alarm, its heartbeat, and a target that answers as it is told. */
function sceneOf(given: Settings, answer: () => Promise<Delivery>) {
  const store = new MemoryStore();
  const times: string[] = [];
  const told: (readonly number[])[] = [];
  const datapoints = createDatapoints(new MemoryBlocks().open());
  const worker = attendAlarms({
    store,
    datapoints,
    targets: [
      {
        accepts: () => true,
        deliver: (_, action, now) => {
          told.push(action.recentDatapoints);
          times.push(`${action.alarm.StateValue} ${now.toISOString().slice(11, 19)}`);
          return answer();
        },
        hasTaken: () => Promise.resolve(false),
        link: () => Promise.resolve(),
      },
    ],
    journal: new Journal(),
    observe: () => undefined,
  });
  const heartbeat = new Heartbeat({
    ...{ store, workers: [worker] },
    ownPartitions: () => Promise.resolve(allPartitions),
    sweep: () => Promise.resolve(),
    observe: () => undefined,
  });
  const settings = readAlarmSettings({ ...alarmInput, ...given });
  const key = alarmKey(scope, settings.AlarmName);
  let now = new Date(start);
  const put = () =>
    store.update(key, (current) =>
      putAlarm(current, { settings, tags: [], scope, now, id: 'incarnation' }),
    );
  return {
    times,
    told,
    observe: (value: number) => {
      const { Namespace, MetricName } = alarmInput;
      const metric = { ...scope, Namespace, MetricName, Dimensions: [] };
      const sample = { metric, Unit: 'None', StorageResolution: 60, Timestamp: now } as const;
      return datapoints.append([{ ...sample, cell: cellOfValue(value) }], now);
    },
    put: async () => {
      await put();
      await heartbeat.attend(key, now);
    },
    /** By hand, to be seen to with the next beat. */
    set: (StateValue: StateValue) =>
      store.update(key, (current) => {
        const state = { StateReason: 'why', StateReasonData: undefined, recentDatapoints: [] };
        return current && withState(current, { StateValue, ...state }, now);
      }),
    /** Beats each second, up to a time of that day and at it. */
    until: async (time: string) => {
      const end = Date.parse(`2026-03-10T${time}Z`);
      while (now.getTime() < end) {
        now = new Date(Math.min(now.getTime() + 1_000, end));
        await heartbeat.beat(now);
      }
    },
    state: async () => (await store.get(key))?.alarm.StateValue,
  };
}

const succeeds = (): Promise<Delivery> => Promise.resolve({ kind: 'succeeded' });
const fails = (): Promise<Delivery> => Promise.reject(new Error('no route'));

describe('an alarm that is evaluated once an hour', () => {
  it('is evaluated though an action of it is tried again at that very time', async () => {
    const scene = sceneOf(hourly, fails);
    await scene.put();
    await scene.until('12:59:58');
    await scene.set('OK');
    await scene.until('13:00:00');
    expect(await scene.state()).to.equal('ALARM');
  });

  it('is evaluated though its state was set just before', async () => {
    const scene = sceneOf(hourly, succeeds);
    await scene.put();
    await scene.until('12:59:59');
    await scene.set('OK');
    await scene.until('13:00:01');
    expect(await scene.state()).to.equal('ALARM');
  });

  it('is not evaluated before, whatever is to be done meanwhile', async () => {
    const scene = sceneOf(hourly, fails);
    await scene.put();
    await scene.until('12:10:00');
    await scene.set('OK');
    await scene.until('12:59:59');
    expect(await scene.state()).to.equal('OK');
  });
});

describe('what follows an evaluation of an alarm of once an hour', () => {
  const alarm = { Period: 3_600, EvaluationPeriods: 25 };
  const moment = { configuredAt: new Date('2026-03-10T12:00:00.500Z'), offsetMilliseconds: 0 };
  const cases: readonly (readonly [string, string, string])[] = [
    ['the one within a minute of its settings, where it came before', '12:00:01', '12:01:00'],
    ['the one of the hour, where it was that itself', '12:01:00', '13:00:00'],
  ];
  for (const [name, at, expected] of cases) {
    it(`is ${name}`, () => {
      const next = followingEvaluation(paceOf(alarm), new Date(`2026-03-10T${at}Z`), moment);
      expect(next.toISOString().slice(11, 19)).to.equal(expected);
    });
  }
});

describe('an alarm that is evaluated each minute', () => {
  it('is so while an action of it is tried again', async () => {
    const scene = sceneOf({ TreatMissingData: 'breaching', OKActions: [policy] }, fails);
    await scene.put();
    await scene.until('12:01:10');
    await scene.set('OK');
    await scene.until('12:02:00');
    expect(await scene.state()).to.equal('ALARM');
  });
});

describe('the actions of a scaling policy', () => {
  const wall = { EvaluationWindow: { WallClockWindow: { Timezone: 'UTC' } } };
  const cases: readonly (readonly [string, Settings, string])[] = [
    ['an alarm that is evaluated each hour', hourly, '12:01:00'],
    [
      'an alarm on a clock on the wall',
      { ...hourly, Period: 300, EvaluationPeriods: 1, ...wall },
      '12:01:10',
    ],
    ['an alarm that is evaluated each minute', { ...hourly, EvaluationPeriods: 1 }, '12:01:00'],
  ];
  for (const [name, settings, first] of cases) {
    it(`repeat each minute with ${name}`, async () => {
      const scene = sceneOf(settings, succeeds);
      await scene.put();
      await scene.until('12:16:05');
      const seconds = first.slice(6);
      expect(scene.times).to.deep.equal(
        Array.from({ length: seconds === '00' ? 16 : 15 }, (_, index) => {
          return `ALARM 12:${String(index + 1).padStart(2, '0')}:${seconds}`;
        }),
      );
    });
  }

  it('tell what the latest evaluation has looked at', async () => {
    const scene = sceneOf(
      { ...hourly, TreatMissingData: 'missing', DatapointsToAlarm: 1 },
      succeeds,
    );
    await scene.put();
    // Its repeats come between its evaluations.
    await scene.until('12:01:20');
    await scene.set('ALARM');
    await scene.until('12:30:00');
    await scene.observe(500);
    await scene.until('13:00:19');
    expect(scene.told).to.deep.equal(Array.from({ length: 59 }, () => []));
    await scene.until('13:01:21');
    expect(scene.told.slice(59)).to.deep.equal([[500], [500]]);
  });

  it('repeat no more once the state is left', async () => {
    const scene = sceneOf(hourly, succeeds);
    await scene.put();
    await scene.until('12:02:30');
    await scene.set('INSUFFICIENT_DATA');
    await scene.until('12:59:59');
    expect(scene.times).to.deep.equal(['ALARM 12:01:00', 'ALARM 12:02:00']);
  });
});
