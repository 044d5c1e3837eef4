import type { GetMetricDataInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Metric } from '../datapoints/datapoints.js';
import type { Scope } from '../store/keys.js';
import type { Validated } from '../service.js';
import { sortedDimensions } from './dimensions.js';
import { exclusionText, validationError } from './errors.js';
import { automaticLabels } from './labels.js';
import { parseStatistic, type Statistic } from './statistic-syntax.js';
import { floorTo, isPeriod, type Window, windowOf } from './window.js';

/**
 * The queries of GetMetricData as a plan: which metric each reads, over which window, and under
 * which label its result goes out.
 */
export interface PlannedQuery {
  readonly Id: string;
  readonly Label: string;
  readonly isReturned: boolean;
  readonly metric: Metric;
  readonly Unit: string | undefined;
  readonly Stat: string;
  readonly statistic: Statistic;
  readonly window: Window;
  /** Whose metric it is: one of an account that is not linked is forbidden. */
  readonly isForbidden: boolean;
}

type Input = Validated<GetMetricDataInput>;
type Query = Validated<MetricDataQuery>;

export function planQueries(input: Input, scope: Scope, now: Date): readonly PlannedQuery[] {
  checkTimes(input);
  const ids = input.MetricDataQueries.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) {
    throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  }
  const queries = input.MetricDataQueries.map((query, index) =>
    planQuery(query, { index, input, scope, now }),
  );
  return withLabels(queries);
}

function checkTimes({ StartTime, EndTime }: Input): void {
  if (StartTime.getTime() === EndTime.getTime()) {
    throw validationError('The parameter StartTime must not equal parameter EndTime.');
  }
  if (StartTime > EndTime) {
    throw validationError('The parameter EndTime must be greater than StartTime.');
  }
}

type UnlabelledQuery = Omit<PlannedQuery, 'Label'> & { readonly Label: string | undefined };

interface Place {
  readonly index: number;
  readonly input: Input;
  readonly scope: Scope;
  readonly now: Date;
}

function planQuery(query: Query, { index, input, scope, now }: Place): UnlabelledQuery {
  const path = `MetricDataQueries.member.${index + 1}`;
  const { Id, Label, MetricStat, Expression, ReturnData = true, AccountId } = query;
  if (MetricStat !== undefined && Expression !== undefined) {
    throw validationError(exclusionText(`${path}.Expression`, `${path}.MetricStat`));
  }
  if (MetricStat === undefined) throw unserved(query, path);
  const { Metric: named, Period, Stat, Unit } = MetricStat;
  if (!isPeriod(Period)) {
    throw validationError(
      `The parameter ${path}.MetricStat.Period must be a value in the set ` +
        '[1, 5, 10, 20, 30] or a multiple of 60.',
    );
  }
  const statistic = parseStatistic(Stat);
  if (statistic === undefined) {
    throw validationError(
      `The value for parameter ${path}.MetricStat.Stat is not a valid statistic.`,
    );
  }
  const { Namespace, MetricName } = named;
  if (Namespace === undefined || MetricName === undefined) {
    const missing = Namespace === undefined ? 'Namespace' : 'MetricName';
    throw validationError(`The parameter ${path}.MetricStat.Metric.${missing} is required.`);
  }
  const Dimensions = sortedDimensions(named.Dimensions);
  const window = windowOf({ ...input, Period }, now);
  return {
    Id,
    Label: Label === '' ? undefined : Label,
    isReturned: ReturnData,
    metric: { ...scope, Namespace, MetricName, Dimensions },
    Unit,
    Stat,
    statistic,
    // Unlike GetMetricStatistics, the end is rounded down too, where that leaves a whole period.
    window: { ...window, endSeconds: roundedEnd(window) },
    isForbidden: AccountId !== undefined && AccountId !== scope.account,
  };
}

function roundedEnd({ startSeconds, endSeconds, periodSeconds }: Window): number {
  const rounded = floorTo(endSeconds, periodSeconds);
  return rounded > startSeconds ? rounded : endSeconds;
}

function unserved({ Id, Expression }: Query, path: string): Error {
  if (Expression === undefined) {
    return validationError(
      `At least one of the parameters ${path}.Expression and ${path}.MetricStat ` +
        'must be specified.',
    );
  }
  return validationError(`Error in expression '${Id}': Updraft does not evaluate expressions yet.`);
}

function withLabels(queries: readonly UnlabelledQuery[]): readonly PlannedQuery[] {
  const unlabelled = queries.filter(({ Label, isReturned }) => Label === undefined && isReturned);
  const labels = automaticLabels(
    unlabelled.map(({ metric, Stat, window }) => ({
      MetricName: metric.MetricName,
      Dimensions: metric.Dimensions,
      Stat,
      Period: window.periodSeconds,
    })),
  );
  const automatic = new Map(unlabelled.map(({ Id }, index) => [Id, labels[index]]));
  return queries.map((query) => ({
    ...query,
    Label: query.Label ?? automatic.get(query.Id) ?? query.metric.MetricName,
  }));
}
