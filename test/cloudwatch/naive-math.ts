import { naiveCalendar, naivePointwise } from './naive-pointwise.js';

/**
 * Metric math once more, obviously and slowly: the truth that the real one is held against. A
 * series has a period, that of its metric or the smallest of all that it is made of, and a map from
 * times to values; every function asks of every time what is there.
 */
export interface NaiveSeries {
  readonly period: number;
  readonly points: Points;
}

type Points = ReadonlyMap<number, number>;
export type NaiveValue = number | NaiveSeries | readonly NaiveSeries[];

export interface NaiveScene {
  readonly metrics: Readonly<Record<string, NaiveSeries>>;
  /** What the expression was given, or the smallest that is named in it. */
  readonly period: number;
  /** The starts of all whole periods of the window. */
  slots(period: number): readonly number[];
}

/** A tree of what is to be evaluated; words and texts stand as they are written. */
export type Tree =
  | { readonly number: number }
  | { readonly id: string }
  | { readonly word: string }
  | { readonly text: string }
  | { readonly list: readonly Tree[] }
  | { readonly negated: Tree }
  | { readonly operator: string; readonly left: Tree; readonly right: Tree }
  | { readonly name: string; readonly parameters: readonly Tree[] };

export function naiveValue(tree: Tree, scene: NaiveScene): NaiveValue {
  if ('number' in tree) return tree.number;
  if ('id' in tree) return scene.metrics[tree.id] ?? nothing(scene.period);
  if ('list' in tree) return tree.list.flatMap((each) => members(naiveValue(each, scene)));
  if ('negated' in tree) return naiveOperation('-', 0, naiveValue(tree.negated, scene));
  if ('operator' in tree) {
    const [left, right] = [naiveValue(tree.left, scene), naiveValue(tree.right, scene)];
    return naiveOperation(tree.operator, left, right);
  }
  if ('name' in tree) return naiveCall(tree.name, tree.parameters, scene);
  throw new Error('Words and texts have no value.');
}

function nothing(period: number): NaiveSeries {
  return { period, points: new Map() };
}

export function isArray(value: NaiveValue): value is readonly NaiveSeries[] {
  return Array.isArray(value);
}

function members(value: NaiveValue): readonly NaiveSeries[] {
  if (typeof value === 'number') throw new Error('A number is no series.');
  return isArray(value) ? value : [value];
}

function smallest(series: readonly NaiveSeries[], otherwise: number): number {
  const [least] = series.map(({ period }) => period).sort((a, b) => a - b);
  return least ?? otherwise;
}

/** Points that are no numbers are none. */
function seriesAt(
  period: number,
  times: Iterable<number>,
  tell: (time: number) => number | undefined,
): NaiveSeries {
  const points = [...new Set(times)]
    .sort((a, b) => a - b)
    .map((time) => [time, tell(time)] as const);
  const numbers = points.flatMap(([time, value]): [number, number][] =>
    value === undefined || !Number.isFinite(value) ? [] : [[time, value]],
  );
  return { period, points: new Map(numbers) };
}

function naiveOperation(operator: string, left: NaiveValue, right: NaiveValue): NaiveValue {
  if (isArray(left))
    return left.map((each) => naiveOperation(operator, each, right) as NaiveSeries);
  if (isArray(right))
    return right.map((each) => naiveOperation(operator, left, each) as NaiveSeries);
  const compute = (a: number, b: number): number => {
    if (operator === '+') return a + b;
    if (operator === '-') return a - b;
    if (operator === '*') return a * b;
    if (operator === '/') return a / b;
    if (operator === '^') return Math.pow(a, b);
    if (operator === '==') return a === b ? 1 : 0;
    if (operator === '!=') return a === b ? 0 : 1;
    if (operator === '<') return a < b ? 1 : 0;
    if (operator === '<=') return a <= b ? 1 : 0;
    if (operator === '>') return a > b ? 1 : 0;
    if (operator === '>=') return a >= b ? 1 : 0;
    if (operator === 'AND') return a !== 0 && b !== 0 ? 1 : 0;
    return a !== 0 || b !== 0 ? 1 : 0;
  };
  if (typeof left === 'number') {
    if (typeof right === 'number') return compute(left, right);
    return mapped(right, (value) => compute(left, value));
  }
  if (typeof right === 'number') return mapped(left, (value) => compute(value, right));
  const times = [...left.points.keys(), ...right.points.keys()];
  return seriesAt(smallest([left, right], NaN), times, (time) =>
    compute(left.points.get(time) ?? 0, right.points.get(time) ?? 0),
  );
}

