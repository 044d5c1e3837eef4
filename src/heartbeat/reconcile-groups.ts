import { activityDocument, isEnded } from '../autoscaling/activity.js';
import { isAtCapacity } from '../autoscaling/at-capacity.js';
import { type GroupDocument, isDeleting } from '../autoscaling/group-document.js';
import { groupMetrics, isMetricsMinute } from '../autoscaling/group-metrics.js';
import { activityKey, groupKind } from '../autoscaling/keys.js';
import { toBeTerminated, untold, withLaunchRefused } from '../autoscaling/launch-outcome.js';
import { turnsLook } from '../autoscaling/group-look.js';
import { isInState } from '../autoscaling/lifecycle.js';
import { activityNotices } from '../autoscaling/notification.js';
import { reconcile } from '../autoscaling/reconciliation.js';
import type { Turn } from '../autoscaling/turn.js';
import { cellOfValue } from '../datapoints/cell.js';
import type { Datapoints } from '../datapoints/datapoints.js';
import type { Functions } from '../delivery/functions.js';
import type { Ec2 } from '../ec2/ec2.js';
import type { Launcher } from '../launchers/launcher.js';
import { type Key, partsOf, type Scope } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import { askFunction } from './ask-function.js';
import type { Journal } from './journal.js';
import { launchCommands, readAliases, referenceOf, type Sources } from './launch-commands.js';
import { postMessage } from './outgoing.js';
import { removeGroup } from './remove-group.js';
import type { PlainWorker } from './worker.js';

export interface GroupWorkerParts {
  readonly store: Store;
  readonly datapoints: Datapoints;
  readonly launcher: Launcher;
  readonly journal: Journal;
  readonly ec2?: Ec2 | undefined;
  readonly functions?: Functions | undefined;
}

/**
 * Sees to groups. A group is written first, and the launcher told afterwards what follows from what
 * was written; so a crash in between only means that it is told later, under the same ids.
 */
export function reconcileGroups(parts: GroupWorkerParts): PlainWorker {
  return {
    kind: groupKind,
    isRecurring: true,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const groups = entries as readonly Entry<GroupDocument>[];
      await Promise.all(groups.map(({ key }) => converge(key, parts, now)));
    },
    isMoving: (document) => {
      const group = document as GroupDocument;
      return !group.instances.every((each) => isInState(each, 'InService')) || !isAtCapacity(group);
    },
  };
}

/** A launcher that starts instances at once lets a group get there within one look at it. */
const turnsMax = 8;

async function converge(
  key: Key<GroupDocument>,
  parts: GroupWorkerParts,
  now: Date,
): Promise<void> {
  let before: GroupDocument | undefined;
  for (let turn = 0; turn < turnsMax; turn++) {
    const taken = await takeTurn(key, parts, now);
    if (taken === undefined) return;
    const { document: after, goesOn } = taken;
    before ??= taken.before;
    if (isDeleting(after) && after.instances.length === 0) {
      await removeGroup(key, after, { store: parts.store, now });
      return;
    }
    if (!goesOn || turn + 1 === turnsMax) {
      parts.journal.note(key, turnsLook({ before, after, now }));
      return;
    }
  }
}

interface Taken {
  readonly before: GroupDocument;
  readonly document: GroupDocument;
  /** False once a turn changes nothing. */
  readonly goesOn: boolean;
}

async function takeTurn(
  key: Key<GroupDocument>,
  parts: GroupWorkerParts,
  now: Date,
): Promise<Taken | undefined> {
  const { store, launcher } = parts;
  const before = await store.get(key);
  if (before === undefined) return undefined;
  const { ec2, functions } = parts;
  const { region } = partsOf(key);
  const sight = await observe(before, partsOf(key), { launcher, now });
  const templates = await readAliases(before, sight, { ec2, region });
  const answer = await askFunction(before, { ...sight, templates }, functions);
  const turn = { ...sight, templates, answer };
  const change = { hasChanged: false, hasMinuteBegun: false };
  const document = await store.update(key, (current) => {
    if (current === undefined) return undefined;
    const next = reconcile(current, turn);
    change.hasChanged = next !== current;
    change.hasMinuteBegun = isMetricsMinute(current, next);
    return next;
  });
  if (document === undefined) return undefined;
  const { hasChanged, hasMinuteBegun } = change;
  if (hasMinuteBegun) await publishMetrics(document, partsOf(key), { ...parts, now });
  const hasRefusals = await tell(key, document, { ...parts, now });
  await postNotices(key, document, { store, now });
  const hasFiled = await fileActivities(key, document, { store, now });
  return { before, document, goesOn: hasChanged || hasRefusals || hasFiled };
}

