import { policyKind } from '../autoscaling/keys.js';
import { managedAlarmRequest } from '../autoscaling/managed-alarm.js';
import type { ManagedAlarm, PolicyDocument } from '../autoscaling/policy-document.js';
import { deleteAlarm, putAlarm } from '../cloudwatch/alarm-configuration.js';
import { alarmKey } from '../cloudwatch/alarm-document.js';
import { readAlarmSettings } from '../cloudwatch/alarm-request.js';
import { type Key, partsOf, type Scope } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import type { Worker } from './worker.js';

/**
 * Gives target tracking policies the alarms that they ask for, and takes away those of earlier
 * versions. Each alarm is put as a user would put it, and is seen and evaluated as any other.
 */
export function manageAlarms(parts: AlarmManagerParts): Worker {
  return {
    kind: policyKind,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const policies = entries as readonly Entry<PolicyDocument>[];
      await Promise.all(policies.map((entry) => manage(entry, parts, now)));
    },
    isMoving: () => true,
  };
}

export interface AlarmManagerParts {
  readonly store: Store;
  readonly attend: (key: Key<unknown>, now: Date) => Promise<void>;
}

async function manage(
  { key, document }: Entry<PolicyDocument>,
  { store, attend }: AlarmManagerParts,
  now: Date,
): Promise<void> {
  const scope = partsOf(key);
  for (const alarm of document.managedAlarms) {
    await put(document, alarm, { scope, store, now });
    await attend(alarmKey(scope, alarm.AlarmName), now);
  }
  for (const name of document.staleAlarmNames) {
    const time = { now, children: new Map() };
    await store.update(alarmKey(scope, name), (current) => deleteAlarm(current, time));
    await attend(alarmKey(scope, name), now);
  }
  const gone = new Set(document.staleAlarmNames);
  await store.update(key, (current) => {
    if (current === undefined) return undefined;
    const staleAlarmNames = current.staleAlarmNames.filter((name) => !gone.has(name));
    const isDone = staleAlarmNames.length === 0 && hasSameAlarms(current, document);
    if (isDone && current.isDeleted === true) return undefined;
    return { ...current, staleAlarmNames, due: isDone ? undefined : now };
  });
}

function hasSameAlarms(a: PolicyDocument, b: PolicyDocument): boolean {
  const names = ({ managedAlarms }: PolicyDocument): string =>
    managedAlarms.map(({ AlarmName }) => AlarmName).join('\n');
  return names(a) === names(b);
}

interface Place {
  readonly scope: Scope;
  readonly store: Store;
  readonly now: Date;
}

async function put(
  { policy }: PolicyDocument,
  alarm: ManagedAlarm,
  { scope, store, now }: Place,
): Promise<void> {
  const { AlarmName } = alarm;
  // It was checked as one when the policy was put.
  const request = managedAlarmRequest(policy, alarm) as AlarmInput;
  const settings = readAlarmSettings(request);
  const id = `${policy.PolicyARN} ${AlarmName}`;
  await store.update(alarmKey(scope, AlarmName), (current) =>
    putAlarm(current, { settings, tags: [], scope, now, id }),
  );
}

type AlarmInput = Parameters<typeof readAlarmSettings>[0];
