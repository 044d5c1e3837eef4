import { isScalingPolicy } from './alarm-action.js';
import type { Alarm } from './alarm-document.js';
import { contributorQuery, planAlarmMetrics } from './alarm-metrics.js';
import { isOfContributors } from './contributor.js';
import { validationError } from './errors.js';
import type { InsightsGroups } from './insights-reading.js';
import { isGrouped, type ScheduledQuery } from './log-alarm.js';
import { type InsightsQuery, isInsightsQuery } from './metrics-insights/query-text.js';

/**
 * Alarms on a query of Metrics Insights: of one series, which is evaluated as any other is; or of
 * several, each of which is a contributor. They look back over three hours and no more ("Limits" of
 * alarms).
 */
export const insightsSecondsMax = 3 * 3_600;

type QueryingAlarm = Pick<Alarm, 'Metrics'>;
type ContributingAlarm = QueryingAlarm & {
  readonly EvaluationCriteria?: object | undefined;
  readonly ScheduledQueryConfiguration?: ScheduledQuery | undefined;
};

export function isInsightsAlarm({ Metrics = [] }: QueryingAlarm): boolean {
  return Metrics.some(({ Expression = '' }) => isInsightsQuery(Expression));
}

/** The query whose series are the alarm's contributors; undefined of an alarm on one series. */
export function contributorQueryOf(alarm: QueryingAlarm): InsightsQuery | undefined {
  if (!isInsightsAlarm(alarm)) return undefined;
  return contributorQuery(planAlarmMetrics(alarm.Metrics ?? []));
}

export function hasContributors(alarm: ContributingAlarm): boolean {
  const { ScheduledQueryConfiguration } = alarm;
  if (ScheduledQueryConfiguration) return isGrouped({ ScheduledQueryConfiguration });
  return alarm.EvaluationCriteria !== undefined || contributorQueryOf(alarm) !== undefined;
}

export function checkInsightsPeriods(periodSeconds: number, EvaluationPeriods: number): void {
  if (periodSeconds < 60) {
    throw validationError('MetricsInsights monitors do not support less than 60 seconds period');
  }
  if (periodSeconds * EvaluationPeriods > insightsSecondsMax) {
    throw validationError('MetricsInsights monitors cannot be checked across more than 3 hours');
  }
}

type Actions = Pick<Alarm, 'OKActions' | 'AlarmActions' | 'InsufficientDataActions'>;

/** Contributors are never without data, and an alarm on several series scales nothing. */
export function checkContributorActions(actions: Actions): void {
  const { OKActions, AlarmActions, InsufficientDataActions } = actions;
  const all = [...OKActions, ...AlarmActions, ...InsufficientDataActions];
  if (all.some(isScalingPolicy)) {
    throw validationError('Autoscaling actions are not available for Multi Time Series alarms');
  }
  if (InsufficientDataActions.some(isOfContributors)) {
    throw validationError(
      'InsufficientData actions are not supported for contributor-level action types in ' +
        'Multi Time Series alarms',
    );
  }
}

/** PARTIAL_DATA where the query found more than it may look at or return. */
export function evaluationStateOf({ isComplete, isCut }: InsightsGroups): Alarm['EvaluationState'] {
  return isComplete && !isCut ? undefined : 'PARTIAL_DATA';
}
