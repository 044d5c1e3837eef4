import type { MessageData, MetricDataResult, StatusCode } from '@aws-sdk/client-cloudwatch';
import type { UnitCells } from '../datapoints/datapoints.js';
import { dynamicLabel, type LabelScene } from './dynamic-labels.js';
import { validationError } from './errors.js';
import { type EvaluatedExpression, seriesOf } from './expression-evaluation.js';
import { type ExpressionPlan, returnsNoSeries } from './expression-plan.js';
import type { SceneMetric } from './metric-math/evaluation.js';
import { Points, type Series } from './metric-math/value.js';
import type { PlannedMetric, PlannedQuery } from './metric-query.js';
import { foldOneUnit, statisticOf } from './statistics.js';
import type { Window } from './window.js';

/**
 * The results of GetMetricData. A metric's has no place for a unit: where several units are stored,
 * each period shows the alphabetically first of its own, and a message tells of all (recorded from
 * AWS). An expression that yields several series gives a result for each, all under its id.
 */
export interface ResultScene extends Pick<LabelScene, 'timezone' | 'now'> {
  readonly isDescending: boolean;
  readonly instants: Instants;
  readonly labels: LabelRoom;
}

/** Most results of a call are of the same times, whose instants are then made once for all. */
export class Instants {
  private times: readonly number[] = [];
  private instants: Date[] = [];

  constructor(private readonly order: Pick<ResultScene, 'isDescending'>) {}

  of(times: readonly number[]): Date[] {
    const isKnown =
      times.length === this.times.length &&
      times.every((time, index) => time === this.times[index]);
    if (isKnown) return this.instants;
    this.times = times;
    this.instants = times.map((time) => new Date(time * 1000));
    if (this.order.isDescending) this.instants.reverse();
    return this.instants;
  }
}

/**
 * A label has no length in AWS's model, and each of the series that a search finds may repeat it:
 * a call whose labels would be too long together is refused.
 */
export class LabelRoom {
  private taken = 0;

  take(label: string): string {
    this.taken += label.length;
    if (this.taken <= labelCharactersMax) return label;
    throw validationError(
      `Maximum size of the labels of a call (${labelCharactersMax} characters) exceeded`,
    );
  }
}

const labelCharactersMax = 5_000_000;

/** The points of a metric in the part of its window that a page covers. */
export function metricSeries(
  { statistic, Label }: PlannedMetric,
  window: Window,
  units: readonly UnitCells[],
): Series {
  const points = new Points(window.periodSeconds);
  for (const { number, cell } of foldOneUnit(units, window)) {
    const value = statisticOf(cell, statistic);
    if (value === undefined || cell.SampleCount < samplesMin) continue;
    points.add(window.startSeconds + number * window.periodSeconds, value);
  }
  return points.named(Label);
}

/**
 * AWS was recorded to show periods of half a sample here, and none of a twentieth or of nothing,
 * which GetMetricStatistics shows; where in between it begins is not known.
 */
const samplesMin = 0.5;

/** The points of a query's metric under its label, which may tell of them. */
export function labelledSeries(
  query: PlannedQuery,
  series: Series,
  scene: Pick<LabelScene, 'timezone' | 'now'>,
): Series {
  const { Label, automaticLabel } = query;
  const { timezone, now } = scene;
  const label = dynamicLabel(Label, { series, automaticLabel, source: query, timezone, now });
  return { ...series, label, source: query };
}

/** The same in expressions, which may give it as a member of an array. */
export function memberMetric(
  { query, series }: ReadQuery,
  scene: Pick<LabelScene, 'timezone' | 'now'>,
): SceneMetric {
  const { Id, automaticLabel, memberLabel } = query;
  if (automaticLabel === memberLabel) return { Id, series };
  const Label = query.Label === automaticLabel ? memberLabel : query.Label;
  const member = { ...query, Label, automaticLabel: memberLabel };
  return { Id, series: labelledSeries(member, series, scene) };
}

/** What an expression's one series is called in others. */
export function expressionLabel(
  { Id, Label }: ExpressionPlan,
  series: Series,
  { timezone, now }: Pick<LabelScene, 'timezone' | 'now'>,
): string {
  return dynamicLabel(Label ?? Id, { series, automaticLabel: Id, timezone, now });
}

export interface ReadQuery {
  readonly query: PlannedQuery;
  readonly series: Series;
  readonly units: readonly string[];
  readonly isComplete: boolean;
}

