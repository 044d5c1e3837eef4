import { scheduledRun, scheduledUpdate } from './cause.js';
import { withDesiredCapacity } from './group.js';
import { type GroupDocument, isDeleting } from './group-document.js';
import { withHonored } from './policy-run.js';
import { isSuspended } from './process.js';
import type { ScheduledAction } from './scheduled-action.js';

/**
 * A scheduled action runs: it sets the sizes that it names. A desired capacity that it does not
 * name is moved into the new bounds. An occurrence has its effect once, and none while the group's
 * schedules are suspended.
 */
export function runScheduledAction(
  document: GroupDocument,
  action: ScheduledAction,
  { occurrence, now }: { readonly occurrence: Date; readonly now: Date },
): GroupDocument {
  const id = `${action.ScheduledActionARN} ${occurrence.toISOString()}`;
  const { group } = document;
  if (document.honoredIds.includes(id) || isDeleting(document)) return document;
  if (isSuspended(group, 'ScheduledActions')) return document;
  const { MinSize = group.MinSize, MaxSize = group.MaxSize } = action;
  const clamped = Math.max(MinSize, Math.min(MaxSize, group.DesiredCapacity));
  const { DesiredCapacity = clamped } = action;
  if (MinSize > MaxSize || DesiredCapacity < MinSize || DesiredCapacity > MaxSize) {
    return withHonored(document, id);
  }
  const sizes = { MinSize, MaxSize, DesiredCapacity };
  const resized = { ...document, group: { ...group, MinSize, MaxSize } };
  const settings = settingTexts(document, sizes);
  const changed = withDesiredCapacity(resized, {
    DesiredCapacity,
    now,
    reason: (change) => {
      const run = scheduledRun(action.ScheduledActionName, settings);
      return action.DesiredCapacity === undefined ? scheduledUpdate(sizes, change) : run;
    },
  });
  return withHonored(changed, id);
}

type Sizes = Pick<GroupDocument['group'], 'MinSize' | 'MaxSize' | 'DesiredCapacity'>;

function settingTexts({ group }: GroupDocument, sizes: Sizes): readonly string[] {
  const names = [
    ['MinSize', 'min size'],
    ['MaxSize', 'max size'],
    ['DesiredCapacity', 'desired capacity'],
  ] as const;
  return names
    .filter(([member]) => group[member] !== sizes[member])
    .map(([member, text]) => `Setting ${text} from ${group[member]} to ${sizes[member]}`);
}
