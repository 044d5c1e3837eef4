import { type NewState, withEvaluationState, withState } from './alarm.js';
import { withContributors } from './alarm-contributors.js';
import { reasonItem } from './alarm-history.js';
import { changeTime, withHistory } from './alarm-record.js';
import type { AlarmDocument } from './alarm-document.js';
import type { StateDecision } from './alarm-evaluation.js';
import { type ContributorsDecision, evaluateContributors } from './contributor-evaluation.js';
import { aggregationOf, groupsOf, type ResultGroups } from './log-aggregation.js';
import { evaluationSettings, isGrouped, isLog, type LogAlarm } from './log-alarm.js';
import { decideLogState } from './log-evaluation.js';
import {
  absenceReason,
  failureReason,
  logReasonData,
  logStateReason,
  undecidedReason,
} from './log-reason.js';
import {
  type FailedOutcome,
  isCounted,
  noResults,
  presencePoints,
  type QueryOutcome,
  type QueryResults,
  seriesOf,
  singlePoints,
  withResult,
} from './log-results.js';
import { isWarmingUpOnResults } from './alarm-warm-up.js';

/**
 * What a result makes of a log alarm. While a query fails the alarm lacks data, and its groups stay
 * as they are; groups that a result does not have any more are OK, and only where there is none at
 * all does TreatMissingData decide for the alarm ("Log alarms").
 */
export interface LogJudgement {
  readonly results: QueryResults;
  readonly decision: LogDecision;
  readonly change: (current: AlarmDocument) => AlarmDocument;
}

export type LogDecision =
  | { readonly kind: 'warmingUp' }
  | { readonly kind: 'failed'; readonly EvaluationState: 'EVALUATION_ERROR' | 'EVALUATION_FAILURE' }
  | { readonly kind: 'single'; readonly decision: StateDecision }
  | { readonly kind: 'groups'; readonly decision: ContributorsDecision; readonly isCut: boolean }
  /** There is no group, and `decision` is on the alarm as a whole. */
  | {
      readonly kind: 'absent';
      readonly gone: ContributorsDecision;
      readonly decision: StateDecision;
    };

/** Undefined where the result counts already, or is of no alarm on logs. */
export function judgeLogAlarm(
  document: AlarmDocument,
  outcome: QueryOutcome,
  now: Date,
): LogJudgement | undefined {
  const { alarm, queryResults = noResults } = document;
  if (!isLog(alarm) || isCounted(queryResults, outcome)) return undefined;
  const { groups, isCut } = resultGroups(alarm, outcome);
  const countMax = alarm.QueryResultsToEvaluate;
  const results = withResult(queryResults, { outcome, groups, countMax });
  const judged = { results, now };
  const decision = isWarmingUpOnResults(document, results, now)
    ? ({ kind: 'warmingUp' } as const)
    : outcome.kind === 'complete'
      ? decide(document, alarm, { ...judged, isCut })
      : ({ kind: 'failed', EvaluationState: failedState(outcome, results) } as const);
  return {
    results,
    decision,
    change: (current) => {
      const sequence = current.sequence + 1;
      const told: AlarmDocument = { ...current, queryResults: results, sequence, due: now };
      return withDecision(told, decision, { ...judged, alarm, outcome });
    },
  };
}

function resultGroups(alarm: LogAlarm, outcome: QueryOutcome): ResultGroups {
  if (outcome.kind !== 'complete') return { groups: [], isCut: false };
  const { AggregationExpression } = alarm.ScheduledQueryConfiguration;
  return groupsOf(outcome.rows, aggregationOf(AggregationExpression));
}

/** Where each of the latest queries has failed, it is taken for the query's own fault. */
function failedState(
  { kind }: FailedOutcome,
  { executions }: QueryResults,
): 'EVALUATION_ERROR' | 'EVALUATION_FAILURE' {
  const isOwnFault = kind === 'failed' && executions.every(({ isFailed }) => isFailed);
  return kind === 'invalid' || isOwnFault ? 'EVALUATION_ERROR' : 'EVALUATION_FAILURE';
}

interface Judged {
  readonly results: QueryResults;
  readonly now: Date;
}