interface Look {
  readonly launcher: Launcher;
  readonly now: Date;
}

/**
 * Instances that the launcher may not know yet are looked for too: a crash may lie there. That it
 * does not know one tells nothing, for it may have been told when the turn is written.
 */
async function observe(
  document: GroupDocument,
  scope: Scope,
  { launcher, now }: Look,
): Promise<Turn> {
  const references = document.instances.map((managed) => referenceOf(document, managed, scope));
  const observed = await launcher.observe(references, now);
  const unknown = new Set(untold(document).map(({ instance }) => instance.InstanceId));
  const known = observed.filter(
    ({ InstanceId, state }) => state !== 'absent' || !unknown.has(InstanceId),
  );
  return { now, observed: new Map(known.map((each) => [each.InstanceId, each])) };
}

/** Sends what follows from the document; true if a launch was refused. */
async function tell(
  key: Key<GroupDocument>,
  document: GroupDocument,
  { store, launcher, ec2, now }: Look & Sources,
): Promise<boolean> {
  const scope = partsOf(key);
  const ending = toBeTerminated(document).map((each) => referenceOf(document, each, scope));
  if (ending.length > 0) await launcher.terminate(ending, now);
  const { commands, unlaunchable } = await launchCommands(document, scope, { store, ec2 });
  const outcomes = commands.length === 0 ? [] : await launcher.launch(commands, now);
  const refused = outcomes.flatMap((outcome, index) => {
    const InstanceId = commands[index]?.InstanceId ?? '';
    return outcome.kind === 'refused' ? [{ ...outcome, InstanceId }] : [];
  });
  const refusals = [...unlaunchable, ...refused].map((refusal) => ({ ...refusal, now }));
  if (refusals.length === 0) return false;
  await store.update(key, (current) =>
    current === undefined ? undefined : refusals.reduce(withLaunchRefused, current),
  );
  return true;
}

/** Activities that have ended become documents of their own; true if there were any. */
async function fileActivities(
  key: Key<GroupDocument>,
  document: GroupDocument,
  { store, now }: { readonly store: Store; readonly now: Date },
): Promise<boolean> {
  const ended = document.activities.filter(isEnded);
  if (ended.length === 0) return false;
  const scope = partsOf(key);
  const notices = ended.flatMap((activity) => activityNotices(document, activity));
  for (const message of notices) await postMessage({ store, scope, now }, { message });
  await Promise.all(
    ended.map((activity) =>
      store.update(activityKey(scope, activity), () => activityDocument(activity)),
    ),
  );
  const filed = new Set(ended.map(({ ActivityId }) => ActivityId));
  await store.update(key, (current) => {
    if (current === undefined) return undefined;
    const left = current.activities.filter(({ ActivityId }) => !filed.has(ActivityId));
    return { ...current, activities: left };
  });
  return true;
}

/** Notices that were handed on lie in the document no more. */
async function postNotices(
  key: Key<GroupDocument>,
  { notices = [] }: GroupDocument,
  { store, now }: { readonly store: Store; readonly now: Date },
): Promise<void> {
  if (notices.length === 0) return;
  for (const message of notices)
    await postMessage({ store, scope: partsOf(key), now }, { message });
  const posted = new Set(notices.map(({ id }) => id));
  await store.update(key, (current) => {
    const left = current?.notices?.filter(({ id }) => !posted.has(id));
    return current && { ...current, notices: left };
  });
}

async function publishMetrics(
  document: GroupDocument,
  { account, region }: Scope,
  { datapoints, now }: { readonly datapoints: Datapoints; readonly now: Date },
): Promise<void> {
  const Dimensions = [{ Name: 'AutoScalingGroupName', Value: document.group.AutoScalingGroupName }];
  const samples = groupMetrics(document).map(({ MetricName, value }) => ({
    metric: { account, region, Namespace: 'AWS/AutoScaling', MetricName, Dimensions },
    Unit: 'None',
    Timestamp: now,
    StorageResolution: 60 as const,
    cell: cellOfValue(value),
  }));
  if (samples.length > 0) await datapoints.append(samples, now);
}
