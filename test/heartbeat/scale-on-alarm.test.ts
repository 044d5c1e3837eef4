import { expect } from 'chai';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { groupKey, policyKey } from '../../src/autoscaling/keys.js';
import { putPolicy, withAlarmLink } from '../../src/autoscaling/policy.js';
import type { PolicyDocument } from '../../src/autoscaling/policy-document.js';
import type { PolicyInput } from '../../src/autoscaling/policy-request.js';
import { withHonored } from '../../src/autoscaling/policy-run.js';
import { withState } from '../../src/cloudwatch/alarm.js';
import type { AlarmAction } from '../../src/cloudwatch/alarm-action.js';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { type AlarmDocument, alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { scaleOnAlarm } from '../../src/heartbeat/scale-on-alarm.js';
import { type Key, kindOf } from '../../src/store/keys.js';
import type { Store } from '../../src/store/store.js';
import { faultyStore, StoreWire } from '../simulation/faulty-store.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { alarmInput } from '../support/alarms.js';
import {
  groupDocument,
  instanceOf,
  noon,
  scope,
  secondsAfter,
} from '../support/group-documents.js';
import { Random } from '../support/random.js';

const now = secondsAfter(noon, 600);
const key = groupKey(scope, 'web');

type PolicyGiven = Partial<PolicyInput>;

/** What an alarm in ALARM asks of its policy, and what comes of it in a group of four. */
interface Case {
  readonly name: string;
  readonly group?: Partial<GroupDocument['group']>;
  readonly policy: PolicyGiven;
  /** Another policy of the group, whose alarm is in ALARM too. */
  readonly rival?: PolicyGiven;
  /** Comes to the group while the others are looked at. */
  readonly meanwhile?: (document: GroupDocument) => GroupDocument | undefined;
  readonly desired?: number;
  readonly end?: object;
  readonly calls: readonly string[];
  readonly attends?: true;
}

const look = ['get policy', 'entry group'];
const lookAround = [...look, 'list policy'];
const source = { Namespace: 'App', MetricName: 'Load', Statistic: 'Average' } as const;
const track = {
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingConfiguration: { CustomizedMetricSpecification: source, TargetValue: 60 },
} as const;
const simple = { AdjustmentType: 'ChangeInCapacity', Cooldown: 0 };
const out = { ...simple, ScalingAdjustment: 2 };
const inwards = { ...simple, ScalingAdjustment: -1 };

const cases: readonly Case[] = [
  {
    name: 'reads the policy and the group where this is at its bound, and no more',
    group: { MaxSize: 4 },
    policy: out,
    desired: 4,
    calls: look,
  },
  {
    name: 'reads no more where the policy makes no sense of it',
    policy: { PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity', StepAdjustments: [] },
    desired: 4,
    end: {
      kind: 'failed',
      reason: 'No step adjustment found for metric value [90.0] and breach threshold 21.0',
    },
    calls: look,
  },
  {
    name: 'looks at the others before it changes the group, which follows',
    policy: out,
    desired: 6,
    calls: [...lookAround, 'revise group'],
    attends: true,
  },
  {
    name: 'gives way to another alarm whose policy asks for more',
    policy: inwards,
    rival: out,
    desired: 4,
    calls: [...lookAround, 'getMany alarm', 'revise group'],
  },
  {
    name: 'decides anew on what has come to the group meanwhile',
    group: { MaxSize: 6 },
    policy: out,
    meanwhile: (document) => ({
      ...document,
      group: { ...document.group, DesiredCapacity: 5 },
    }),
    desired: 6,
    calls: [...lookAround, 'revise group'],
    attends: true,
  },
  {
    name: 'has its effect once, though another server was faster',
    policy: out,
    meanwhile: (document) => withHonored(document, 'id'),
    desired: 4,
    calls: [...lookAround, 'revise group'],
  },
  {
    name: 'fails where the group goes meanwhile',
    policy: out,
    meanwhile: () => undefined,
    end: { kind: 'failed', reason: 'There is no group web' },
    calls: [...lookAround, 'revise group'],
  },
];

describe('an alarm that invokes a scaling policy', () => {
  for (const each of cases) {
    it(each.name, async () => {
      const store = new MemoryStore();
      const policy = await putInto(store, 'own', each.policy);
      if (each.rival !== undefined) await putInto(store, 'rival', each.rival);
      const instances = [1, 2, 3, 4].map((number) => instanceOf(number));
      await store.update(key, () => groupDocument(each.group, instances));
      const calls: string[] = [];
      const attended: string[] = [];
      const target = scaleOnAlarm({
        store: told(store, calls, async (call) => {
          const { meanwhile } = each;
          if (call !== 'list policy' || meanwhile === undefined) return;
          await store.update(key, (current) => current && meanwhile(current));
        }),
        journal: new Journal(),
        attend: ({ text }) => Promise.resolve(void attended.push(text)),
      });
      const action = actionOf(alarmOf('own', policy.policy.PolicyARN));
      const end = await target.deliver(scope, action, now);
      const group = await store.get(key);
      expect({ end, calls, attended, desired: group?.group.DesiredCapacity }).to.deep.equal({
        end: each.end ?? { kind: 'succeeded' },
        calls: each.calls,
        attended: each.attends ? [key.text] : [],
        desired: each.desired,
      });
    });
  }
});

describe('a target tracking policy that is to scale in', () => {
  const lows: readonly (readonly [string, 'OK' | 'ALARM', number])[] = [
    ['does so when all others of its kind want to', 'ALARM', 3],
    ['leaves the group as it is while another one does not', 'OK', 4],
  ];
  for (const [name, state, desired] of lows) {
    it(name, async () => {
      const store = new MemoryStore();
      const [own] = await Promise.all([
        putTracking(store, 'own', 'ALARM'),
        putTracking(store, 'other', state),
      ]);
      const instances = [1, 2, 3, 4].map((number) => instanceOf(number));
      await store.update(key, () => groupDocument({}, instances));
      const attend = (): Promise<void> => Promise.resolve();
      const target = scaleOnAlarm({ store, journal: new Journal(), attend });
      await target.deliver(scope, actionOf(own), now);
      expect((await store.get(key))?.group.DesiredCapacity).to.equal(desired);
    });
  }
});

async function putInto(store: Store, PolicyName: string, given: PolicyGiven) {
  const document = policyOf(PolicyName, given);
  const { PolicyARN } = document.policy;
  const alarm = alarmOf(PolicyName, PolicyARN);
  const { AlarmName, AlarmArn: AlarmARN } = alarm.alarm;
  const linked = withAlarmLink(document, { AlarmName, AlarmARN, isLinked: true });
  await store.update(policyKey(scope, 'web', PolicyName), () => linked);
  await store.update(alarmKey(scope, AlarmName), () => alarm);
  return linked;
}

/** Resolves to the policy's alarm that asks it to scale in. */
async function putTracking(store: Store, PolicyName: string, StateValue: 'OK' | 'ALARM') {
  const document = policyOf(PolicyName, track);
  await store.update(policyKey(scope, 'web', PolicyName), () => document);
  const low = document.managedAlarms.find(({ direction }) => direction === 'low');
  const AlarmName = low?.AlarmName ?? '';
  const alarm = alarmOf(AlarmName, document.policy.PolicyARN, { StateValue, value: 1 });
  await store.update(alarmKey(scope, AlarmName), () => alarm);
  return alarm;
}

function policyOf(PolicyName: string, given: PolicyGiven): PolicyDocument {
  const input = { ...given, AutoScalingGroupName: 'web', PolicyName };
  const uuids = { policyUuid: `policy-${PolicyName}`, alarmUuid: `alarm-${PolicyName}` };
  return putPolicy(undefined, input, { scope, now: noon, ...uuids });
}

const hot = { StateValue: 'ALARM', value: 90 } as const;

function alarmOf(
  AlarmName: string,
  PolicyARN: string,
  { StateValue, value }: { StateValue: 'OK' | 'ALARM'; value: number } = hot,
): AlarmDocument {
  const settings = readAlarmSettings({ ...alarmInput, AlarmName, AlarmActions: [PolicyARN] });
  const id = `incarnation of ${AlarmName}`;
  const created = putAlarm(undefined, { settings, tags: [], scope, now: noon, id });
  const reasons = { StateReason: 'why', StateReasonData: undefined, recentDatapoints: [value] };
  return withState(created, { StateValue, ...reasons }, noon);
}

function actionOf({ undelivered: [first] }: AlarmDocument): AlarmAction {
  if (first === undefined) throw new Error('It asks for nothing.');
  return { ...first.action, id: 'id' };
}

/** The store, telling what it is asked for. */
function told(store: Store, calls: string[], before: (call: string) => Promise<void>): Store {
  const note = async (method: string, place: Key<unknown> | undefined): Promise<void> => {
    if (place === undefined) return;
    const call = `${method} ${kindOf(place)}`;
    calls.push(call);
    await before(call);
  };
  return {
    ...faultyStore(store, new StoreWire(new Random(1))),
    get: (place) => note('get', place).then(() => store.get(place)),
    entry: (place) => note('entry', place).then(() => store.entry(place)),
    list: (prefix, page) => note('list', prefix).then(() => store.list(prefix, page)),
    getMany: (places) => note('getMany', places[0]).then(() => store.getMany(places)),
    update: (place, change) => note('update', place).then(() => store.update(place, change)),
    revise: (read, change) => note('revise', read.key).then(() => store.revise(read, change)),
  };
}
