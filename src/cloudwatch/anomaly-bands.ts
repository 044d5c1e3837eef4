import { LimitExceededException$, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Metric } from '../datapoints/datapoints.js';
import type { Context } from '../service.js';
import type { Scope } from '../store/keys.js';
import { hasTakenPlace } from '../store/roster.js';
import { othersTurn } from '../turns.js';
import type { Schema } from '../wire/shape.js';
import {
  type DetectorDocument,
  detectorKey,
  detectorQuota,
  type DetectorSubject,
  hasRoomForDetector,
  putDetector,
  subjectAddsUp,
} from './anomaly-detector.js';
import { mathComplaint } from './anomaly-math.js';
import { type AnomalyModel, anomalyBand, type Band } from './anomaly-model.js';
import { partCount, sumBand } from './anomaly-sums.js';
import { trainingRanges, trainingWindow } from './anomaly-training.js';
import { validationError } from './errors.js';
import { boundedGrid } from './expression-coverage.js';
import type { FoundSeries } from './expression-evaluation.js';
import { type ExpressionPlan, inExpression } from './expression-plan.js';
import type { FindingScene } from './found-metrics.js';
import { unknownId } from './metric-math/evaluation.js';
import { literalNumber, typeOf } from './metric-math/literals.js';
import { type CallNode, MathError, unsupportedTypes } from './metric-math/tree.js';
import { array, type Grid, Points, type Series, slotTimes } from './metric-math/value.js';
import { type QueryPlan, queryWindow } from './metric-query.js';
import { periodCount } from './window.js';

/**
 * The bands of ANOMALY_DETECTION_BAND(id[, deviations]): upper first, then lower, at every period
 * of the window. A metric or expression that has data and no detector yet gets one, as when AWS's
 * console first draws a band, as long as there is room for another; until it has learned enough,
 * both series are empty.
 */
export interface BandScene extends FindingScene {
  /** All queries of the call, of which a detector of an expression is made. */
  readonly queries: readonly MetricDataQuery[];
  readonly isDescending: boolean;
}

/**
 * AWS's bound of queries; how many periods all bands of a call have is bound by us, where a longer
 * one counts as its hours.
 */
const bandsMax = 500;
const slotsMax = 2_000_000;
const deviationsDefault = 2;

export async function readBands(
  plan: QueryPlan,
  scene: BandScene,
): Promise<readonly (readonly [CallNode, FoundSeries])[]> {
  const { queries } = scene;
  const metrics = plan.metrics.map((planned) => {
    return { ...planned, periodSeconds: planned.window.periodSeconds };
  });
  const isForbidden = forbiddenAmong(plan);
  const requests = plan.expressions.flatMap((expression) => {
    const calls = bandCalls(expression);
    return calls.map((call) => ({
      ...inExpression(expression.Id, () => {
        if (calls.length > 1) throw severalBands();
        return bandRequest(call, { ...plan, metrics, queries });
      }),
      isForbidden: isForbidden(expression),
    }));
  });
  assertFew(requests.length, bandsMax, 'functions');
  const placed = requests.map((request) => {
    const window = queryWindow(scene.times, request.periodSeconds, scene.context.now);
    return { request, grid: boundedGrid(window, scene.isDescending) };
  });
  const slots = placed.reduce((sum, { request, grid }) => {
    return sum + periodCount(grid) * partCount(request.periodSeconds);
  }, 0);
  assertFew(slots, slotsMax, 'datapoints');
  const bands: (readonly [CallNode, FoundSeries])[] = [];
  for (const { request, grid } of placed) {
    const detector = request.isForbidden
      ? undefined
      : await detectorToRead(request.subject, scene.context);
    bands.push([request.call, bandSeries(request, learned(detector), grid)]);
    await othersTurn();
  }
  return bands;
}

/** Whether an expression looks at metrics of others, by itself or through what it names. */
function forbiddenAmong({ metrics, expressions }: QueryPlan): (plan: ExpressionPlan) => boolean {
  const all = [...metrics, ...expressions];
  const forbidden = all.filter(({ isForbidden }) => isForbidden).map(({ Id }) => Id);
  return ({ Id, dependencies }) => forbidden.some((each) => each === Id || dependencies.has(each));
}

/** AWS does not support it ("Using metric math"); its words were not seen. */
function severalBands(): MathError {
  return new MathError(
    'Expressions that contain more than one ANOMALY_DETECTION_BAND are not supported',
  );
}

function assertFew(count: number, max: number, what: string): void {
  if (count <= max) return;
  throw validationError(`Maximum number of ANOMALY_DETECTION_BAND ${what} (${max}) exceeded`);
}

export function bandCalls({ findings }: ExpressionPlan): readonly CallNode[] {
  return findings.filter(
    (node) => node.kind === 'call' && node.name === 'ANOMALY_DETECTION_BAND',
  ) as readonly CallNode[];
}

/** Around what a band may lie. */
export interface BandSources {
  readonly metrics: readonly {
    readonly Id: string;
    readonly metric: Pick<Metric, 'Namespace' | 'MetricName' | 'Dimensions'>;
    readonly Stat: string;
    readonly Label: string;
    readonly periodSeconds: number;
  }[];
  readonly expressions: readonly ExpressionPlan[];
  readonly queries: readonly MetricDataQuery[];
}

export interface BandRequest {
  readonly call: CallNode;
  readonly subject: DetectorSubject;
  readonly label: string;
  readonly periodSeconds: number;
  readonly deviations: number;
}