function decide(
  { contributors = [] }: AlarmDocument,
  alarm: LogAlarm,
  { results, now, isCut }: Judged & { readonly isCut: boolean },
): LogDecision {
  const settings = evaluationSettings(alarm);
  const { length } = results.executions;
  if (!isGrouped(alarm)) {
    return { kind: 'single', decision: decideLogState(settings, singlePoints(results), length) };
  }
  const series = seriesOf(results);
  // A group that is gone is OK, whatever the alarm ignores.
  const decision = evaluateContributors(
    { ...settings, TreatMissingData: undefined },
    contributors,
    {
      series,
      now,
      noun: 'contributors',
      decide: (points) => decideLogState(settings, points, length),
    },
  );
  if (series.length > 0) return { kind: 'groups', decision, isCut };
  const presence = presencePoints(results, harmlessValue(alarm));
  return {
    kind: 'absent',
    gone: { ...decision, state: undefined },
    decision: decideLogState(settings, presence, length),
  };
}

function harmlessValue({ ComparisonOperator }: LogAlarm): number {
  return ComparisonOperator.startsWith('Greater') ? -Infinity : Infinity;
}

interface Deciding extends Judged {
  readonly alarm: LogAlarm;
  readonly outcome: QueryOutcome;
}

function withDecision(
  current: AlarmDocument,
  decision: LogDecision,
  { alarm, outcome, results, now }: Deciding,
): AlarmDocument {
  if (decision.kind === 'warmingUp') return current;
  const shown = withShownState(current, decision, now);
  // The reason why it failed does not hold any more.
  const withNewState = wasFailing(current) ? withToldState : withState;
  const StateReasonData = logReasonData(alarm, results, now);
  const stated = (state: Pick<NewState, 'StateValue' | 'StateReason'>): NewState => {
    return { ...state, StateReasonData, recentDatapoints: [] };
  };
  const { StateValue } = current.alarm;
  const undecided = (document: AlarmDocument): AlarmDocument => {
    const state = stated({ StateValue, StateReason: undecidedReason });
    return wasFailing(current) ? withToldState(document, state, now) : document;
  };
  switch (decision.kind) {
    case 'failed': {
      const StateReason = outcome.kind === 'complete' ? '' : failureReason(outcome);
      return withToldState(shown, stated({ StateValue: 'INSUFFICIENT_DATA', StateReason }), now);
    }
    case 'single': {
      const { decision: on } = decision;
      if (on.kind === 'unchanged') return undecided(shown);
      const state = { StateValue: on.StateValue, StateReason: logStateReason(alarm, on) };
      return withNewState(shown, stated(state), now);
    }
    case 'groups':
      return withContributors(shown, { ...decision.decision, StateReasonData }, now);
    case 'absent': {
      const gone = withContributors(shown, decision.gone, now);
      const { decision: on } = decision;
      if (on.kind === 'unchanged') return undecided(gone);
      const state = { StateValue: on.StateValue, StateReason: absenceReason(alarm, on) };
      // The actions that say that it is OK were those of the groups.
      if (on.StateValue === 'OK') {
        const summary = { contributors: [], changes: [], state, StateReasonData };
        return withContributors(gone, summary, now);
      }
      return withNewState(gone, stated(state), now);
    }
  }
}

function wasFailing({ alarm }: AlarmDocument): boolean {
  return isLog(alarm) && (alarm.EvaluationState ?? '').startsWith('EVALUATION_');
}

/** What fails is told by the reason, of an alarm that lacked data before, too. */
function withToldState(current: AlarmDocument, state: NewState, now: Date): AlarmDocument {
  const { alarm: before } = current;
  const { StateValue, StateReason, StateReasonData } = state;
  if (before.StateValue !== StateValue) return withState(current, state, now);
  if (before.StateReason === StateReason) return current;
  const StateUpdatedTimestamp = changeTime(current, now);
  const alarm = { ...before, StateReason, StateReasonData, StateUpdatedTimestamp };
  const item = reasonItem(before, alarm, StateUpdatedTimestamp);
  return withHistory({ ...current, alarm }, item, now);
}

function withShownState(current: AlarmDocument, decision: LogDecision, now: Date): AlarmDocument {
  const isPartial = decision.kind === 'groups' && decision.isCut;
  const partial = isPartial ? 'PARTIAL_DATA' : undefined;
  const shown = decision.kind === 'failed' ? decision.EvaluationState : partial;
  const { alarm } = current;
  const isSame = isLog(alarm) && alarm.EvaluationState === shown;
  return isSame ? current : withEvaluationState(current, shown, now);
}
