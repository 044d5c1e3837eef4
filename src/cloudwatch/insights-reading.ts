import type { MessageData } from '@aws-sdk/client-cloudwatch';
import type { Metric } from '../datapoints/datapoints.js';
import type { Context } from '../service.js';
import { othersTurn } from '../turns.js';
import { validationError } from './errors.js';
import type { FoundSeries } from './expression-evaluation.js';
import { type ExpressionPlan, inExpression } from './expression-plan.js';
import type { FindingScene } from './found-metrics.js';
import { MathError, type QueryNode } from './metric-math/tree.js';
import { array, emptySeries, ofSeries } from './metric-math/value.js';
import {
  GroupFold,
  isSelected,
  type QueryGroup,
  wantedDimensions,
} from './metrics-insights/query-fold.js';
import { groupsMax, type InsightsQuery } from './metrics-insights/query-text.js';
import { listedSince } from './recent-metrics.js';
import { foldOneUnit } from './statistics.js';
import { cellsInWindow, readWindow } from './wall-clock.js';
import { type Window, windowOf } from './window.js';

/**
 * Runs the Metrics Insights query of a call, of which AWS allows one. It looks at samples of the
 * last two weeks, where a window wholly before them fails the query, and at 10,000 metrics at most,
 * some at a time. Its window is made of whole minutes, and its periods are a minute or more.
 */
export interface InsightsAnswer extends Pick<InsightsGroups, 'isComplete'> {
  readonly node: QueryNode;
  readonly found: FoundSeries;
  readonly messages: readonly MessageData[];
  readonly isFailed: boolean;
}

const queriesMax = 1;
const metricsMax = 10_000;
const metricsAtOnce = 500;

export async function runInsightsQueries(
  expressions: readonly ExpressionPlan[],
  scene: FindingScene,
): Promise<readonly InsightsAnswer[]> {
  const requests = expressions.flatMap(({ Id, node, Period }) =>
    node.kind === 'query' ? [{ Id, node, Period }] : [],
  );
  if (requests.length > queriesMax) throw tooManyQueries();
  return Promise.all(
    requests.map(({ Id, node, Period }) =>
      run(
        node,
        inExpression(Id, () => insightsPeriod(Period)),
        scene,
      ),
    ),
  );
}

export function tooManyQueries(): Error {
  return validationError(`Maximum number of queries (${queriesMax}) exceeded`);
}

/** Periods of less than a minute become one. */
export function insightsPeriod(Period: number | undefined): number {
  if (Period !== undefined) return Math.max(Period, 60);
  throw new MathError('Period is a required field when using query within an expression');
}

async function run(
  node: QueryNode,
  periodSeconds: number,
  scene: FindingScene,
): Promise<InsightsAnswer> {
  const { query } = node;
  const { times, context } = scene;
  const earliest = listedSince(context.now);
  const isTooEarly = times.StartTime < earliest;
  const asked = windowOf({ ...times, Period: periodSeconds }, context.now);
  const window = startingBehind(asked, earliest);
  const { groups, isComplete, isCut } = await readGroups(query, window, context);
  const series = groups.map((group) => group.series);
  const [only = emptySeries(periodSeconds)] = series;
  const value = query.groupKeys.length > 0 ? array(series) : ofSeries(only);
  const messages = [
    ...(isTooEarly ? [tooEarly] : []),
    ...(isComplete ? [] : [tooManyMetrics]),
    ...(isCut ? [tooManySeries] : []),
  ];
  const isFailed = times.EndTime <= earliest;
  return { node, found: { value, periodSeconds }, messages, isComplete, isFailed };
}

/** Its periods stay where those of metrics asked for beside it are. */
function startingBehind(window: Window, earliest: Date): Window {
  const missedSeconds = Math.max(0, earliest.getTime() / 1000 - window.startSeconds);
  const missed = Math.ceil(missedSeconds / window.periodSeconds);
  return { ...window, startSeconds: window.startSeconds + missed * window.periodSeconds };
}

const tooEarly: MessageData = {
  Code: 'MaxQueryTimeRangeExceeded',
  Value: 'Max time window exceeded for query',
};

/** Grafana knows the codes of these two; how AWS words them was not seen. */
const tooManyMetrics: MessageData = {
  Code: 'MaxMatchingResultsExceeded',
  Value: 'Max matching results exceeded for query',
};

const tooManySeries: MessageData = {
  Code: 'MaxQueryResultsExceeded',
  Value: 'Max query results exceeded for query',
};

/** Whose metrics a query looks at, and when. */
export type InsightsSource = Pick<Context, 'account' | 'region' | 'now' | 'datapoints'>;

export interface InsightsGroups {
  readonly groups: readonly QueryGroup[];
  /** False where there were more metrics than it looks at. */
  readonly isComplete: boolean;
  /** Whether there are more groups than any query may return. */
  readonly isCut: boolean;
}

export async function readGroups(
  query: InsightsQuery,
  window: Window,
  source: InsightsSource,
): Promise<InsightsGroups> {
  const fold = new GroupFold(query);
  const isComplete = await foldMetrics(query, window, { fold, source });
  const isCut = query.limit === groupsMax && fold.groupCount > groupsMax;
  return { groups: fold.groups(window), isComplete, isCut };
}

interface Folding {
  readonly fold: GroupFold;
  readonly source: InsightsSource;
}

async function foldMetrics(
  query: InsightsQuery,
  window: Window,
  { fold, source }: Folding,
): Promise<boolean> {
  const { account, region, now, datapoints } = source;
  const receivedSince = listedSince(now);
  const { Namespace, MetricName } = query;
  const Dimensions = wantedDimensions(query);
  const filter = { account, region, Namespace, MetricName, Dimensions, receivedSince };
  let after: string | undefined;
  let count = 0;
  do {
    const page = await datapoints.listMetrics(filter, { after, limit: metricsAtOnce });
    const selected = page.metrics.filter((metric) => isSelected(query, metric));
    const taken = selected.slice(0, metricsMax - count);
    await foldPage(taken, window, { fold, source });
    count += taken.length;
    if (taken.length < selected.length) return false;
    after = page.next;
  } while (after !== undefined);
  return true;
}

async function foldPage(
  metrics: readonly Metric[],
  window: Window,
  { fold, source }: Folding,
): Promise<void> {
  const { datapoints, now } = source;
  const ranges = metrics.map((metric) => ({
    metric,
    ...readWindow(window),
    needsDistribution: false,
  }));
  const read = await datapoints.read(ranges, now);
  metrics.forEach((metric, index) => {
    const periods = foldOneUnit(cellsInWindow(read[index] ?? [], window), window);
    if (periods.length > 0) fold.add(metric, periods);
  });
  await othersTurn();
}
