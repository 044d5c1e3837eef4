import { atOnce, type Steps } from '../turns.js';
import type { ExpressionPlan } from './expression-plan.js';
import { inExpression } from './expression-plan.js';
import { gridWithin, type Stretch } from './expression-coverage.js';
import { Effort } from './metric-math/effort.js';
import { evaluationSteps, named, type Scene, type SceneMetric } from './metric-math/evaluation.js';
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
  /** The window, in periods of a length. */
  grid(periodSeconds: number): Grid;
  /** What an expression fills of its window, where that is not all of it. */
  known?(plan: ExpressionPlan): Stretch | undefined;
  /** What its one series is called in other expressions, where its label tells of the points. */
  label?(plan: ExpressionPlan, series: Series): string;
}

export interface FoundSeries {
  readonly value: MathValue;
  readonly periodSeconds: number;
}

export interface EvaluatedExpression {
  readonly plan: ExpressionPlan;
  readonly periodSeconds: number;
  readonly value: MathValue;
  /** Whether points were dropped on the way that came out as no number. */
  readonly hasDropped: boolean;
}

export function evaluateExpressions(
  plans: readonly ExpressionPlan[],
  sources: Sources,
): readonly EvaluatedExpression[] {
  return atOnce(evaluateInSteps(plans, sources));
}

/** The same, but pauses whenever others should have a turn. */
export function* evaluateInSteps(
  plans: readonly ExpressionPlan[],
  sources: Sources,
): Steps<readonly EvaluatedExpression[]> {
  const values = new Map<string, MathValue>(
    sources.metrics.map(({ Id, series }) => [Id, { kind: 'series', series }]),
  );
  const periods = new Map(sources.metrics.map(({ Id, series }) => [Id, series.periodSeconds]));
  const effort = new Effort();
  const evaluated: EvaluatedExpression[] = [];
  for (const plan of plans) {
    const periodSeconds = periodOf(plan, periods, sources);
    let hasDropped = false;
    const onDropped = (): void => {
      hasDropped = true;
    };
    const scene = { ...sceneOf(plan, { sources, values, periodSeconds }), onDropped };
    const steps = evaluationSteps(plan.node, scene, effort);
    for (;;) {
      const step = inExpression(plan.Id, () => steps.next());
      if (!step.done) {
        yield;
        continue;
      }
      const { value } = step;
      values.set(plan.Id, namedBy(plan, value, sources));
      periods.set(plan.Id, periodSeconds);
      evaluated.push({ plan, periodSeconds, value, hasDropped });
      break;
    }
  }
  return evaluated;
}

function namedBy(plan: ExpressionPlan, value: MathValue, sources: Sources): MathValue {
  const told = value.kind === 'series' ? sources.label?.(plan, value.series) : undefined;
  return named(value, told ?? plan.Label ?? plan.Id);
}

interface Known {
  readonly sources: Sources;
  readonly values: ReadonlyMap<string, MathValue>;
  readonly periodSeconds: number;
}

function sceneOf(plan: ExpressionPlan, { sources, values, periodSeconds }: Known): Scene {
  const stretch = sources.known?.(plan);
  const gridOf = (seconds: number): Grid => gridWithin(sources.grid(seconds), stretch);
  return {
    grids: { own: gridOf(periodSeconds), of: gridOf },
    valueOf: (id) => values.get(id),
    metrics: sources.metrics,
    found: (finding) => sources.found(finding)?.value,
  };
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