export function metricResult(read: ReadQuery, scene: ResultScene): MetricDataResult {
  const { query, series, units, isComplete } = read;
  if (query.isForbidden) return refusedResult({ kind: 'forbidden' }, query.Id, query.Label);
  const StatusCode: StatusCode = isComplete ? 'Complete' : 'PartialData';
  const Label = scene.labels.take(series.label);
  const result = { Id: query.Id, Label, ...points(series, scene), StatusCode };
  return units.length > 1 ? { ...result, Messages: [severalUnits(units)] } : result;
}

/** How far the metrics are known that an expression was made of. */
export interface ExpressionState {
  /** Why there is nothing of it, if it is made of what was not to be had. */
  readonly refusal: ResultRefusal | undefined;
  readonly isComplete: boolean;
  /** Whether a page was too small for its metrics, which its results then say. */
  readonly isPaginated: boolean;
}

export type ResultRefusal =
  | { readonly kind: 'failed'; readonly message?: MessageData | undefined }
  | { readonly kind: 'forbidden'; readonly message?: MessageData | undefined };

export function* expressionResults(
  { plan, value, hasDropped }: EvaluatedExpression,
  { refusal, isComplete, isPaginated }: ExpressionState,
  scene: ResultScene,
): Iterable<MetricDataResult> {
  const { Id, Label } = plan;
  if (refusal !== undefined) {
    yield refusedResult(refusal, Id, Label ?? Id);
    return;
  }
  const members = seriesOf(value);
  if (members === undefined) throw returnsNoSeries(Id);
  const messages = [
    ...(isPaginated ? [partialData] : []),
    ...(hasDropped ? [arithmeticError] : []),
  ];
  for (const series of members) {
    const isAlone = value.kind === 'series';
    // A sum or a constant among others has no name of its own.
    const automaticLabel = isAlone || series.label === '' ? Id : series.label;
    const source = isAlone ? undefined : series.source;
    const given = Label && dynamicLabel(Label, { ...scene, series, automaticLabel, source });
    const isWhole = isAlone || Label?.includes('${') === true;
    const member = given === undefined ? automaticLabel : series.label;
    const label = isWhole ? given : joined(given, member);
    const taken = scene.labels.take(label ?? automaticLabel);
    const result = { Id, Label: taken, ...points(series, scene) };
    const { StatusCode = 'Complete', Messages = [] } = series.told ?? {};
    const status = StatusCode === 'Complete' && !isComplete ? 'PartialData' : StatusCode;
    const all = [...messages, ...Messages];
    yield { ...result, StatusCode: status, ...(all.length > 0 && { Messages: all }) };
  }
}

function joined(given: string | undefined, member: string): string {
  return [given, member].filter((part) => part !== undefined && part !== '').join(' ');
}

function points(
  { times, values }: Series,
  { isDescending, instants }: ResultScene,
): Pick<MetricDataResult, 'Timestamps' | 'Values'> {
  const Values = [...values];
  return { Timestamps: instants.of(times), Values: isDescending ? Values.reverse() : Values };
}

/** One that failed has no label (recorded from AWS). */
function refusedResult(refusal: ResultRefusal, Id: string, Label: string): MetricDataResult {
  const empty = { Timestamps: [], Values: [] };
  const { kind, message } = refusal;
  if (kind === 'failed') {
    return { Id, ...empty, StatusCode: 'InternalError', Messages: [message ?? failed] };
  }
  return { Id, Label, ...empty, StatusCode: 'Forbidden', Messages: [message ?? forbidden] };
}

const failed: MessageData = {
  Code: 'InternalError',
  Value: 'An unexpected error occurred during the evaluation of the expression',
};

const forbidden: MessageData = {
  Code: 'Forbidden',
  Value:
    'Access denied when getting data - please check that this account and the requested ' +
    'metric account are linked',
};

const partialData: MessageData = {
  Code: 'PartialData',
  Value:
    "The expression may contain partial data as one or more metrics have StatusCode 'Paginated'",
};

const arithmeticError: MessageData = {
  Code: 'ArithmeticError',
  Value:
    'One or more data-points have been dropped due to non-numeric values ' +
    '(NaN, -Infinite, +Infinite)',
};

function severalUnits(units: readonly string[]): MessageData {
  const names = [...units].sort();
  return { Code: 'MultipleUnits', Value: `Multiple units returned: '[${names.join(', ')}]'` };
}
