import { nextAttempt, type Pauses } from '../attempts.js';
import { isThere, namedArns } from './alarm.js';
import {
  type AlarmDocument,
  isComposite,
  type MutedActions,
  type UndeliveredAction,
} from './alarm-document.js';
import { mutedTogether } from './alarm-muting.js';
import { evaluationTime } from './alarm-record.js';
import { nextTimedRepeat } from './alarm-repeats.js';
import { isLog } from './log-alarm.js';
import { nextEvaluationOf } from './alarm-schedule.js';

/**
 * What a change of an alarm has left to be done, and the alarm once it is done. Doing it again does
 * no harm, so a crash at any point only means that it is done again.
 */
export function needsSettling(document: AlarmDocument): boolean {
  const { unfiledHistory, undelivered } = document;
  return (
    unfiledHistory.length > 0 ||
    undelivered.length > 0 ||
    !isThere(document) ||
    !isLinkedAsNamed(document)
  );
}

/** Whether it is on its way; a deleted alarm that has only its last moment left is not. */
export function isMoving(document: AlarmDocument): boolean {
  const { unfiledHistory, undelivered, linkedArns } = document;
  const isOver = unfiledHistory.length + undelivered.length + linkedArns.length === 0;
  return needsSettling(document) && (isThere(document) || !isOver);
}

export interface Link {
  readonly actionArn: string;
  readonly isLinked: boolean;
}

/** Which targets are to be told that the alarm names them now, or does no more. */
export function linksOf(document: AlarmDocument): readonly Link[] {
  if (isLinkedAsNamed(document)) return [];
  const named = namedArns(document);
  const { linkedArns } = document;
  return [
    ...named.filter((arn) => !linkedArns.includes(arn)).map((actionArn) => link(actionArn, true)),
    ...linkedArns.filter((arn) => !named.includes(arn)).map((actionArn) => link(actionArn, false)),
  ];
}

/** Another settlement may have told of what a former or a later version of the alarm names. */
function linkedBy(linkedArns: readonly string[], links: readonly Link[]): readonly string[] {
  if (links.length === 0) return linkedArns;
  const told = new Set(links.map(({ actionArn }) => actionArn));
  const others = linkedArns.filter((arn) => !told.has(arn));
  return [...others, ...links.flatMap((each) => (each.isLinked ? each.actionArn : []))];
}

/** Settled alarms are so, and each beat asks it of all that is due. */
function isLinkedAsNamed(document: AlarmDocument): boolean {
  const { linkedArns } = document;
  const named = namedArns(document);
  // Neither names an ARN twice.
  return named.length === linkedArns.length && named.every((arn) => linkedArns.includes(arn));
}

function link(actionArn: string, isLinked: boolean): Link {
  return { actionArn, isLinked };
}

export interface Settlement {
  readonly filedIds: ReadonlySet<string>;
  /** Actions that have come to their end, well or not. */
  readonly endedIds: ReadonlySet<string>;
  readonly failedIds: ReadonlySet<string>;
  /** What targets have been told. */
  readonly links: readonly Link[];
  /** Those among the ended ones that a mute rule has kept from being executed. */
  readonly mutedActions?: MutedActions | undefined;
}

export interface SettlementTime {
  readonly now: Date;
  readonly offsetMilliseconds: number;
}

/** Undefined once nothing of a deleted alarm is left to be done, and its last moment is over. */
export function settled(
  current: AlarmDocument,
  settlement: Settlement,
  time: SettlementTime,
): AlarmDocument | undefined {
  const { now } = time;
  const endsHere = current.undelivered.some(({ action }) => settlement.endedIds.has(action.id));
  const muted = endsHere ? settlement.mutedActions : undefined;
  const rest: AlarmDocument = {
    ...current,
    unfiledHistory: unfiledBehind(current, settlement),
    undelivered: current.undelivered
      .filter(({ action }) => !settlement.endedIds.has(action.id))
      .map((each) => (settlement.failedIds.has(each.action.id) ? retried(each, now) : each)),
    linkedArns: linkedBy(current.linkedArns, settlement.links),
    ...(muted !== undefined && { mutedActions: mutedTogether(current.mutedActions, muted) }),
  };
  const evaluation = nextEvaluationTime(current, time);
  if (rest.unfiledHistory.length > 0 || linksOf(rest).length > 0) {
    return { ...rest, due: now, evaluateAt: evaluation };
  }
  const { deletedAt } = rest;
  if (deletedAt !== undefined && rest.undelivered.length === 0) {
    return forgotten(rest, deletedAt, now);
  }
  return withNextLook(rest, evaluation);
}

/** A repeated action leaves no history but its own, and the list stays as it is. */
function unfiledBehind(
  { unfiledHistory }: AlarmDocument,
  { filedIds }: Settlement,
): AlarmDocument['unfiledHistory'] {
  if (filedIds.size === 0) return unfiledHistory;
  return unfiledHistory.filter(({ id }) => !filedIds.has(id));
}

function nextEvaluationTime(document: AlarmDocument, time: SettlementTime): Date | undefined {
  const { alarm } = document;
  // A composite alarm is evaluated when one of its children moves, and one on logs when there is a
  // result: they have no time of their own.
  if (!isThere(document) || isComposite(alarm) || isLog(alarm)) return undefined;
  // One that has come meanwhile is late, and not over.
  return earliest([evaluationTime(document), nextEvaluationOf(alarm, time)]);
}

/** The alarm, to be looked at for its evaluation, or for what comes before that. */
export function withNextLook(document: AlarmDocument, evaluation: Date | undefined): AlarmDocument {
  const due = earliest([nextOtherLook(document), evaluation]);
  return { ...document, due, evaluateAt: due === evaluation ? undefined : evaluation };
}

/** When the alarm has something to do besides its evaluation. */
export function nextOtherLook(document: AlarmDocument): Date | undefined {
  const { undelivered, mutedActions, heldActions } = document;
  const repeat = nextTimedRepeat(document);
  // Each evaluation asks, and most alarms have nothing of all this.
  if (undelivered.length === 0 && mutedActions === undefined && heldActions === undefined) {
    return repeat;
  }
  const attempts = undelivered.map(({ nextAttemptAt }) => nextAttemptAt);
  return earliest([repeat, mutedActions?.until, heldActions?.until, ...attempts]);
}

/** Of two that are one, the later in the list. */
function earliest(times: readonly (Date | undefined)[]): Date | undefined {
  return times.reduce(
    (first, time) => (time !== undefined && (first === undefined || time <= first) ? time : first),
    undefined,
  );
}

/**
 * An alarm of that name which is put within a moment of the deletion goes on with its sequence and
 * its time, so that the history of both keeps its order: a clock may be held, and another server's
 * may be a little behind.
 */
function forgotten(rest: AlarmDocument, deletedAt: Date, now: Date): AlarmDocument | undefined {
  const due = new Date(deletedAt.getTime() + keptMilliseconds);
  return due <= now ? undefined : { ...rest, due };
}

const keptMilliseconds = 1_000;

/** What is asked for here waits for nobody outside. */
const pauses: Pauses = { firstSeconds: 1, longestSeconds: 60 };

function retried({ action, attemptCount }: UndeliveredAction, now: Date): UndeliveredAction {
  const nextAttemptAt = nextAttempt(attemptCount, now, pauses);
  return { action, attemptCount: attemptCount + 1, nextAttemptAt };
}
