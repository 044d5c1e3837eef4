import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { Look } from '../service.js';
import type { EvaluationOutcome } from './alarm-look.js';
import { contributorsMax } from './contributor.js';
import type { LogJudgement } from './log-alarm-judgement.js';
import type { QueryOutcome } from './log-results.js';

/** A result of a log alarm's query, told to somebody who asks why the alarm is in its state. */
export interface ResultSeen extends LogJudgement {
  readonly at: Date;
  readonly result: QueryOutcome;
  readonly StateBefore: StateValue;
  readonly StateValue: StateValue;
  readonly outcome: EvaluationOutcome;
}

export function resultLook(seen: ResultSeen): Look {
  const { at, result, results, decision, outcome, StateBefore, StateValue } = seen;
  const series = results.series.slice(0, contributorsMax);
  const reason = result.kind === 'complete' ? undefined : result.reason;
  return {
    at,
    hasChanged: outcome === 'changed',
    weight: (series.length + 1) * results.executions.length,
    tell: () => ({
      at,
      what: 'evaluation',
      scheduledAt: result.at,
      result: result.kind,
      reason,
      results: results.executions,
      seriesCount: results.series.length,
      series,
      decision,
      StateBefore,
      StateValue,
      outcome,
    }),
  };
}
