import { ServiceError } from '../wire/errors.js';
import { idleActivity } from './activity.js';
import { scheduledRun, scheduledUpdate, sentence } from './cause.js';
import { withDesiredCapacity } from './group.js';
import { type GroupDocument, isDeleting } from './group-document.js';
import { checkSizes, type Sizes } from './group-request.js';
import { activityIdOf } from './identity.js';
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
  const sizes = { MinSize, MaxSize, DesiredCapacity };
  const refusal = refusalOf(sizes);
  if (refusal !== undefined) {
    return withHonored(withFailedRun(document, action, { refusal, now }), id);
  }
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

function refusalOf(sizes: Sizes): string | undefined {
  try {
    checkSizes(sizes);
    return undefined;
  } catch (refusal) {
    // What an update would be refused with is the outcome of the run.
    if (refusal instanceof ServiceError) return refusal.message;
    throw refusal;
  }
}

/** AWS documents no text for a run whose sizes do not fit; the words are ours. */
function withFailedRun(
  document: GroupDocument,
  { ScheduledActionName }: ScheduledAction,
  { refusal, now }: { readonly refusal: string; readonly now: Date },
): GroupDocument {
  const idCount = document.idCount + 1;
  const ActivityId = activityIdOf(document.group.AutoScalingGroupARN, idCount);
  const sentences = [sentence(now, scheduledRun(ScheduledActionName, []))];
  const failed = idleActivity(
    document,
    { ActivityId, triggers: [], sentences, now },
    {
      Description: `Executing scheduled action ${ScheduledActionName}`,
      StatusCode: 'Failed',
      StatusMessage: refusal,
    },
  );
  return { ...document, idCount, activities: [...document.activities, failed], due: now };
}

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
