import type { ChangeDecision } from './alarm-crossing.js';
import { stateReason } from './alarm-reason.js';
import { missingSeriesReason } from './contributor-reason.js';
import { Double, javaJson } from './java-json.js';
import { treatmentOf } from './alarm-evaluation.js';
import { evaluationSettings, type LogAlarm } from './log-alarm.js';
import type { FailedOutcome, QueryResults } from './log-results.js';

/** Why a log alarm changed its state, in AWS's words where a page shows them ("Log alarms"). */
export function logStateReason(alarm: LogAlarm, decision: ChangeDecision): string {
  return stateReason({ ...evaluationSettings(alarm), pointName: 'query result' }, decision);
}

/** Of an alarm whose queries run again. */
export const undecidedReason = 'Unchecked: Too few query results have come to decide';

/** Of an alarm on groups of which there is none. */
export function absenceReason(alarm: LogAlarm, decision: ChangeDecision): string {
  const treatment = treatmentOf(evaluationSettings(alarm));
  return decision.kind === 'crossed' || treatment === 'ignore'
    ? '0 contributors evaluated to ALARM'
    : missingSeriesReason(treatment, 'contributors');
}

export function failureReason({ kind, reason }: FailedOutcome): string {
  return kind === 'unavailable'
    ? `The results of the query could not be obtained: ${reason}`
    : `The query could not be evaluated: ${reason}`;
}

/** The newest results first. What the groups of an alarm came to is the contributors' matter. */
export function logReasonData(
  alarm: LogAlarm,
  { executions, series }: QueryResults,
  queryDate: Date,
): string {
  const isSingle = series.every(({ attributes }) => Object.keys(attributes).length === 0);
  return javaJson({
    version: '1.0',
    queryDate,
    threshold: new Double(alarm.Threshold),
    queryResultsToEvaluate: alarm.QueryResultsToEvaluate,
    queryResultsToAlarm: alarm.QueryResultsToAlarm,
    results: executions.map(({ at, queryId, isFailed }, index) => {
      const value = isSingle ? series[0]?.values[index] : undefined;
      return {
        queryResultId: queryId,
        status: isFailed ? 'FAILED' : 'COMPLETE',
        timestamp: at,
        value: typeof value === 'number' ? new Double(value) : undefined,
      };
    }),
  });
}
