import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { ExpressionPlan } from './expression-plan.js';
import { nodesOf } from './metric-math/tree.js';

/**
 * What a band cannot be over: AWS refuses expressions of more than ten metrics and expressions, of
 * METRICS and SEARCH, of several periods, of high resolution and of periods longer than an hour
 * (Using metric math, "ANOMALY_DETECTION_BAND"). How it words that was not seen.
 */
export function mathComplaint(
  queries: readonly MetricDataQuery[],
  expressions: readonly Pick<ExpressionPlan, 'Id' | 'node' | 'findings'>[],
): string | undefined {
  const periods = new Set(queries.flatMap(({ MetricStat }) => MetricStat?.Period ?? []));
  const nodes = expressions.flatMap(({ node }) => [...nodesOf(node)]);
  const complaints: readonly (readonly [boolean, string])[] = [
    [expressions.some(({ findings }) => findings.length > 0), 'SEARCH, LAMBDA or Metrics Insights'],
    [nodes.some((node) => node.kind === 'call' && node.name === 'METRICS'), 'METRICS'],
    [expressions.some(({ node }) => node.kind === 'list'), 'several series'],
    [periods.size === 0, 'an expression without metrics'],
    [queries.length > queriesMax, `more than ${queriesMax} metrics and expressions`],
    [periods.size > 1, 'metrics of different periods'],
    [[...periods].some((period) => period < 60), 'metrics of high resolution'],
    [[...periods].some((period) => period > 3_600), 'periods of more than an hour'],
  ];
  const [, found] = complaints.find(([holds]) => holds) ?? [];
  return found && `Anomaly detection over ${found} is not supported.`;
}

const queriesMax = 10;
