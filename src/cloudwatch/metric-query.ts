import type { GetMetricDataInput, MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import type { Metric } from '../datapoints/datapoints.js';
import type { Scope } from '../store/keys.js';
import type { Validated } from '../service.js';
import { Pace, type Steps } from '../turns.js';
import { dimensionsComplaint, sortedDimensions } from './dimensions.js';
import { labelComplaint } from './dynamic-labels.js';
import { exclusionText, validationError } from './errors.js';
import {
  type ExpressionPlan,
  inExpression,
  orderSteps,
  type ParsedExpression,
  parseNamed,
} from './expression-plan.js';
import { MathError } from './metric-math/tree.js';
import { isAutomatic, withAutomaticLabels } from './labels.js';
import { parseStatistic, type Statistic } from './statistic-syntax.js';
import { floorTo, periodComplaint, type Window, windowOf } from './window.js';

/**
 * The queries of GetMetricData as a plan: which metric each reads, over which window, and under
 * which label its result goes out; and the expressions, each behind those that it depends on.
 */
export interface QueryPlan {
  readonly metrics: readonly PlannedQuery[];
  readonly expressions: readonly ExpressionPlan[];
  /** The ids of the expressions in the order of the call, in which their results go out. */
  readonly expressionIds: readonly string[];
}

export interface PlannedQuery extends PlannedMetric {
  readonly Id: string;
  readonly isReturned: boolean;
  /** Its automatic label as a member of an array, beside those that are not returned. */
  readonly memberLabel: string;
}

export interface PlannedMetric {
  readonly Label: string;
  /** Takes the place of `${LABEL}` in a label. */
  readonly automaticLabel: string;
  readonly metric: Metric;
  readonly Unit: string | undefined;
  readonly Stat: string;
  readonly statistic: Statistic;
  readonly window: Window;
  /** Whose metric it is: one of an account that is not linked is forbidden. */
  readonly isForbidden: boolean;
}

export type QueryTimes = Pick<Validated<GetMetricDataInput>, 'StartTime' | 'EndTime'>;
type Input = Validated<GetMetricDataInput>;
type Query = Validated<MetricDataQuery>;

/** Pauses where there is so much to read that others should have a turn. */
export function* planSteps(input: Input, scope: Scope, now: Date): Steps<QueryPlan> {
  checkTimes(input);
  const ids = input.MetricDataQueries.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) {
    throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  }
  const paths = new Map(
    input.MetricDataQueries.map(({ Id }, index) => [Id, `MetricDataQueries.member.${index + 1}`]),
  );
  for (const query of input.MetricDataQueries) {
    const path = paths.get(query.Id) ?? '';
    checkKind(query, path);
    const complaint = labelComplaint(query.Label ?? '', `${path}.Label`);
    if (complaint !== undefined) throw validationError(complaint);
  }
  const metrics = planMetrics(input, scope, now);
  const [parsed, pace]: [ParsedExpression[], Pace] = [[], new Pace(pauseCharacters)];
  for (const query of input.MetricDataQueries) {
    const { Id, Expression, Period, ReturnData: isReturned = true } = query;
    if (Expression === undefined) continue;
    if (Period !== undefined) inExpression(Id, () => checkExpressionPeriod(Period));
    const node = parseNamed(Id, Expression);
    const isForbidden = isOfOthers(query, scope);
    parsed.push({ Id, Label: given(query.Label), isReturned, isForbidden, Period, node });
    if (pace.isPauseDue(Expression.length)) yield;
  }
  return {
    metrics: withLabels(metrics),
    expressions: yield* orderSteps(
      parsed,
      metrics.map(({ Id }) => Id),
    ),
    expressionIds: parsed.map(({ Id }) => Id),
  };
}

/** A call may hold a million. */
const pauseCharacters = 40_000;

/** These texts end with their line, as AWS was seen to send them. */
function checkTimes({ StartTime, EndTime }: QueryTimes): void {
  if (StartTime.getTime() === EndTime.getTime()) {
    throw validationError('The parameter StartTime must not equal parameter EndTime.\n');
  }
  if (StartTime > EndTime) {
    throw validationError('The parameter EndTime must be greater than StartTime.\n');
  }
}

function checkKind({ MetricStat, Expression }: Query, path: string): void {
  if (MetricStat !== undefined && Expression !== undefined) {
    throw validationError(exclusionText(`${path}.Expression`, `${path}.MetricStat`));
  }
  if (MetricStat === undefined && Expression === undefined) {
    throw validationError(
      `At least one of the parameters ${path}.Expression and ${path}.MetricStat ` +
        'must be specified.',
    );
  }
}

