import type { MessageData, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Context } from '../service.js';
import { readBands } from './anomaly-bands.js';
import { askDataSources, type DataSourceFound } from './data-source-reading.js';
import {
  type EvaluatedExpression,
  evaluateInSteps,
  type FoundSeries,
} from './expression-evaluation.js';
import { answerSteps } from './expression-answer.js';
import {
  boundedGrid,
  isBounded,
  knownStretch,
  type SourceShares,
  sourcesOf,
} from './expression-coverage.js';
import { callLabelSteps } from './call-labels.js';
import { type FoundMetrics, findMetrics } from './found-metrics.js';
import type { ExpressionPlan } from './expression-plan.js';
import { type PageRequest, type PageShare, sharePage } from './metric-data-page.js';
import {
  type ExpressionState,
  Instants,
  expressionLabel,
  labelledSeries,
  LabelRoom,
  memberMetric,
  metricResult,
  type ResultRefusal,
  type ReadQuery,
  type ResultScene,
} from './metric-data-result.js';
import type { FindingNode } from './metric-math/tree.js';
import { array, emptySeries, type Series } from './metric-math/value.js';
import { type InsightsAnswer, runInsightsQueries } from './insights-reading.js';
import {
  type PlannedMetric,
  type PlannedQuery,
  type QueryPlan,
  queryWindow,
  type QueryTimes,
} from './metric-query.js';
import { inTurns } from '../turns.js';
import { type ReadShare, readShares } from './share-reading.js';
import type { Window } from './window.js';

/**
 * Reads what a plan asks for and makes its results of it: first those of metrics, then those of
 * expressions, each in the order of the call. A call with expressions has one page: what does not
 * fit is missing, and the results say so.
 */
export interface MetricDataRequest extends PageRequest, Pick<ResultScene, 'timezone'> {
  readonly times: QueryTimes;
  readonly queries: readonly MetricDataQuery[];
  readonly context: Context;
}

export interface MetricData {
  readonly results: MetricDataResult[];
  readonly messages: MessageData[];
  /** Where the next page starts; undefined at the end. */
  readonly doneCounts: readonly number[] | undefined;
}

export async function readMetricData(
  plan: QueryPlan,
  request: MetricDataRequest,
): Promise<MetricData> {
  const { context, times } = request;
  const scene = {
    ...request,
    now: context.now,
    instants: new Instants(request),
    labels: new LabelRoom(),
  };
  const { queries: needed, found } = await inTurns(
    callLabelSteps({
      queries: neededMetrics(plan),
      found: await findMetrics(plan.expressions, { times, context }),
    }),
  );
  const bands = await readBands(plan, request);
  const answers = await runInsightsQueries(plan.expressions, { times, context });
  const asked = await askDataSources(plan, { times, context });
  const foundMetrics = found.flatMap(({ metrics }) => metrics);
  const shares = sharePage<PlannedMetric>([...needed, ...foundMetrics], request);
  const read = await readShares(shares, context);
  const queries = needed.map((query, index): ReadQuery => {
    const { series, units, isComplete } = read[index] ?? nothingRead(query);
    return { query, series: labelledSeries(query, series, scene), units, isComplete };
  });
  const foundSeries = new Map<FindingNode, FoundSeries>([
    ...seriesOfFound(found, read.slice(needed.length)),
    ...[...answers, ...asked].map((answer) => [answer.node, answer.found] as const),
    ...bands,
  ]);
  const sharesOf = sourceShares(shares, needed, found);
  const window = (periodSeconds: number): Window => queryWindow(times, periodSeconds, context.now);
  const evaluated = await inTurns(
    evaluateInSteps(plan.expressions, {
      metrics: queries.map((each) => memberMetric(each, scene)),
      found: (node) => foundSeries.get(node),
      grid: (periodSeconds) => boundedGrid(window(periodSeconds), request.isDescending),
      known: (each) => knownStretch(sourcesOf(each, plan.expressions), sharesOf),
      label: (each, series) => expressionLabel(each, series, scene),
    }),
  );
  const state = stateTeller(plan, { queries, sharesOf, answers, asked, window });
  const byId = new Map(evaluated.map((each) => [each.plan.Id, each]));
  const returned = plan.expressionIds
    .flatMap((Id) => byId.get(Id) ?? [])
    .filter((expression) => expression.plan.isReturned);
  const results = [
    ...queries
      .filter(({ query }, index) => query.isReturned && shares[index]?.isTold !== true)
      .map((each) => metricResult(each, scene)),
    ...(await inTurns(answerSteps(returned, { ...scene, state }))),
  ];
  const isComplete = shares.every((share) => share.isComplete) || plan.expressions.length > 0;
  const doneCounts = isComplete ? undefined : shares.map(({ doneCount }) => doneCount);
  const messages = [...found, ...answers, ...asked].flatMap((each) => each.messages);
  return { results, messages, doneCounts };
}

