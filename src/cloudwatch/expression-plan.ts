import { atOnce, Pace, type Steps } from '../turns.js';
import { ServiceError, ValidationError$ } from '../wire/errors.js';
import { validationError } from './errors.js';
import { parseExpression } from './metric-math/parser.js';
import { isInsightsQuery, parseInsightsQuery } from './metrics-insights/query-text.js';
import {
  BareMathError,
  dataSourceName,
  type FindingNode,
  MathError,
  type MathNode,
  nodesOf,
} from './metric-math/tree.js';
import { unknownId } from './metric-math/evaluation.js';

/**
 * The expressions of a call in the order in which they can be evaluated: each behind those that it
 * names, wherever they stand. An id that nothing has, and expressions that name each other in a
 * circle, are errors of the expression.
 */
export interface ExpressionPlan {
  readonly Id: string;
  readonly Label: string | undefined;
  readonly isReturned: boolean;
  /** Whether it looks at the metrics of an account that is not linked. */
  readonly isForbidden: boolean;
  /** Asked for in so many words; else the smallest period of its metrics holds. */
  readonly Period: number | undefined;
  readonly node: MathNode;
  /** All queries that it depends on, through others too. */
  readonly dependencies: ReadonlySet<string>;
  /** What is read before it can be evaluated. */
  readonly findings: readonly FindingNode[];
}

export type ParsedExpression = Omit<ExpressionPlan, 'dependencies' | 'findings'>;

export function orderExpressions(
  parsed: readonly ParsedExpression[],
  metricIds: readonly string[],
): readonly ExpressionPlan[] {
  return atOnce(orderSteps(parsed, metricIds));
}

/** The same, but pauses whenever others should have a turn. */
export function* orderSteps(
  parsed: readonly ParsedExpression[],
  metricIds: readonly string[],
): Steps<readonly ExpressionPlan[]> {
  const byId = new Map(parsed.map((expression) => [expression.Id, expression]));
  const metrics = new Set(metricIds);
  const ordered = new Map<string, ExpressionPlan>();
  const underWay = new Set<string>();
  const visit = (expression: ParsedExpression): ExpressionPlan => {
    const { Id } = expression;
    const known = ordered.get(Id);
    if (known !== undefined) return known;
    const names = namedIn(expression.node, metricIds);
    underWay.add(Id);
    const others = names.flatMap((name) => {
      if (metrics.has(name)) return [];
      const other = byId.get(name) ?? inExpression(Id, () => unknownId(name));
      if (underWay.has(name)) throw circular(Id, name);
      return [visit(other)];
    });
    underWay.delete(Id);
    const dependencies = withDependencies(names, others);
    const plan = { ...expression, dependencies, findings: findingsIn(expression.node) };
    ordered.set(Id, plan);
    return plan;
  };
  const pace = new Pace(pauseExpressions);
  for (const expression of parsed) {
    visit(expression);
    if (pace.isPauseDue(1)) yield;
  }
  return [...ordered.values()];
}

/** What lies behind one that lies behind another is not gone through twice. */
function withDependencies(
  names: readonly string[],
  others: readonly ExpressionPlan[],
): ReadonlySet<string> {
  const behind = new Set<string>();
  const largestFirst = [...others].sort((a, b) => b.dependencies.size - a.dependencies.size);
  for (const { Id, dependencies } of largestFirst) {
    if (behind.has(Id)) continue;
    for (const id of dependencies) behind.add(id);
  }
  return new Set([...names, ...behind]);
}

const pauseExpressions = 25;

export function parseNamed(Id: string, Expression: string): MathNode {
  return inExpression(Id, () =>
    isInsightsQuery(Expression)
      ? { kind: 'query', query: parseInsightsQuery(Expression), at: 0 }
      : parseExpression(Expression),
  );
}

function findingsIn(node: MathNode): readonly FindingNode[] {
  return [...nodesOf(node)].flatMap((each) => {
    const isFinding = each.kind === 'query' || (each.kind === 'call' && finders.has(each.name));
    return isFinding ? [each] : [];
  });
}

/** An error of metric math becomes the caller's, who hears which expression has it. */
export function inExpression<T>(Id: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof MathError)) throw error;
    if (error instanceof BareMathError) throw validationError(error.message);
    throw new ExpressionError(Id, error.message);
  }
}

/** What is wrong with one of the expressions of a call. */
export class ExpressionError extends ServiceError {
  constructor(Id: string, complaint: string) {
    super(ValidationError$, `Error in expression '${Id}': ${complaint}`);
  }
}

/** Where a scalar is to be returned. */
export function returnsNoSeries(Id: string): Error {
  const complaint = 'The return value of the expression must be TimeSeries or Array[TimeSeries]';
  return new ExpressionError(Id, complaint);
}

function namedIn(node: MathNode, metricIds: readonly string[]): readonly string[] {
  const names = new Set<string>();
  const parts = new Set<string>();
  for (const each of nodesOf(node)) {
    if (each.kind === 'id') names.add(each.name);
    if (each.kind !== 'call' || each.name !== 'METRICS') continue;
    const [wanted] = each.parameters;
    parts.add(wanted?.kind === 'text' ? wanted.value : '');
  }
  for (const part of parts) {
    for (const Id of metricIds) if (Id.includes(part)) names.add(Id);
  }
  return [...names];
}

const finders: ReadonlySet<string> = new Set(['SEARCH', 'ANOMALY_DETECTION_BAND', dataSourceName]);

function circular(Id: string, name: string): Error {
  return new ExpressionError(Id, `Circular dependency between '${Id}' and '${name}'`);
}
