import { activityDocument, isEnded } from '../autoscaling/activity.js';
import { isAtCapacity } from '../autoscaling/at-capacity.js';
import { type GroupDocument, isDeleting } from '../autoscaling/group-document.js';
import { groupMetrics, isMetricsMinute } from '../autoscaling/group-metrics.js';
import { notePlace } from '../autoscaling/identity.js';
import { activityKey, groupKind } from '../autoscaling/keys.js';
import { toBeTerminated, untold, withLaunchRefused } from '../autoscaling/launch-outcome.js';
import { turnsLook } from '../autoscaling/group-look.js';
import { isInState } from '../autoscaling/lifecycle.js';
import { activityNotices } from '../autoscaling/notification.js';
import { reconcile, withNextLook } from '../autoscaling/reconciliation.js';
import type { Turn } from '../autoscaling/turn.js';
import { cellOfValue } from '../datapoints/cell.js';
import type { Datapoints } from '../datapoints/datapoints.js';
import type { Launcher, Observed } from '../launchers/launcher.js';
import { type Key, type Scope, scopeOf } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import { askFunction } from './ask-function.js';
import type { Ec2Asks } from './ec2-asks.js';
import type { FunctionAsks } from './function-asks.js';
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
  readonly ec2Asks?: Ec2Asks | undefined;
  readonly functionAsks?: FunctionAsks | undefined;
  readonly attend: (key: Key<unknown>, now: Date) => Promise<void>;
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
      await removeGroup({ key, document: after }, parts, now);
      return;
    }
    if (!goesOn || turn + 1 === turnsMax) {
      const page = notePlace(after.group.AutoScalingGroupARN);
      parts.journal.note(page, turnsLook({ before, after, now }));
      return;
    }
  }
}

interface Taken {
  readonly before: GroupDocument;
  readonly document: GroupDocument;
  /** False once another turn would see the same and change nothing. */
  readonly goesOn: boolean;
}

async function takeTurn(
  key: Key<GroupDocument>,
  parts: GroupWorkerParts,
  now: Date,
): Promise<Taken | undefined> {
  const { store, launcher, ec2Asks, functionAsks } = parts;
  const entry = await store.entry(key);
  if (entry === undefined) return undefined;
  const { document: before } = entry;
  const scope = scopeOf(key);
  const seen = await observe(before, scope, { launcher, now });
  const asking = { ec2Asks, asker: key.text, region: scope.region };
  const aliases = await readAliases(before, seen, asking);
  // The group stays due, and launches when they are known.
  if (aliases.areAwaited) return undefined;
  const { templates } = aliases;
  const asked = await askFunction(
    before,
    { ...seen, templates },
    { functionAsks, asker: key.text },
  );
  // As before: it terminates when it knows what.
  if (asked.isAwaited) return undefined;
  const turn = { ...seen, templates, answer: asked.answer };
  const change = { hasChanged: false, hasMinuteBegun: false };
  const written = await store.revise(entry, (current) => {
    if (current === undefined) return undefined;
    const next = reconcile(current, turn);
    change.hasChanged = next !== current;
    change.hasMinuteBegun = isMetricsMinute(current, next);
    return next;
  });
  if (written === undefined) return undefined;
  const { document } = written;
  const { hasChanged, hasMinuteBegun } = change;
  if (hasMinuteBegun) await publishMetrics(document, scope, { ...parts, now });
  const { hasTold, hasRefusals } = await tell(key, document, { ...parts, turn });
  const left = await handOver(written, { store, turn });
  if (left === undefined) return undefined;
  const isMoved = hasChanged || left !== document;
  const isDue = left.due !== undefined && left.due <= now;
  return { before, document: left, goesOn: hasRefusals || (isMoved && (hasTold || isDue)) };
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
  const unknown = new Set(untold(document).map(({ instance }) => instance.InstanceId));
  const observed = new Map<string, Observed>();
  for (const seen of await launcher.observe(references, now)) {
    const { InstanceId, state } = seen;
    if (state !== 'absent' || !unknown.has(InstanceId)) observed.set(InstanceId, seen);
  }
  return { now, observed };
}

interface Told {
  readonly hasTold: boolean;
  readonly hasRefusals: boolean;
}

/** Sends what follows from the document; an instance that is seen to end needs no telling. */
async function tell(
  key: Key<GroupDocument>,
  document: GroupDocument,
  { store, launcher, ec2Asks, turn }: Sources & InTurn & Pick<Look, 'launcher'>,
): Promise<Told> {
  const { now, observed } = turn;
  const scope = scopeOf(key);
  const ending = toBeTerminated(document)
    .filter(({ instance }) => observed.get(instance.InstanceId)?.state !== 'shutting-down')
    .map((each) => referenceOf(document, each, scope));
  if (ending.length > 0) await launcher.terminate(ending, now);
  const { commands, unlaunchable } = await launchCommands(
    document,
    { ...scope, asker: key.text, now },
    { store, ec2Asks },
  );
  const outcomes = commands.length === 0 ? [] : await launcher.launch(commands, now);
  const refused = outcomes.flatMap((outcome, index) => {
    const InstanceId = commands[index]?.InstanceId ?? '';
    return outcome.kind === 'refused' ? [{ ...outcome, InstanceId }] : [];
  });
  const refusals = [...unlaunchable, ...refused].map((refusal) => ({ ...refusal, now }));
  const hasTold = ending.length > 0 || commands.length > 0;
  if (refusals.length === 0) return { hasTold, hasRefusals: false };
  await store.update(key, (current) =>
    current === undefined ? undefined : refusals.reduce(withLaunchRefused, current),
  );
  return { hasTold, hasRefusals: true };
}

interface InTurn {
  readonly turn: Turn;
}

/**
 * Activities that have ended become documents of their own, and notices are handed on; both lie in
 * the document no more. Resolves to what is left of it.
 */
async function handOver(
  written: Entry<GroupDocument>,
  { store, turn }: InTurn & { readonly store: Store },
): Promise<GroupDocument | undefined> {
  const { key, document } = written;
  const ended = document.activities.filter(isEnded);
  const { notices = [] } = document;
  if (ended.length === 0 && notices.length === 0) return document;
  const { now } = turn;
  const scope = scopeOf(key);
  const ofActivities = ended.flatMap((activity) => activityNotices(document, activity));
  for (const message of [...notices, ...ofActivities]) {
    await postMessage({ store, scope, now }, { message });
  }
  await Promise.all(
    ended.map((activity) =>
      store.update(activityKey(scope, activity), () => activityDocument(activity)),
    ),
  );
  const filed = new Set(ended.map(({ ActivityId }) => ActivityId));
  const posted = new Set(notices.map(({ id }) => id));
  const handed = await store.revise(written, (current) => {
    if (current === undefined) return undefined;
    const activities = current.activities.filter(({ ActivityId }) => !filed.has(ActivityId));
    const left = { ...current, activities, ...withoutNotices(current, posted) };
    // Who has changed it meanwhile may want it looked at now.
    return current === document ? withNextLook(left, turn) : left;
  });
  return handed?.document;
}

function withoutNotices(
  { notices }: GroupDocument,
  posted: ReadonlySet<string>,
): Pick<GroupDocument, 'notices'> {
  return notices === undefined ? {} : { notices: notices.filter(({ id }) => !posted.has(id)) };
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
