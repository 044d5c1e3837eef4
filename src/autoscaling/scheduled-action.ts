import type {
  PutScheduledUpdateGroupActionType,
  ScheduledUpdateGroupAction,
} from '@aws-sdk/client-auto-scaling';
import { nextOccurrence, parseRecurrence, type Recurrence } from '../recurrence.js';
import type { Validated } from '../service.js';
import type { Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import { isTimeZone } from '../time-zone.js';
import { wholeSecond } from './cause.js';
import { validationError } from './errors.js';
import { scheduledActionArnOf } from './identity.js';

/** A scheduled action; `due` is its next occurrence. */
export interface ScheduledActionDocument extends Document {
  readonly action: ScheduledAction;
  /** The start that a user has named, which no other action of the group may be given. */
  readonly namedStart?: Date | undefined;
  /** The place among the actions of its group, in the order of their creation. */
  readonly order?: number | undefined;
}

type ShownAlways =
  'AutoScalingGroupName' | 'ScheduledActionName' | 'ScheduledActionARN' | 'Time' | 'StartTime';

export type ScheduledAction = Omit<ScheduledUpdateGroupAction, ShownAlways> & {
  readonly [K in ShownAlways]: Exclude<ScheduledUpdateGroupAction[K], undefined>;
};

export type ScheduleInput = Validated<PutScheduledUpdateGroupActionType>;

export interface SchedulePut {
  readonly scope: Scope;
  readonly now: Date;
  readonly uuid: string;
  /** Of an action that is new. */
  readonly order: number;
}

export function putScheduledAction(
  current: ScheduledActionDocument | undefined,
  input: ScheduleInput,
  { scope, now, uuid, order }: SchedulePut,
): ScheduledActionDocument {
  checkSizes(input);
  const { AutoScalingGroupName, ScheduledActionName, Recurrence, EndTime } = input;
  const recurrence = readRecurrence(input);
  const StartTime = startOf(input, recurrence, now);
  const { Time, StartTime: named = Time } = input;
  if (EndTime !== undefined && EndTime <= now) {
    throw validationError('Given end time is in the past');
  }
  if (EndTime !== undefined && EndTime <= StartTime) {
    throw validationError('Given end time must be after start time');
  }
  const names = { AutoScalingGroupName, name: ScheduledActionName };
  const ScheduledActionARN =
    current?.action.ScheduledActionARN ?? scheduledActionArnOf(scope, uuid, names);
  return {
    action: {
      AutoScalingGroupName,
      ScheduledActionName,
      ScheduledActionARN,
      Time: StartTime,
      StartTime,
      EndTime: EndTime && wholeSecond(EndTime),
      Recurrence,
      TimeZone: input.TimeZone,
      MinSize: input.MinSize,
      MaxSize: input.MaxSize,
      DesiredCapacity: input.DesiredCapacity,
    },
    namedStart: named && wholeSecond(named),
    order: current === undefined ? order : current.order,
    due: StartTime,
  };
}

/** Those that are due together run in the order of their creation, whatever their names. */
export function byOccurrence(a: ScheduledActionDocument, b: ScheduledActionDocument): number {
  const later = (a.due?.getTime() ?? 0) - (b.due?.getTime() ?? 0);
  return later === 0 ? (a.order ?? 0) - (b.order ?? 0) : later;
}

/**
 * What was missed is made up for, but not behind the end that the user has set. An action may be
 * delayed for up to two minutes ("Scheduled scaling"): one that is no later was not missed.
 */
export function isMissed(
  { EndTime }: ScheduledAction,
  { occurrence, now }: { readonly occurrence: Date; readonly now: Date },
): boolean {
  const isLate = now.getTime() - occurrence.getTime() > delayMillisecondsMax;
  return isLate && EndTime !== undefined && now > EndTime;
}

const delayMillisecondsMax = 120_000;

/** After an occurrence: the action with its next one, or undefined if there is none. */
export function afterOccurrence(
  document: ScheduledActionDocument,
  now: Date,
): ScheduledActionDocument | undefined {
  const { Recurrence, TimeZone = 'UTC', EndTime } = document.action;
  const recurrence = Recurrence === undefined ? undefined : parseRecurrence(Recurrence);
  if (recurrence === undefined) return undefined;
  const next = nextOccurrence(recurrence, TimeZone, now);
  if (next === undefined || (EndTime !== undefined && next > EndTime)) return undefined;
  const action = { ...document.action, Time: next, StartTime: next };
  return { ...document, action, due: next };
}

function startOf(input: ScheduleInput, recurrence: Recurrence | undefined, now: Date): Date {
  const { Time, StartTime = Time, TimeZone = 'UTC' } = input;
  // Two names of one thing; no recording shows AWS's words.
  if (Time !== undefined && Time.getTime() !== StartTime?.getTime()) {
    throw validationError('Time and StartTime must be the same if both are specified');
  }
  if (StartTime !== undefined) {
    if (StartTime < now) throw validationError('Given start time is in the past');
    // "Performs the action at this time, and then … based on the specified recurrence."
    return wholeSecond(StartTime);
  }
  if (recurrence === undefined) {
    throw validationError(
      'Scheduled start time must be specified for non-recurrent future group action',
    );
  }
  const next = nextOccurrence(recurrence, TimeZone, now);
  if (next === undefined) throw invalidRecurrence(input.Recurrence);
  return next;
}

function readRecurrence({ Recurrence, TimeZone }: ScheduleInput): Recurrence | undefined {
  if (TimeZone !== undefined && !isTimeZone(TimeZone)) {
    throw validationError(
      'Time zone specified does not conform to standardized time zones found in IANA Time Zone ' +
        'Database',
    );
  }
  if (Recurrence === undefined || Recurrence === '') {
    if (TimeZone === undefined) return undefined;
    // By the page, a time zone is that of a recurrence; AWS's words are not known.
    throw validationError('Time zone can only be specified for a recurrent group action');
  }
  const recurrence = parseRecurrence(Recurrence);
  if (recurrence === undefined) throw invalidRecurrence(Recurrence);
  return recurrence;
}

function invalidRecurrence(text: string | undefined): Error {
  return validationError(`Given recurrence string: ${text ?? ''} is invalid`);
}

function checkSizes({ MinSize, MaxSize, DesiredCapacity }: ScheduleInput): void {
  if (MinSize === undefined && MaxSize === undefined && DesiredCapacity === undefined) {
    throw validationError(
      'At least one of max size, min size, or desired capacity must be specified',
    );
  }
  if ((MinSize ?? 0) < 0) throw validationError('Min size must be non-negative');
  if ((MaxSize ?? 0) < 0) throw validationError('Max size must be non-negative');
  if ((DesiredCapacity ?? 0) < 0) throw validationError('Desired capacity must be non-negative');
  if (MinSize !== undefined && MaxSize !== undefined && MinSize > MaxSize) {
    throw validationError('Min size must be less than or equal to max size');
  }
  if (DesiredCapacity === undefined) return;
  if (MaxSize !== undefined && DesiredCapacity > MaxSize) {
    throw validationError('Desired capacity must be less than or equal to max size');
  }
  if (MinSize !== undefined && DesiredCapacity < MinSize) {
    throw validationError('Desired capacity must be greater than or equal to min size');
  }
}
