import { notePlace } from '../autoscaling/identity.js';
import { groupKey, scheduledActionKind } from '../autoscaling/keys.js';
import {
  afterOccurrence,
  byOccurrence,
  type ScheduledActionDocument,
} from '../autoscaling/scheduled-action.js';
import {
  runScheduledAction,
  type ScheduledRun,
  scheduledLook,
} from '../autoscaling/scheduled-run.js';
import { type Key, partsOf } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import type { Journal } from './journal.js';
import type { PlainWorker } from './worker.js';

export interface SchedulerParts {
  readonly store: Store;
  readonly journal: Journal;
  readonly attend: (key: ReturnType<typeof groupKey>, now: Date) => Promise<void>;
}

/**
 * Runs scheduled actions whose time has come, and then lets their groups follow at once, so that
 * what is done is what all of them come to. After a long pause an action runs once, for all the
 * occurrences that were missed. The group remembers the occurrence, so that a crash before the
 * action is moved to its next one does not run it twice.
 */
export function runScheduledActions(parts: SchedulerParts): PlainWorker {
  return {
    kind: scheduledActionKind,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const actions = entries as readonly Entry<ScheduledActionDocument>[];
      const inOrder = [...actions].sort((a, b) => byOccurrence(a.document, b.document));
      const groups = new Map<string, ReturnType<typeof groupKey>>();
      for (const { key } of inOrder) {
        const group = await run(key, parts, now);
        if (group !== undefined) groups.set(group.text, group);
      }
      // What this beat has due was read before the groups were; they would wait for the next one.
      for (const group of groups.values()) await parts.attend(group, now);
    },
    isMoving: () => false,
  };
}

/** Each waits for those before it; meanwhile it may be deleted, or put anew in another form. */
async function run(
  key: Key<ScheduledActionDocument>,
  { store, journal }: SchedulerParts,
  now: Date,
): Promise<ReturnType<typeof groupKey> | undefined> {
  const { action, due: occurrence } = (await store.get(key)) ?? {};
  if (action === undefined || occurrence === undefined || occurrence > now) return undefined;
  const scope = partsOf(key);
  const place = groupKey(scope, action.AutoScalingGroupName);
  const seen: { run?: ScheduledRun | undefined } = {};
  await store.update(place, (group) => {
    seen.run = group && runScheduledAction(group, action, { occurrence, now });
    return seen.run?.document;
  });
  if (seen.run !== undefined) {
    const { document, decision } = seen.run;
    const page = notePlace(document.group.AutoScalingGroupARN);
    journal.note(page, scheduledLook(action, decision, now));
  }
  await store.update(key, (current) =>
    current?.due?.getTime() === occurrence.getTime() ? afterOccurrence(current, now) : current,
  );
  return place;
}
