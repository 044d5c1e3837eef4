import type { Look } from '../service.js';
import { ServiceError } from '../wire/errors.js';
import { idleActivity } from './activity.js';
import { scheduledRun, scheduledUpdate, sentence } from './cause.js';
import { withDesiredCapacity } from './group.js';
import { type GroupDocument, isDeleting } from './group-document.js';
import { checkSizes, type Sizes } from './group-request.js';
import { activityIdOf } from './identity.js';
import { withHonored } from './policy-run.js';
import { isSuspended } from './process.js';
import { isMissed, type ScheduledAction } from './scheduled-action.js';

/**
 * A scheduled action runs: it sets the sizes that it names. A desired capacity that it does not
 * name is moved into the new bounds. An occurrence has its effect once, and none while the group's
 * schedules are suspended.
 */
export function runScheduledAction(
  document: GroupDocument,
  action: ScheduledAction,
  { occurrence, now }: { readonly occurrence: Date; readonly now: Date },
): ScheduledRun {
  const id = `${action.ScheduledActionARN} ${occurrence.toISOString()}`;
  const { group } = document;
  const unchanged = (reason: string): ScheduledRun => {
    return { document, decision: { kind: 'unchanged', reason } };
  };
  if (document.honoredIds.includes(id)) return unchanged('it has run already');
  if (isMissed(action, { occurrence, now })) return unchanged('it was missed, and its end is past');
  if (isDeleting(document)) return unchanged('the group is being deleted');
  if (isSuspended(group, 'ScheduledActions')) {
    return unchanged('the process ScheduledActions is suspended');
  }
  const { MinSize = group.MinSize, MaxSize = group.MaxSize } = action;
  const clamped = Math.max(MinSize, Math.min(MaxSize, group.DesiredCapacity));
  const { DesiredCapacity = clamped } = action;
  const sizes = { MinSize, MaxSize, DesiredCapacity };
  const refusal = refusalOf(sizes);
  if (refusal !== undefined) {
    const failed = withFailedRun(document, action, { refusal, now });
    const decision = { kind: 'refused', reason: refusal } as const;
    return { document: withHonored(failed, id), decision };
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
  const decision =
    settings.length === 0
      ? ({ kind: 'unchanged', reason: 'the sizes are those already' } as const)
      : ({ kind: 'changed', ...sizes } as const);
  return { document: withHonored(changed, id), decision };
}

/** What the run made of the group, and why that, for those who ask. */
export interface ScheduledRun {
  readonly document: GroupDocument;
  readonly decision: ScheduledDecision;
}

export type ScheduledDecision =
  | ({ readonly kind: 'changed' } & Sizes)
  | { readonly kind: 'unchanged' | 'refused'; readonly reason: string };

export function scheduledLook(
  { ScheduledActionName }: ScheduledAction,
  decision: ScheduledDecision,
  now: Date,
): Look {
  const told = { at: now, what: 'scheduledAction', ScheduledActionName, decision };
  return { at: now, hasChanged: decision.kind === 'changed', weight: 2, tell: () => told };
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
