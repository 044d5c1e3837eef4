import { choose, constant } from './condition.js';
import { typeName } from './operators.js';
import { reduceArray, type Reducer, reducers, reduceSeries } from './reducers.js';
import {
  calendar,
  filled,
  type Filler,
  pointwise,
  type Transform,
  transforms,
} from './transforms.js';
import { MathError, unsupportedTypes } from './tree.js';
import {
  array,
  emptySeries,
  type Grids,
  mapPoints,
  type MathValue,
  ofSeries,
  scalar,
  type Series,
  slotTimes,
} from './value.js';

/** The functions of metric math that need nothing but their parameters and the window. */
export interface MathFunction {
  /** How many parameters it takes, at least and at most. */
  readonly counts: readonly [min: number, max: number];
  /** Undefined for parameters of types that it does not take. */
  apply(parameters: readonly MathValue[], grids: Grids): MathValue | undefined;
}

export const functions: ReadonlyMap<string, MathFunction> = new Map([
  ...Object.entries(pointwise).map(([name, change]) => [name, pointwiseFunction(change)] as const),
  ...Object.entries(transforms).map(([name, each]) => [name, transformFunction(each)] as const),
  ...Object.entries(reducers).map(([name, each]) => [name, reducerFunction(each)] as const),
  ...Object.entries(calendar).map(([name, tell]) => [name, calendarFunction(tell)] as const),
  ['METRIC_COUNT', one((value) => (value.kind === 'array' ? scalar(value.members.length) : none))],
  [
    'TIME_SERIES',
    one((value, grids) => (value.kind === 'scalar' ? constant(value.scalar, grids.own) : none)),
  ],
  ['REMOVE_EMPTY', one((value) => ofArray(value, (members) => members.filter(hasPoints)))],
  ['FIRST', one((value, grids) => memberAt(value, 0, grids))],
  ['LAST', one((value, grids) => memberAt(value, -1, grids))],
  ['IF', { counts: [2, 3], apply: choice }],
  [
    'FILL',
    { counts: [2, 2], apply: ([value, by], grids) => value && by && fill(value, by, grids) },
  ],
  ['SLICE', { counts: [2, 3], apply: ([value, from, to]) => slice(value, from, to) }],
  ['SORT', { counts: [3, 4], apply: sort }],
]);

/** Whether it makes of each series of an array another one, without a look at the others. */
export function isByMembers(name: string): boolean {
  return [pointwise, transforms, { FILL: fill }].some((each) => Object.hasOwn(each, name));
}

/** Applies a function that was found by its name, or says what it does not take. */
export function applyFunction(
  name: string,
  parameters: readonly MathValue[],
  grids: Grids,
): MathValue {
  const found = functions.get(name);
  if (unserved.has(name)) throw new MathError(`Updraft does not serve the function ${name} yet`);
  if (found === undefined) throw new MathError(`Function '${name}' not found`);
  const [min, max] = found.counts;
  const isCounted = parameters.length >= min && parameters.length <= max;
  const value = isCounted ? found.apply(parameters, grids) : undefined;
  if (value === undefined) throw unsupportedTypes(name, parameters.map(typeName));
  return value;
}

/** What AWS has beyond metrics, and we have not. */
const unserved: ReadonlySet<string> = new Set([
  'INSIGHT_RULE_METRIC',
  'DB_PERF_INSIGHTS',
  'SERVICE_QUOTA',
]);

const none = undefined;

function one(apply: (value: MathValue, grids: Grids) => MathValue | undefined): MathFunction {
  return { counts: [1, 1], apply: ([value], grids) => value && apply(value, grids) };
}

function pointwiseFunction(change: (value: number) => number): MathFunction {
  return one((value) =>
    value.kind === 'scalar'
      ? scalar(change(value.scalar))
      : eachSeries(value, (series) => mapPoints(series, change)),
  );
}

function transformFunction(transform: Transform): MathFunction {
  return one((value) => eachSeries(value, transform));
}