export function bandRequest(call: CallNode, sources: BandSources): BandRequest {
  const [source, given, ...more] = call.parameters;
  const deviations = given === undefined ? deviationsDefault : literalNumber(given);
  if (source?.kind !== 'id' || more.length > 0 || deviations === undefined) {
    throw unsupportedTypes(call.name, call.parameters.map(typeOf));
  }
  if (deviations <= 0) {
    throw new MathError(
      "Function 'ANOMALY_DETECTION_BAND' takes a number of standard deviations greater than 0",
    );
  }
  const common = { call, deviations };
  const metric = sources.metrics.find(({ Id }) => Id === source.name);
  if (metric !== undefined) {
    const { Namespace, MetricName, Dimensions } = metric.metric;
    const { Stat, Label: label, periodSeconds } = metric;
    const subject = { kind: 'metric', Namespace, MetricName, Dimensions, Stat } as const;
    return { ...common, subject, label, periodSeconds };
  }
  const expression = sources.expressions.find(({ Id }) => Id === source.name);
  if (expression === undefined) unknownId(source.name);
  const subject = mathSubject(expression, sources);
  const periods = sources.metrics
    .filter(({ Id }) => expression.dependencies.has(Id))
    .map(({ periodSeconds }) => periodSeconds);
  return {
    ...common,
    subject,
    label: expression.Label ?? expression.Id,
    periodSeconds: expression.Period ?? Math.min(...periods),
  };
}

function mathSubject(
  { Id: returnedId, dependencies }: ExpressionPlan,
  { queries }: BandSources,
): DetectorSubject {
  const used = queries.filter(({ Id = '' }) => Id === returnedId || dependencies.has(Id));
  const MetricDataQueries = used.map(({ Id, MetricStat, Expression }) => {
    return { Id, MetricStat, Expression, ReturnData: Id === returnedId };
  });
  const complaint = mathComplaint(MetricDataQueries);
  if (complaint !== undefined) throw new MathError(complaint);
  return { kind: 'math', MetricDataQueries };
}

type DetectorScene = Pick<Context, 'store' | 'now' | 'newId' | 'attend' | keyof Scope>;

/** A read leaves no detector behind of what has no data, nor one more than there may be. */
async function detectorToRead(
  subject: DetectorSubject,
  context: DetectorScene & Pick<Context, 'datapoints'>,
): Promise<DetectorDocument | undefined> {
  const { store, datapoints, now } = context;
  const known = await store.get(detectorKey(context, subject));
  if (known !== undefined) return known;
  if (!(await hasRoomForDetector(store, context))) return undefined;
  for (const range of trainingRanges(context, { subject }, trainingWindow(subject, now))) {
    const [units = []] = await datapoints.read([{ ...range, needsDistribution: false }], now);
    if (units.some(({ cells }) => cells.length > 0)) return detectorIfRoom(subject, context);
    await othersTurn();
  }
  return undefined;
}

/**
 * The detector of a metric or expression; one that there is not yet is made. Where there are too
 * many, throws the error that the operation knows for it.
 */
export async function obtainDetector(
  subject: DetectorSubject,
  context: DetectorScene,
  tooMany: Schema,
): Promise<DetectorDocument> {
  const detector = await detectorIfRoom(subject, context);
  if (detector === undefined) throw detectorQuota(context, tooMany).refusal();
  return detector;
}

async function detectorIfRoom(
  subject: DetectorSubject,
  context: DetectorScene,
): Promise<DetectorDocument | undefined> {
  const { store, now } = context;
  const key = detectorKey(context, subject);
  const known = await store.get(key);
  if (known !== undefined) return known;
  const quota = detectorQuota(context, LimitExceededException$);
  if (!(await hasTakenPlace(key, quota, context))) return undefined;
  const configuration = { ExcludedTimeRanges: [] };
  const put = { subject, configuration, hasSpikes: undefined, now, id: context.newId() };
  const made = putDetector(undefined, put);
  await store.update(key, (current) => current ?? made);
  await context.attend(key);
  return (await store.get(key)) ?? made;
}

const noBand: Band = { upper: [], lower: [] };

/** What a detector has learned. */
export type Learned = Pick<DetectorDocument, 'density'> & { readonly model: AnomalyModel };

/**
 * The band of the periods that begin at these times: what is expected in the middle of each, or in
 * all of it where the statistic adds up.
 */
export function periodBand(
  { subject, deviations, periodSeconds }: BandRequest,
  { model, density }: Learned,
  times: readonly number[],
): Band {
  if (subjectAddsUp(subject))
    return sumBand({ model, density }, times, { periodSeconds, deviations });
  const middles = times.map((time) => time + periodSeconds / 2);
  return anomalyBand(model, middles, deviations);
}

/** Undefined until it has learned enough. */
export function learned(detector: DetectorDocument | undefined): Learned | undefined {
  if (detector?.model === undefined) return undefined;
  return { model: detector.model, density: detector.density };
}

function bandSeries(request: BandRequest, known: Learned | undefined, grid: Grid): FoundSeries {
  const { label, periodSeconds } = request;
  const times = known === undefined ? [] : slotTimes(grid);
  const { upper, lower } = known ? periodBand(request, known, times) : noBand;
  const bound = (name: string, values: readonly number[]): Series => {
    const points = new Points(periodSeconds);
    times.forEach((time, index) => points.add(time, values[index] ?? NaN));
    return points.named(`${label} ${name}`);
  };
  return { value: array([bound('High', upper), bound('Low', lower)]), periodSeconds };
}
