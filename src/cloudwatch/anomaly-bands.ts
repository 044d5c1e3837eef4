import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Context } from '../service.js';
import { detectorKey, type DetectorSubject, putDetector } from './anomaly-detector.js';
import { type AnomalyModel, anomalyBand } from './anomaly-model.js';
import { boundedGrid } from './expression-coverage.js';
import type { FoundSeries } from './expression-evaluation.js';
import { type ExpressionPlan, inExpression } from './expression-plan.js';
import type { FindingScene } from './found-metrics.js';
import { type CallNode, MathError } from './metric-math/tree.js';
import { array, type Grid, slotTimes } from './metric-math/value.js';
import { type QueryPlan, queryWindow } from './metric-query.js';

/**
 * The bands of ANOMALY_DETECTION_BAND(id[, deviations]): upper first, then lower, at every period
 * of the window. A metric or expression that has no detector yet gets one, as when AWS's console
 * first draws a band; until it has learned enough, both series are empty.
 */
export interface BandScene extends FindingScene {
  /** All queries of the call, of which a detector of an expression is made. */
  readonly queries: readonly MetricDataQuery[];
  readonly isDescending: boolean;
}

const bandsMax = 20;
const deviationsDefault = 2;

export async function readBands(
  plan: QueryPlan,
  scene: BandScene,
): Promise<readonly (readonly [CallNode, FoundSeries])[]> {
  const requests = plan.expressions.flatMap((expression) =>
    expression.findings.flatMap((node) =>
      node.kind === 'call' && node.name === 'ANOMALY_DETECTION_BAND'
        ? [inExpression(expression.Id, () => readRequest(node, plan, scene))]
        : [],
    ),
  );
  return Promise.all(
    requests.slice(0, bandsMax).map(async (request) => {
      const model = await modelOf(request.subject, scene.context);
      const window = queryWindow(scene.times, request.periodSeconds, scene.context.now);
      const grid = boundedGrid(window, scene.isDescending);
      return [request.call, bandSeries(request, model, grid)] as const;
    }),
  );
}

interface BandRequest {
  readonly call: CallNode;
  readonly subject: DetectorSubject;
  readonly label: string;
  readonly periodSeconds: number;
  readonly deviations: number;
}

function readRequest(call: CallNode, plan: QueryPlan, { queries }: BandScene): BandRequest {
  const [source, deviations, ...more] = call.parameters;
  const isSpelled = source?.kind === 'id' && more.length === 0;
  if (!isSpelled || (deviations !== undefined && deviations.kind !== 'number')) {
    throw new MathError(
      "Function 'ANOMALY_DETECTION_BAND' takes the id of a metric or expression and a number",
    );
  }
  const common = { call, deviations: deviations?.value ?? deviationsDefault };
  const metric = plan.metrics.find(({ Id }) => Id === source.name);
  if (metric !== undefined) {
    const { Namespace, MetricName, Dimensions } = metric.metric;
    const subject = {
      kind: 'metric',
      Namespace,
      MetricName,
      Dimensions,
      Stat: metric.Stat,
    } as const;
    return { ...common, subject, label: metric.Label, periodSeconds: metric.window.periodSeconds };
  }
  const expression = plan.expressions.find(({ Id }) => Id === source.name);
  if (expression === undefined) throw new MathError(`Unknown identifier '${source.name}'`);
  const subject = mathSubject(expression, queries);
  const periods = plan.metrics
    .filter(({ Id }) => expression.dependencies.has(Id))
    .map(({ window }) => window.periodSeconds);
  const periodSeconds = expression.Period ?? Math.min(...periods);
  return { ...common, subject, label: expression.Label ?? expression.Id, periodSeconds };
}

function mathSubject(
  { Id: returnedId, dependencies, findings }: ExpressionPlan,
  queries: readonly MetricDataQuery[],
): DetectorSubject {
  const used = queries.filter(({ Id = '' }) => Id === returnedId || dependencies.has(Id));
  const hasMetric = used.some(({ MetricStat }) => MetricStat !== undefined);
  if (findings.length > 0 || !hasMetric) {
    throw new MathError('Anomaly detection over such an expression is not supported');
  }
  return {
    kind: 'math',
    MetricDataQueries: used.map(({ Id, MetricStat, Expression }) => {
      return { Id, MetricStat, Expression, ReturnData: Id === returnedId };
    }),
  };
}

async function modelOf(
  subject: DetectorSubject,
  context: Context,
): Promise<AnomalyModel | undefined> {
  const { store, now } = context;
  const key = detectorKey(context, subject);
  const known = await store.get(key);
  if (known !== undefined) return known.model;
  const configuration = { ExcludedTimeRanges: [] };
  const put = { subject, configuration, hasSpikes: false, now, id: context.newId() };
  await store.update(key, (current) => current ?? putDetector(undefined, put));
  await context.attend(key);
  return (await store.get(key))?.model;
}

function bandSeries(
  { label, deviations, periodSeconds }: BandRequest,
  model: AnomalyModel | undefined,
  grid: Grid,
): FoundSeries {
  const times = model === undefined ? [] : slotTimes(grid);
  const { upper, lower } =
    model === undefined ? { upper: [], lower: [] } : anomalyBand(model, times, deviations);
  const value = array([
    { label: `${label} High`, times, values: upper },
    { label: `${label} Low`, times, values: lower },
  ]);
  return { value, periodSeconds };
}
