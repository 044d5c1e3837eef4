import { enabledActions, previousState, withActions, withTransition } from './alarm.js';
import {
  type AlarmDocument,
  type AnyAlarm,
  type EvaluatedAlarm,
  isComposite,
} from './alarm-document.js';
import { contributorItem, reasonItem } from './alarm-history.js';
import { changeTime, withHistory } from './alarm-record.js';
import { type Contributor, isOfContributors } from './contributor.js';
import type {
  ContributorChange,
  ContributorsDecision,
  SummaryState,
} from './contributor-evaluation.js';
import { summaryReasonData } from './contributor-reason.js';
import { isLog } from './log-alarm.js';

/**
 * What an evaluation of an alarm on several series makes of the alarm. Each contributor that
 * changes its state has a history item and its own actions; then comes the alarm's transition, with
 * the actions that are of the alarm as a whole.
 */
export function withContributors(
  current: AlarmDocument,
  { contributors, changes, state, StateReasonData }: ToldDecision,
  now: Date,
): AlarmDocument {
  const at = changeTime(current, now);
  const moved = new Set(changes.map(({ contributor }) => contributor.ContributorId));
  const timed = contributors.map((each): Contributor => {
    return moved.has(each.ContributorId) ? { ...each, StateTransitionedTimestamp: at } : each;
  });
  const told = changes.reduce<AlarmDocument>(
    (document, change) => withContributorChange(document, change, { state, now }),
    { ...current, contributors: timed },
  );
  if (state === undefined || !isNews(current.alarm, { changes, state })) return told;
  const isTakenBack = takesBack(current, state);
  return withSummary(told, { ...state, StateReasonData, isTakenBack }, now);
}

/**
 * A state that was set by hand was told of the alarm as a whole, to those who hear of contributors
 * as well; of its end they would hear nothing, since no contributor has changed.
 */
function takesBack(
  { alarm, contributors = [], isAlarmByHand }: AlarmDocument,
  { StateValue }: SummaryState,
): boolean {
  if (StateValue === 'OK') return isAlarmByHand === true;
  return StateValue === 'ALARM' && alarm.StateValue === 'OK' && contributors.length > 0;
}

interface ToldDecision extends ContributorsDecision {
  /** Where more is to be said of the alarm than that it was evaluated. */
  readonly StateReasonData?: string | undefined;
}

/** A change of nothing is none, and leaves the very document. */
export function isSameSummary(
  alarm: EvaluatedAlarm,
  { changes, state }: ContributorsDecision,
): boolean {
  return changes.length === 0 && (state === undefined || !isNews(alarm, { changes, state }));
}

/**
 * While an alarm is in ALARM, how many series are is told anew whenever one has changed its state,
 * and not where there are only more or fewer of the others (recorded).
 */
function isNews(
  alarm: AnyAlarm,
  { changes, state }: { readonly changes: readonly unknown[]; readonly state: SummaryState },
): boolean {
  if (alarm.StateValue !== state.StateValue) return true;
  return state.StateValue === 'ALARM' && changes.length > 0;
}

function withContributorChange(
  document: AlarmDocument,
  { contributor, StateValue }: ContributorChange,
  { state, now }: Pick<ContributorsDecision, 'state'> & { readonly now: Date },
): AlarmDocument {
  const { alarm } = document;
  const { StateReason } = contributor;
  const at = changeTime(document, now);
  const itsOwn = {
    ...alarm,
    StateValue,
    StateReason,
    StateReasonData: undefined,
    StateUpdatedTimestamp: at,
    StateTransitionedTimestamp: at,
  };
  const told = withHistory(document, contributorItem(itsOwn, contributor, at), now);
  const before = StateValue === 'ALARM' ? 'OK' : 'ALARM';
  const actions = enabledActions(itsOwn).filter((arn) => isOfItsContributors(alarm, arn));
  return withActions(told, actions, {
    previous: { ...previousState(alarm), StateValue: before },
    recentDatapoints: [],
    at,
    // Of an alarm on logs AWS shows messages that tell the reason of the alarm.
    alarm: isLog(itsOwn) && state ? { ...itsOwn, StateReason: state.StateReason } : itsOwn,
    contributor: {
      ContributorId: contributor.ContributorId,
      ContributorAttributes: contributor.ContributorAttributes,
    },
  });
}

/** Items of Systems Manager are of a log alarm as a whole. */
export function isOfItsContributors(alarm: AnyAlarm, arn: string): boolean {
  return isOfContributors(arn) && !(isLog(alarm) && /^arn:[^:]+:ssm:/.test(arn));
}

interface Summary extends SummaryState {
  readonly StateReasonData: string | undefined;
  readonly isTakenBack: boolean;
}

function withSummary(document: AlarmDocument, state: Summary, now: Date): AlarmDocument {
  const { alarm: before } = document;
  if (isComposite(before)) return document;
  const { StateReasonData = summaryReasonData(now) } = state;
  if (before.StateValue === state.StateValue) {
    const StateUpdatedTimestamp = changeTime(document, now);
    const { StateReason } = state;
    const alarm = { ...before, StateReason, StateReasonData, StateUpdatedTimestamp };
    const item = reasonItem(before, alarm, StateUpdatedTimestamp);
    return withHistory({ ...document, alarm }, item, now);
  }
  const isOver = state.StateValue === 'OK';
  const moved = withTransition(
    isOver ? { ...document, isAlarmByHand: undefined } : document,
    { ...state, StateReasonData, recentDatapoints: [] },
    now,
  );
  const ofAlarm = enabledActions(moved.alarm).filter(
    (arn) => state.isTakenBack || !isOfItsContributors(moved.alarm, arn),
  );
  const at = moved.alarm.StateUpdatedTimestamp;
  const cause = { previous: previousState(before), recentDatapoints: [], at };
  return withActions(moved, ofAlarm, cause);
}