/** Those whose results go out, and those that expressions are made of. */
function neededMetrics({ metrics, expressions }: QueryPlan): readonly PlannedQuery[] {
  const named = new Set(expressions.flatMap(({ dependencies }) => [...dependencies]));
  return metrics.filter(({ Id, isReturned }) => isReturned || named.has(Id));
}

function nothingRead({ window }: PlannedQuery): ReadShare {
  return { series: emptySeries(window.periodSeconds), units: [], isComplete: true };
}

function seriesOfFound(
  found: readonly FoundMetrics[],
  read: readonly ReadShare[],
): readonly (readonly [FindingNode, FoundSeries])[] {
  let taken = 0;
  return found.map(({ call, metrics, periodSeconds }) => {
    const members = read.slice(taken, taken + metrics.length).map(({ series }, index): Series => {
      return { ...series, source: metrics[index] };
    });
    taken += metrics.length;
    return [call, { value: array(members), periodSeconds }] as const;
  });
}

interface Reading {
  readonly queries: readonly ReadQuery[];
  readonly sharesOf: SourceShares;
  readonly answers: readonly InsightsAnswer[];
  readonly asked: readonly DataSourceFound[];
  readonly window: (periodSeconds: number) => Window;
}

function stateTeller(
  { expressions }: QueryPlan,
  { queries, sharesOf, answers, asked, window }: Reading,
): (expression: EvaluatedExpression) => ExpressionState {
  const planned = [...queries.map(({ query }) => query), ...expressions];
  const forbidden = planned.filter(({ isForbidden }) => isForbidden).map(({ Id }) => Id);
  const cut = [...answers, ...asked]
    .filter(({ isComplete }) => !isComplete)
    .map(({ node }) => node);
  const refusals = new Map<FindingNode, ResultRefusal | undefined>([
    ...answers.map(({ node, isFailed }) => [node, isFailed ? failed : undefined] as const),
    ...asked.map(({ node, refusal }) => [node, refusal] as const),
  ]);
  const isMeant = (node: FindingNode, { node: whole }: ExpressionPlan): boolean => {
    // What a function brings tells of itself, each series of its own.
    return node !== whole || node.kind === 'query';
  };
  return ({ plan, periodSeconds }) => {
    const sources = new Set(sourcesOf(plan, expressions));
    const isRead = knownStretch([...sources], sharesOf) === undefined;
    const isForbidden = forbidden.some((Id) => Id === plan.Id || sources.has(Id));
    const refused = [...sources].map((source) => {
      return typeof source === 'string' ? undefined : refusals.get(source);
    });
    const isCut = cut.some((node) => sources.has(node) && isMeant(node, plan));
    return {
      refusal:
        refused.find((refusal) => refusal?.kind === 'failed') ??
        (isForbidden ? { kind: 'forbidden' } : refused.find((refusal) => refusal !== undefined)),
      isComplete: isRead && isBounded(window(periodSeconds)) && !isCut,
      isPaginated: !isRead,
    };
  };
}

const failed: ResultRefusal = { kind: 'failed' };

function sourceShares(
  shares: readonly PageShare<PlannedMetric>[],
  needed: readonly PlannedQuery[],
  found: readonly FoundMetrics[],
): SourceShares {
  let taken = needed.length;
  return new Map<string | FindingNode, readonly PageShare<PlannedMetric>[]>([
    ...needed.map(({ Id }, index) => [Id, shares.slice(index, index + 1)] as const),
    ...found.map(({ call, metrics }) => {
      taken += metrics.length;
      return [call, shares.slice(taken - metrics.length, taken)] as const;
    }),
  ]);
}
