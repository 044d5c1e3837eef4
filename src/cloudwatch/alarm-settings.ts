import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  type AnyAlarm,
  type CompositeAlarm,
  isComposite,
  type EvaluatedAlarm,
  isPromQL,
} from './alarm-document.js';
import type { PromQLSettings } from './alarm-promql-request.js';
import type { AlarmSettings } from './alarm-request.js';
import type { CompositeSettings } from './composite-request.js';
import { isLog, logSettingsText, queryTextOf } from './log-alarm.js';
import type { LogSettings } from './log-alarm-request.js';
import { metricDimensions } from './dimensions.js';

/** What users put as an alarm, and how much of it one has in common with another. */
export type AnySettings = AlarmSettings | PromQLSettings | LogSettings | CompositeSettings;

/**
 * Of an alarm the part that is put, as a text that differs when any of it does, but for the order
 * of dimensions.
 */
export function settingsText(settings: AnySettings): string {
  const common = [
    settings.AlarmDescription,
    settings.ActionsEnabled,
    settings.OKActions,
    settings.AlarmActions,
    settings.InsufficientDataActions,
    settings.ActionConfiguration,
  ];
  if (isComposite(settings)) {
    return JSON.stringify([
      common,
      settings.AlarmRule,
      settings.ActionsSuppressor,
      settings.ActionsSuppressorWaitPeriod,
      settings.ActionsSuppressorExtensionPeriod,
    ]);
  }
  if (isLog(settings)) return JSON.stringify([common, logSettingsText(settings)]);
  if (isPromQL(settings)) {
    const { Query, PendingPeriod, RecoveryPeriod } = settings.EvaluationCriteria.PromQLCriteria;
    const criteria = [Query, PendingPeriod, RecoveryPeriod];
    return JSON.stringify([common, settings.EvaluationInterval, criteria]);
  }
  return JSON.stringify([
    common,
    metricsOf(settings),
    settings.EvaluateLowSampleCountPercentile,
    settings.EvaluationPeriods,
    settings.DatapointsToAlarm,
    settings.Threshold,
    settings.ThresholdMetricId,
    settings.ComparisonOperator,
    settings.TreatMissingData,
    settings.EvaluationWindow,
    settings.WarmUpConfiguration,
  ]);
}

/** What the datapoints of an alarm are of. */
function metricsOf(settings: AlarmSettings): readonly unknown[] {
  return [
    settings.MetricName,
    settings.Namespace,
    settings.Metrics?.map(withMetricDimensions),
    settings.Statistic,
    settings.ExtendedStatistic,
    metricDimensions(settings.Dimensions),
    settings.Period,
    settings.Unit,
  ];
}

function withMetricDimensions(query: MetricDataQuery): MetricDataQuery {
  const { MetricStat } = query;
  if (MetricStat?.Metric === undefined) return query;
  const Dimensions = [...metricDimensions(MetricStat.Metric.Dimensions ?? [])];
  return { ...query, MetricStat: { ...MetricStat, Metric: { ...MetricStat.Metric, Dimensions } } };
}

/** Another suppressor, or none, lets go of what the former one held back. */
export function isSuppressedAlike(before: CompositeAlarm, settings: AnySettings): boolean {
  if (!isComposite(settings)) return false;
  const arnStart = before.AlarmArn.slice(0, -before.AlarmName.length);
  // Its name and its ARN are the same to AWS (recorded).
  const [old, next] = [before, settings].map(({ ActionsSuppressor = '' }) =>
    ActionsSuppressor.replace(arnStart, ''),
  );
  return old === next;
}

/** An update can end a warm-up, and never begins one. */
export function keptEvaluationState(
  { EvaluationState }: EvaluatedAlarm,
  settings: AnySettings,
): EvaluatedAlarm['EvaluationState'] {
  return EvaluationState === 'IN_WARM_UP' && !hasWarmUp(settings) ? undefined : EvaluationState;
}

export function hasWarmUp(settings: AnySettings): boolean {
  return !isComposite(settings) && settings.WarmUpConfiguration !== undefined;
}

/** Results of another query than before say nothing of what is put now ("Alarm update"). */
export function isOnOtherResults(before: AnyAlarm, settings: AnySettings): boolean {
  return isLog(before) && isLog(settings) && queryTextOf(before) !== queryTextOf(settings);
}

/** Datapoints of something else than before say nothing of what is put now either. */
export function isOnOtherMetrics(before: AnyAlarm, settings: AnySettings): boolean {
  const [old, next] = [before, settings].map((each) =>
    isComposite(each) || isLog(each) || isPromQL(each) ? undefined : metricsOf(each),
  );
  return JSON.stringify(old) !== JSON.stringify(next);
}

/** Alarms of one type cannot be put as another; those on metrics are one, whatever they query. */
export function typeOf(alarm: AnySettings): 'CompositeAlarm' | 'LogAlarm' | 'MetricAlarm' {
  if (isComposite(alarm)) return 'CompositeAlarm';
  return isLog(alarm) ? 'LogAlarm' : 'MetricAlarm';
}