function reducerFunction(reducer: Reducer): MathFunction {
  return one((value, grids) => {
    if (value.kind === 'series') return scalar(reduceSeries(value.series, reducer, grids));
    return value.kind === 'array' ? ofSeries(reduceArray(value.members, reducer, grids)) : none;
  });
}

function calendarFunction(tell: (time: Date) => number): MathFunction {
  return one((value, grids) => {
    if (value.kind !== 'series') return none;
    const { label, source, periodSeconds } = value.series;
    const times = slotTimes(grids.of(periodSeconds));
    const values = times.map((time) => tell(new Date(time * 1000)));
    return ofSeries({ label, source, periodSeconds, times, values });
  });
}

function eachSeries(value: MathValue, change: Transform): MathValue | undefined {
  if (value.kind === 'series') return ofSeries(change(value.series));
  return ofArray(value, (members) => members.map(change));
}

function ofArray(
  value: MathValue | undefined,
  change: (members: readonly Series[]) => readonly Series[],
): MathValue | undefined {
  return value?.kind === 'array' ? array(change(value.members)) : none;
}

function hasPoints({ times }: Series): boolean {
  return times.length > 0;
}

/** An array without members has neither a first nor a last one. */
function memberAt(value: MathValue, index: number, grids: Grids): MathValue | undefined {
  if (value.kind !== 'array') return none;
  return ofSeries(value.members.at(index) ?? emptySeries(grids.own.periodSeconds));
}

function choice(
  [condition, whenTrue, whenFalse]: readonly MathValue[],
  grids: Grids,
): MathValue | undefined {
  return condition && whenTrue && choose({ condition, whenTrue, whenFalse }, grids);
}

function fill(value: MathValue, by: MathValue, grids: Grids): MathValue | undefined {
  const filler = fillerOf(by);
  return filler && eachSeries(value, (series) => filled(series, filler, grids));
}

function fillerOf(by: MathValue): Filler | undefined {
  if (by.kind === 'scalar' || by.kind === 'series') return by;
  if (by.kind !== 'word') return undefined;
  if (by.name === 'REPEAT') return { kind: 'repeat' };
  return by.name === 'LINEAR' ? { kind: 'linear' } : undefined;
}

/** From an index up to another, without it; there is nothing beyond either end. */
function slice(
  value: MathValue | undefined,
  from: MathValue | undefined,
  to: MathValue | undefined,
): MathValue | undefined {
  if (from?.kind !== 'scalar' || (to !== undefined && to.kind !== 'scalar')) return none;
  const start = Math.max(0, from.scalar);
  return ofArray(value, (members) =>
    members.slice(start, to === undefined ? undefined : Math.max(0, to.scalar)),
  );
}

const sortable: readonly string[] = ['AVG', 'MIN', 'MAX', 'SUM'];

/**
 * Series without a point come last, whatever the direction. A count below one limits nothing: an
 * error must not depend on the data, of which a count may be made.
 */
function sort(
  [value, by, direction, count]: readonly MathValue[],
  grids: Grids,
): MathValue | undefined {
  if (by?.kind !== 'word' || direction?.kind !== 'word') return none;
  if (count !== undefined && count.kind !== 'scalar') return none;
  const reducer = sortable.includes(by.name) ? reducers[by.name] : undefined;
  if (reducer === undefined || !['ASC', 'DESC'].includes(direction.name)) return none;
  const limit = count !== undefined && count.scalar >= 1 ? count.scalar : undefined;
  const sign = direction.name === 'ASC' ? 1 : -1;
  return ofArray(value, (members) => {
    const ranked = members.map((series) => {
      return { series, rank: reduceSeries(series, reducer, grids) };
    });
    const full = ranked.filter(({ series }) => hasPoints(series));
    const empty = ranked.filter(({ series }) => !hasPoints(series));
    full.sort((a, b) => sign * (a.rank - b.rank));
    return [...full, ...empty].map(({ series }) => series).slice(0, limit);
  });
}
