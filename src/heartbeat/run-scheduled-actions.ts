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
import { partsOf } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import type { Journal } from './journal.js';
import type { Worker } from './worker.js';

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
export function runScheduledActions(parts: SchedulerParts): Worker {
  return {
    kind: scheduledActionKind,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const actions = entries as readonly Entry<ScheduledActionDocument>[];
      const inOrder = [...actions].sort((a, b) => byOccurrence(a.document, b.document));
      const groups = new Map<string, ReturnType<typeof groupKey>>();
      for (const entry of inOrder) {
        const group = await run(entry, parts, now);
        groups.set(group.text, group);
      }
      // What this beat has due was read before the groups were; they would wait for the next one.
      for (const group of groups.values()) await parts.attend(group, now);
    },
    isMoving: () => false,
  };
}

async function run(
  { key, document }: Entry<ScheduledActionDocument>,
  { store, journal }: SchedulerParts,
  now: Date,
): Promise<ReturnType<typeof groupKey>> {
  const { action, due = now } = document;
  const scope = partsOf(key);
  const place = groupKey(scope, action.AutoScalingGroupName);
  const seen: { run?: ScheduledRun | undefined } = {};
  await store.update(place, (group) => {
    seen.run = group && runScheduledAction(group, action, { occurrence: due, now });
    return seen.run?.document;
  });
  if (seen.run) journal.note(place, scheduledLook(action, seen.run.decision, now));
  await store.update(key, (current) =>
    current?.due?.getTime() === due.getTime() ? afterOccurrence(current, now) : current,
  );
  return place;
}
