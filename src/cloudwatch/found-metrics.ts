import type { MessageData } from '@aws-sdk/client-cloudwatch';
import type { Metric } from '../datapoints/datapoints.js';
import type { Context } from '../service.js';
import { othersTurn } from '../turns.js';
import { validationError } from './errors.js';
import { type ExpressionPlan, inExpression } from './expression-plan.js';
import { byLabel, withAutomaticLabels } from './labels.js';
import { literalNumber, typeOf } from './metric-math/literals.js';
import { BareMathError, type CallNode, MathError, unsupportedTypes } from './metric-math/tree.js';
import { type PlannedMetric, queryWindow, type QueryTimes } from './metric-query.js';
import { searchAll } from './search-reading.js';
import { parseSearch, type Search } from './search/search-text.js';
import { parseStatistic, type Statistic } from './statistic-syntax.js';
import { periodComplaint } from './window.js';

/**
 * The metrics that SEARCH finds: those that received a sample within the last two weeks, 500 at
 * most (which of more, AWS does not say), in the order of their labels. Each is read like a query
 * of its own.
 */
export interface FoundMetrics {
  readonly call: CallNode;
  readonly metrics: readonly PlannedMetric[];
  readonly periodSeconds: number;
  readonly messages: readonly MessageData[];
}

export interface FindingScene {
  readonly times: QueryTimes;
  readonly context: Context;
}

const searchesMax = 100;
const metricsFoundMax = 500;

export async function findMetrics(
  expressions: readonly ExpressionPlan[],
  scene: FindingScene,
): Promise<readonly FoundMetrics[]> {
  const requests = expressions.flatMap((expression) =>
    expression.findings
      .filter((node): node is CallNode => node.kind === 'call' && node.name === 'SEARCH')
      .map((call) => inExpression(expression.Id, () => readSearch(call, expression.Period))),
  );
  if (requests.length > searchesMax) {
    throw validationError(`Maximum number of SEARCH functions (${searchesMax}) exceeded`);
  }
  const matching = await searchAll(
    requests.map(({ search }) => search),
    { ...scene.context, limit: metricsFoundMax + 1 },
  );
  const found: FoundMetrics[] = [];
  for (const request of requests) {
    found.push(foundBy(request, matching.get(request.search) ?? [], scene));
    await othersTurn();
  }
  return found;
}

interface SearchRequest {
  readonly call: CallNode;
  readonly search: Search;
  readonly Stat: string;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
}

/** SEARCH('text', 'statistic'[, period]) */
function readSearch(call: CallNode, Period: number | undefined): SearchRequest {
  const [text, stat, period, ...more] = call.parameters;
  const number = period === undefined ? Period : literalNumber(period);
  const isSpelled = text?.kind === 'text' && stat?.kind === 'text' && more.length === 0;
  if (!isSpelled || (period !== undefined && number === undefined)) {
    throw unsupportedTypes('SEARCH', call.parameters.map(typeOf));
  }
  const statistic = parseStatistic(stat.value);
  if (statistic === undefined) throw new MathError(`'${stat.value}' is not a valid statistic`);
  if (number === undefined) {
    throw new MathError(
      'Period is a required field when using SEARCH function within an expression',
    );
  }
  const periodSeconds = Math.trunc(number);
  checkPeriod(periodSeconds);
  return { call, search: parseSearch(text.value), Stat: stat.value, statistic, periodSeconds };
}

/** In AWS's words, which end with their line where they tell of the parameter. */
function checkPeriod(seconds: number): void {
  if (seconds < 0) {
    throw new BareMathError("SEARCH arguments must be '[String, String, Positive Number]'");
  }
  if (seconds === 0) throw new MathError('The parameter Period must not equal 0.\n');
  const complaint = periodComplaint(seconds);
  if (complaint !== undefined) throw new MathError(`${complaint}\n`);
}

function foundBy(
  { call, Stat, statistic, periodSeconds }: SearchRequest,
  matching: readonly Metric[],
  { times, context }: FindingScene,
): FoundMetrics {
  const window = queryWindow(times, periodSeconds, context.now);
  const planned = matching.slice(0, metricsFoundMax).map((metric) => {
    return { metric, Unit: undefined, Stat, statistic, window, isForbidden: false };
  });
  const metrics = withAutomaticLabels(planned)
    .map((each) => ({ ...each, Label: each.automaticLabel }))
    .sort(byLabel);
  const isCut = matching.length > metricsFoundMax;
  return { call, metrics, periodSeconds, messages: isCut ? [tooManyMetrics] : [] };
}

export const tooManyMetrics: MessageData = {
  Code: 'MaxMetricsExceeded',
  Value: 'Maximum number of allowed metrics exceeded',
};