function mapped({ period, points }: NaiveSeries, change: (value: number) => number): NaiveSeries {
  return seriesAt(period, points.keys(), (time) => change(points.get(time) ?? NaN));
}

function naiveCall(name: string, trees: readonly Tree[], scene: NaiveScene): NaiveValue {
  const value = (index: number): NaiveValue => naiveValue(trees[index] ?? { number: 0 }, scene);
  const word = (index: number): string => {
    const tree = trees[index];
    return tree !== undefined && 'word' in tree ? tree.word : '';
  };
  const each = (change: (series: NaiveSeries) => NaiveSeries): NaiveValue => {
    const first = value(0);
    return isArray(first) ? first.map(change) : change(only(first));
  };
  if (name === 'METRICS') {
    const [part] = trees;
    const ids = Object.keys(scene.metrics);
    const wanted = part !== undefined && 'text' in part ? part.text : '';
    return ids.filter((id) => id.includes(wanted)).flatMap((id) => scene.metrics[id] ?? []);
  }
  if (name === 'PERIOD') {
    const [metric] = trees;
    return scene.metrics[metric !== undefined && 'id' in metric ? metric.id : '']?.period ?? NaN;
  }
  if (name === 'METRIC_COUNT') return members(value(0)).length;
  if (name === 'TIME_SERIES') return constant(value(0) as number, scene.period, scene);
  if (name === 'REMOVE_EMPTY') return members(value(0)).filter(({ points }) => points.size > 0);
  if (name === 'FIRST') return members(value(0))[0] ?? nothing(scene.period);
  if (name === 'LAST') return [...members(value(0))].reverse()[0] ?? nothing(scene.period);
  if (name === 'SLICE') {
    const end = trees.length > 2 ? (value(2) as number) : Infinity;
    return members(value(0)).filter((_, index) => index >= (value(1) as number) && index < end);
  }
  if (name === 'SORT') {
    const count = trees.length > 3 ? (value(3) as number) || Infinity : Infinity;
    return sorted(members(value(0)), {
      by: word(1),
      direction: word(2),
      scene,
    }).filter((_, index) => index < count);
  }
  if (name === 'IF')
    return naiveIf([value(0), value(1), trees.length > 2 ? value(2) : undefined], scene);
  if (name === 'FILL') {
    const filler = word(1) === '' ? value(1) : word(1);
    return each((series) => naiveFill(series, filler, scene));
  }
  const reducer = naiveReducers[name];
  if (reducer !== undefined) {
    const first = value(0);
    if (!isArray(first)) return reduced(only(first), reducer, scene);
    const times = first.flatMap(({ points }) => [...points.keys()]);
    return seriesAt(smallest(first, scene.period), times, (time) => {
      const present = first.flatMap(({ points }) => points.get(time) ?? []);
      return reducer(present, first.length);
    });
  }
  const tell = naiveCalendar[name];
  if (tell !== undefined) {
    const { period } = only(value(0));
    return seriesAt(period, scene.slots(period), (time) => tell(new Date(time * 1000)));
  }
  const change = naivePointwise[name];
  if (change !== undefined) {
    const first = value(0);
    if (typeof first === 'number') return change(first);
    return each((series) => mapped(series, change));
  }
  return each((series) => naiveChanges(name, series));
}

function only(value: NaiveValue): NaiveSeries {
  const [series] = members(value);
  if (series === undefined) throw new Error('A series was expected.');
  return series;
}

function constant(value: number, period: number, scene: NaiveScene): NaiveSeries {
  return seriesAt(period, scene.slots(period), () => value);
}

type NaiveReducer = (present: readonly number[], count: number) => number;

