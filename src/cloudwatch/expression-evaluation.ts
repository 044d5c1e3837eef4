import type { ExpressionPlan } from './expression-plan.js';
import { inExpression } from './expression-plan.js';
import { evaluate, named, type SceneMetric } from './metric-math/evaluation.js';
import type { FindingNode } from './metric-math/tree.js';
import type { Grid, MathValue, Series } from './metric-math/value.js';

/**
 * What the expressions of a call are worth. They share what was read for its metrics, and each sees
 * the worth of those before it. Throws the caller's error of the first that cannot be evaluated.
 */
export interface Sources {
  readonly metrics: readonly SceneMetric[];
  /** What was read for what finds metrics by itself. */
  found(node: FindingNode): FoundSeries | undefined;
  /** The window of an expression, by its period. */
  grid(periodSeconds: number): Grid;
}

export interface FoundSeries {
  readonly value: MathValue;
  readonly periodSeconds: number;
}

export interface EvaluatedExpression {
  readonly plan: ExpressionPlan;
  readonly periodSeconds: number;
  readonly value: MathValue;
}

export function* evaluateExpressions(
  plans: readonly ExpressionPlan[],
  sources: Sources,
): Generator<EvaluatedExpression> {
  const values = new Map<string, MathValue>(
    sources.metrics.map(({ Id, series }) => [Id, { kind: 'series', series }]),
  );
  const periods = new Map(sources.metrics.map((metric) => [metric.Id, metric.periodSeconds]));
  for (const plan of plans) {
    const periodSeconds = periodOf(plan, periods, sources);
    const value = inExpression(plan.Id, () =>
      evaluate(plan.node, {
        grid: sources.grid(periodSeconds),
        valueOf: (id) => values.get(id),
        metrics: sources.metrics,
        found: (finding) => sources.found(finding)?.value,
      }),
    );
    values.set(plan.Id, named(value, plan.Label ?? plan.Id));
    periods.set(plan.Id, periodSeconds);
    yield { plan, periodSeconds, value };
  }
}

const periodSecondsDefault = 60;

/** What was asked for, else the smallest of all that it depends on. */
function periodOf(
  { Period, dependencies, findings }: ExpressionPlan,
  periods: ReadonlyMap<string, number>,
  sources: Sources,
): number {
  if (Period !== undefined) return Period;
  const known = [
    ...[...dependencies].map((id) => periods.get(id)),
    ...findings.map((finding) => sources.found(finding)?.periodSeconds),
  ].filter((period) => period !== undefined);
  return known.length > 0 ? Math.min(...known) : periodSecondsDefault;
}

/** The series of a result, each under its label; undefined for what is no result. */
export function seriesOf(value: MathValue): readonly Series[] | undefined {
  if (value.kind === 'series') return [value.series];
  return value.kind === 'array' ? value.members : undefined;
}