function checkExpressionPeriod(Period: number): void {
  const complaint = periodComplaint(Period);
  if (complaint !== undefined) throw new MathError(`${complaint}\n`);
}

/**
 * All that is wrong with metrics is told at once, a line each, and the last line ends too (seen in
 * issue 1435 of prometheus-community/yet-another-cloudwatch-exporter).
 */
function planMetrics(input: Input, scope: Scope, now: Date): readonly Unlabelled<PlannedQuery>[] {
  const complaints: string[] = [];
  const planned = input.MetricDataQueries.flatMap((query, index) => {
    if (query.MetricStat === undefined) return [];
    const path = `MetricDataQueries.member.${index + 1}.MetricStat`;
    return planMetric(query, query.MetricStat, { path, complaints, times: input, scope, now });
  });
  if (complaints.length === 0) return planned;
  throw validationError(complaints.map((complaint) => `${complaint}\n`).join(''));
}

type Unlabelled<Q extends PlannedQuery> = Omit<Q, 'Label' | 'automaticLabel' | 'memberLabel'> & {
  readonly Label: string | undefined;
};

interface Place {
  readonly path: string;
  readonly complaints: string[];
  readonly times: QueryTimes;
  readonly scope: Scope;
  readonly now: Date;
}

function isOfOthers({ AccountId }: Query, { account }: Scope): boolean {
  return AccountId !== undefined && AccountId !== account;
}

function planMetric(
  query: Query,
  { Metric: named, Period, Stat, Unit }: Validated<MetricStat>,
  { path, complaints, times, scope, now }: Place,
): readonly Unlabelled<PlannedQuery>[] {
  const complaint = periodComplaint(Period, `${path}.Period`);
  if (complaint !== undefined) complaints.push(complaint);
  const statistic = parseStatistic(Stat);
  if (statistic === undefined) {
    complaints.push(`The value for parameter ${path}.Stat is not a valid statistic.`);
  }
  const { Namespace, MetricName } = named;
  if (Namespace === undefined || MetricName === undefined) {
    const missing = Namespace === undefined ? 'Namespace' : 'MetricName';
    complaints.push(`The parameter ${path}.Metric.${missing} is required.`);
    return [];
  }
  const dimensionsWrong = dimensionsComplaint(named.Dimensions);
  if (dimensionsWrong !== undefined) complaints.push(dimensionsWrong);
  if (statistic === undefined || dimensionsWrong !== undefined) return [];
  const Dimensions = sortedDimensions(named.Dimensions);
  const planned = {
    Id: query.Id,
    Label: given(query.Label),
    isReturned: query.ReturnData ?? true,
    metric: { ...scope, Namespace, MetricName, Dimensions },
    Unit,
    Stat,
    statistic,
    window: queryWindow(times, Period, now),
    isForbidden: isOfOthers(query, scope),
  };
  return [planned];
}

/**
 * Unlike GetMetricStatistics, the end is rounded down too, where that leaves a whole period: to
 * where the last whole one ends, as periods are counted from the start.
 */
export function queryWindow(times: QueryTimes, Period: number, now: Date): Window {
  const window = windowOf({ ...times, Period }, now);
  const wholeSeconds = floorTo(window.endSeconds - window.startSeconds, Period);
  if (wholeSeconds <= 0) return window;
  return { ...window, endSeconds: window.startSeconds + wholeSeconds };
}

/** An empty label is none. */
function given(Label: string | undefined): string | undefined {
  return Label === '' ? undefined : Label;
}

/**
 * Results are told from the other metrics that are returned, and members of an array, which may
 * hold those that are not, from all metrics.
 */
function withLabels(queries: readonly Unlabelled<PlannedQuery>[]): readonly PlannedQuery[] {
  const automatic = queries.filter(({ Label }) => isAutomatic(Label));
  const returned = automatic.filter(({ isReturned }) => isReturned);
  const labelsOf = (told: typeof queries): ReadonlyMap<string, string> =>
    new Map(withAutomaticLabels(told).map(({ Id, automaticLabel }) => [Id, automaticLabel]));
  const [ofMembers, ofResults] = [labelsOf(automatic), labelsOf(returned)];
  return queries.map((query) => {
    const memberLabel = ofMembers.get(query.Id) ?? query.metric.MetricName;
    const automaticLabel = ofResults.get(query.Id) ?? memberLabel;
    return { ...query, automaticLabel, memberLabel, Label: query.Label ?? automaticLabel };
  });
}