const naiveReducers: Readonly<Record<string, NaiveReducer>> = {
  SUM: (present) => total(present),
  AVG: (present, count) => total(present) / count,
  MIN: (present) => Math.min(...present),
  MAX: (present) => Math.max(...present),
  DATAPOINT_COUNT: (present) => present.length,
  STDDEV: (present, count) => {
    const gaps = Array.from({ length: count - present.length }, () => 0);
    const all = [...present, ...gaps];
    const mean = total(all) / count;
    return Math.sqrt(total(all.map((value) => (value - mean) * (value - mean))) / count);
  },
};

/** A period of the series that has no point is a gap. */
function reduced(
  { period, points }: NaiveSeries,
  reducer: NaiveReducer,
  scene: NaiveScene,
): number {
  return reducer([...points.values()], new Set([...scene.slots(period), ...points.keys()]).size);
}

function total(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function naiveChanges(name: string, { period, points }: NaiveSeries): NaiveSeries {
  const times = [...points.keys()];
  if (name === 'RUNNING_SUM') {
    return seriesAt(period, times, (time) =>
      total(times.filter((earlier) => earlier <= time).map((each) => points.get(each) ?? NaN)),
    );
  }
  return seriesAt(period, times, (time) => {
    const before = Math.max(...times.filter((earlier) => earlier < time));
    if (before === -Infinity) return undefined;
    const change = (points.get(time) ?? NaN) - (points.get(before) ?? NaN);
    if (name === 'DIFF') return change;
    return name === 'DIFF_TIME' ? time - before : change / (time - before);
  });
}

function naiveFill(
  { period, points }: NaiveSeries,
  filler: NaiveValue | string,
  scene: NaiveScene,
): NaiveSeries {
  const times = [...points.keys()];
  return seriesAt(period, [...scene.slots(period), ...times], (time) => {
    const there = points.get(time);
    if (there !== undefined) return there;
    if (typeof filler === 'number') return filler;
    if (typeof filler === 'object') return only(filler).points.get(time);
    const before = Math.max(...times.filter((each) => each < time));
    const after = Math.min(...times.filter((each) => each > time));
    const [from, to] = [points.get(before), points.get(after)];
    if (filler === 'REPEAT') return from;
    if (from === undefined || to === undefined) return undefined;
    return from + ((time - before) / (after - before)) * (to - from);
  });
}

function naiveIf(
  [condition, whenTrue, whenFalse]: readonly [NaiveValue, NaiveValue, NaiveValue | undefined],
  scene: NaiveScene,
): NaiveValue {
  if (typeof condition === 'number') {
    const beside = [whenTrue, whenFalse ?? []].flatMap((branch) =>
      typeof branch === 'number' ? [] : members(branch),
    );
    const period = smallest(beside, scene.period);
    const chosen = condition === 0 ? (whenFalse ?? nothing(period)) : whenTrue;
    const isBothScalar = typeof whenTrue === 'number' && typeof whenFalse === 'number';
    return typeof chosen !== 'number' || isBothScalar ? chosen : constant(chosen, period, scene);
  }
  const at = (value: NaiveValue | undefined, time: number): number | undefined =>
    value === undefined || typeof value === 'number' ? value : only(value).points.get(time);
  const { period, points } = only(condition);
  return seriesAt(period, points.keys(), (time) =>
    points.get(time) === 0 ? at(whenFalse, time) : (at(whenTrue, time) ?? 0),
  );
}

interface Order {
  readonly by: string;
  readonly direction: string;
  readonly scene: NaiveScene;
}

/** By picking the best of what is left, again and again; what has no points comes last. */
function sorted(series: readonly NaiveSeries[], order: Order): readonly NaiveSeries[] {
  const rank = (each: NaiveSeries): number =>
    reduced(each, naiveReducers[order.by] ?? (() => NaN), order.scene);
  const isBetter = (one: NaiveSeries, other: NaiveSeries): boolean =>
    order.direction === 'ASC' ? rank(one) < rank(other) : rank(one) > rank(other);
  const left = series.filter(({ points }) => points.size > 0);
  const result: NaiveSeries[] = [];
  while (left.length > 0) {
    const best = left.findIndex((each) => !left.some((other) => isBetter(other, each)));
    result.push(...left.splice(Math.max(0, best), 1));
  }
  return [...result, ...series.filter(({ points }) => points.size === 0)];
}
