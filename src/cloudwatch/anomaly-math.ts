import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { ServiceError, ValidationError$ } from '../wire/errors.js';
import { planAlarmMetrics, tryAlarmSeries } from './alarm-metrics.js';
import { invalidValue, missingParameter } from './errors.js';
import { type FindingNode, nodesOf } from './metric-math/tree.js';
import { parseStatistic } from './statistic-syntax.js';
import { periodComplaint } from './window.js';

/**
 * What a detector and a band cannot be over: AWS refuses expressions of more than ten metrics and
 * expressions, of METRICS and SEARCH, of several periods, of high resolution and of periods longer
 * than an hour (Using metric math, "ANOMALY_DETECTION_BAND"). How it words that was not seen.
 */
export function mathComplaint(queries: readonly MetricDataQuery[]): string | undefined {
  const plan = planAlarmMetrics(queries);
  const { expressions } = plan;
  const periods = new Set(
    queries.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []),
  );
  const [finding] = expressions.flatMap(({ findings }) => findings);
  const nodes = expressions.flatMap(({ node }) => [...nodesOf(node)]);
  const found =
    (finding && findingName(finding)) ??
    [
      [nodes.some((node) => node.kind === 'call' && node.name === 'METRICS'), 'METRICS'] as const,
      [plan.metrics.length === 0, 'an expression without metrics'] as const,
      [queries.length > queriesMax, `more than ${queriesMax} metrics and expressions`] as const,
      [periods.size > 1, 'different periods'] as const,
      [[...periods].some((period) => period < 60), 'metrics of high resolution'] as const,
      [[...periods].some((period) => period > 3_600), 'periods of more than an hour'] as const,
    ].find(([holds]) => holds)?.[1] ??
    (tryAlarmSeries(plan) === undefined ? 'anything but one series' : undefined);
  return found && `Anomaly detection over ${found} is not supported.`;
}

const queriesMax = 10;

function findingName(node: FindingNode): string {
  return node.kind === 'query' ? 'Metrics Insights' : node.name;
}

/** Throws what operations on detectors say of an expression that no detector can learn. */
export function checkMath(queries: readonly MetricDataQuery[], account: string): void {
  if (queries.some(({ AccountId = account }) => AccountId !== account)) {
    throw invalidValue('Updraft does not serve detectors on metrics of other accounts.');
  }
  const [only, ...others] = queries;
  if (only?.MetricStat !== undefined && others.length === 0) {
    // Recorded from AWS (badmintoncryer/cdk-preflight).
    throw invalidValue(
      'The MetricDataQueries list in MetricMathAnomalyDetector contains a single metric, please ' +
        'use SingleMetricAnomalyDetector instead',
    );
  }
  const returned = queries.filter(({ ReturnData = true }) => ReturnData);
  if (returned.length !== 1) {
    throw invalidValue('Exactly one element of the metric data queries should return data.');
  }
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length) {
    throw invalidValue('The values for parameter id in MetricDataQueries are not unique.');
  }
  for (const query of queries) checkQuery(query);
  const complaint = asInvalidValue(() => mathComplaint(queries));
  if (complaint !== undefined) throw invalidValue(complaint);
}

function checkQuery({ MetricStat, Expression, Period }: MetricDataQuery): void {
  if ((MetricStat === undefined) === (Expression === undefined)) {
    throw invalidValue(
      'Each of the metric data queries should have a MetricStat or an Expression.',
    );
  }
  const period = MetricStat?.Period ?? Period;
  const complaint = period === undefined ? undefined : periodComplaint(period);
  if (complaint !== undefined) throw invalidValue(complaint);
  if (MetricStat === undefined) return;
  const { Metric, Stat = '' } = MetricStat;
  if (!Metric?.Namespace) throw missingParameter('The parameter Namespace is required.');
  if (!Metric.MetricName) throw missingParameter('The parameter MetricName is required.');
  if (parseStatistic(Stat) === undefined) throw unsupportedStatistic(Stat);
}

export function unsupportedStatistic(Stat: string): Error {
  return invalidValue(`The value ${Stat} for parameter Stat is not supported.`);
}

/** What GetMetricData and alarms call a validation error has another code in detectors. */
function asInvalidValue<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    const isValidation = error instanceof ServiceError && error.schema === ValidationError$;
    throw isValidation ? invalidValue(error.message) : error;
  }
}
