/**
 * Metric math once more, obviously and slowly: the truth that the real one is held against. A
 * series is a map from times to values; every function asks of every time what is there.
 */
export type NaiveSeries = ReadonlyMap<number, number>;
export type NaiveValue = number | NaiveSeries | readonly NaiveSeries[];

export interface NaiveScene {
  readonly metrics: Readonly<Record<string, NaiveSeries>>;
  readonly periods: Readonly<Record<string, number>>;
  /** The starts of all periods of the window. */
  readonly slots: readonly number[];
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
  if ('id' in tree) return scene.metrics[tree.id] ?? new Map();
  if ('list' in tree) return tree.list.flatMap((each) => members(naiveValue(each, scene)));
  if ('negated' in tree) return naiveOperation('-', 0, naiveValue(tree.negated, scene));
  if ('operator' in tree) {
    const [left, right] = [naiveValue(tree.left, scene), naiveValue(tree.right, scene)];
    return naiveOperation(tree.operator, left, right);
  }
  if ('name' in tree) return naiveCall(tree.name, tree.parameters, scene);
  throw new Error('Words and texts have no value.');
}

export function isArray(value: NaiveValue): value is readonly NaiveSeries[] {
  return Array.isArray(value);
}

function members(value: NaiveValue): readonly NaiveSeries[] {
  if (typeof value === 'number') throw new Error('A number is no series.');
  return isArray(value) ? value : [value];
}

/** Points that are no numbers are none. */
function seriesAt(
  times: Iterable<number>,
  tell: (time: number) => number | undefined,
): NaiveSeries {
  const points = [...new Set(times)]
    .sort((a, b) => a - b)
    .map((time) => [time, tell(time)] as const);
  return new Map(
    points.flatMap(([time, value]) =>
      value === undefined || !Number.isFinite(value) ? [] : [[time, value]],
    ),
  );
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
    return seriesAt(right.keys(), (time) => compute(left, right.get(time) ?? NaN));
  }
  if (typeof right === 'number') {
    return seriesAt(left.keys(), (time) => compute(left.get(time) ?? NaN, right));
  }
  const times = [...left.keys(), ...right.keys()];
  return seriesAt(times, (time) => compute(left.get(time) ?? 0, right.get(time) ?? 0));
}

function naiveCall(name: string, trees: readonly Tree[], scene: NaiveScene): NaiveValue {
  const value = (index: number): NaiveValue => naiveValue(trees[index] ?? { number: 0 }, scene);
  const word = (index: number): string => {
    const tree = trees[index];
    return tree !== undefined && 'word' in tree ? tree.word : '';
  };
  const each = (change: (series: NaiveSeries) => NaiveSeries): NaiveValue => {
    const first = value(0);
    return isArray(first) ? first.map(change) : change(members(first)[0] ?? new Map());
  };
  if (name === 'METRICS') {
    const [part] = trees;
    const ids = Object.keys(scene.metrics);
    const wanted = part !== undefined && 'text' in part ? part.text : '';
    return ids.filter((id) => id.includes(wanted)).map((id) => scene.metrics[id] ?? new Map());
  }
  if (name === 'PERIOD') {
    const [metric] = trees;
    return scene.periods[metric !== undefined && 'id' in metric ? metric.id : ''] ?? NaN;
  }
  if (name === 'METRIC_COUNT') return members(value(0)).length;
  if (name === 'TIME_SERIES') return seriesAt(scene.slots, () => value(0) as number);
  if (name === 'REMOVE_EMPTY') return members(value(0)).filter(({ size }) => size > 0);
  if (name === 'FIRST') return members(value(0))[0] ?? new Map();
  if (name === 'LAST') return [...members(value(0))].reverse()[0] ?? new Map();
  if (name === 'SLICE') {
    const end = trees.length > 2 ? (value(2) as number) : Infinity;
    return members(value(0)).filter((_, index) => index >= (value(1) as number) && index < end);
  }
  if (name === 'SORT') {
    const count = trees.length > 3 ? (value(3) as number) || Infinity : Infinity;
    return sorted(members(value(0)), {
      by: word(1),
      direction: word(2),
      slots: scene.slots,
    }).filter((_, index) => index < count);
  }
  if (name === 'IF')
    return naiveIf([value(0), value(1), trees.length > 2 ? value(2) : undefined], scene.slots);
  if (name === 'FILL') {
    const filler = word(1) === '' ? value(1) : word(1);
    return each((series) => naiveFill(series, filler, scene.slots));
  }
  const reducer = naiveReducers[name];
  if (reducer !== undefined) {
    const first = value(0);
    if (!isArray(first)) {
      const present = [...(members(first)[0]?.values() ?? [])];
      return reducer(present, Math.max(present.length, scene.slots.length));
    }
    const times = first.flatMap((series) => [...series.keys()]);
    return seriesAt(times, (time) => {
      const present = first.flatMap((series) => series.get(time) ?? []);
      return reducer(present, first.length);
    });
  }
  const tell = naiveCalendar[name];
  if (tell !== undefined) return seriesAt(scene.slots, (time) => tell(new Date(time * 1000)));
  const change = naivePointwise[name];
  if (change !== undefined) {
    const first = value(0);
    if (typeof first === 'number') return change(first);
    return each((series) => seriesAt(series.keys(), (time) => change(series.get(time) ?? NaN)));
  }
  return each((series) => naiveChanges(name, series));
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

function total(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

const naiveCalendar: Readonly<Record<string, (time: Date) => number>> = {
  MINUTE: (time) => Number(time.toISOString().slice(14, 16)),
  HOUR: (time) => Number(time.toISOString().slice(11, 13)),
  DAY: (time) =>
    ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(time.toUTCString().slice(0, 3)) + 1,
  DATE: (time) => Number(time.toISOString().slice(8, 10)),
  MONTH: (time) => Number(time.toISOString().slice(5, 7)),
  YEAR: (time) => Number(time.toISOString().slice(0, 4)),
  EPOCH: (time) => time.getTime() / 1000,
};

const naivePointwise: Readonly<Record<string, (value: number) => number>> = {
  ABS: (value) => (value < 0 ? 0 - value : value),
  CEIL: (value) => Math.ceil(value),
  FLOOR: (value) => Math.floor(value),
  LOG: (value) => Math.log(value),
  LOG10: (value) => Math.log10(value),
};

function naiveChanges(name: string, series: NaiveSeries): NaiveSeries {
  const times = [...series.keys()];
  if (name === 'RUNNING_SUM') {
    return seriesAt(times, (time) =>
      total(times.filter((earlier) => earlier <= time).map((each) => series.get(each) ?? NaN)),
    );
  }
  return seriesAt(times, (time) => {
    const before = Math.max(...times.filter((earlier) => earlier < time));
    if (before === -Infinity) return undefined;
    const change = (series.get(time) ?? NaN) - (series.get(before) ?? NaN);
    if (name === 'DIFF') return change;
    return name === 'DIFF_TIME' ? time - before : change / (time - before);
  });
}

function naiveFill(
  series: NaiveSeries,
  filler: NaiveValue | string,
  slots: readonly number[],
): NaiveSeries {
  const times = [...series.keys()];
  return seriesAt([...slots, ...times], (time) => {
    const there = series.get(time);
    if (there !== undefined) return there;
    if (typeof filler === 'number') return filler;
    if (filler instanceof Map) return (filler as NaiveSeries).get(time);
    const before = Math.max(...times.filter((each) => each < time));
    const after = Math.min(...times.filter((each) => each > time));
    const [from, to] = [series.get(before), series.get(after)];
    if (filler === 'REPEAT') return from;
    if (from === undefined || to === undefined) return undefined;
    return from + ((time - before) / (after - before)) * (to - from);
  });
}

function naiveIf(
  [condition, whenTrue, whenFalse]: readonly [NaiveValue, NaiveValue, NaiveValue | undefined],
  slots: readonly number[],
): NaiveValue {
  if (typeof condition === 'number') {
    const other = whenFalse ?? new Map();
    const chosen = condition === 0 ? other : whenTrue;
    const isBothScalar = typeof whenTrue === 'number' && typeof other === 'number';
    return typeof chosen !== 'number' || isBothScalar ? chosen : seriesAt(slots, () => chosen);
  }
  const at = (value: NaiveValue | undefined, time: number): number | undefined =>
    value === undefined || typeof value === 'number' ? value : (value as NaiveSeries).get(time);
  const decided = condition as NaiveSeries;
  return seriesAt(decided.keys(), (time) =>
    decided.get(time) === 0 ? at(whenFalse, time) : (at(whenTrue, time) ?? 0),
  );
}

interface Order {
  readonly by: string;
  readonly direction: string;
  readonly slots: readonly number[];
}

/** By picking the best of what is left, again and again; what has no points comes last. */
function sorted(series: readonly NaiveSeries[], order: Order): readonly NaiveSeries[] {
  const rank = (each: NaiveSeries): number =>
    naiveReducers[order.by]?.([...each.values()], Math.max(each.size, order.slots.length)) ?? NaN;
  const isBetter = (one: NaiveSeries, other: NaiveSeries): boolean =>
    order.direction === 'ASC' ? rank(one) < rank(other) : rank(one) > rank(other);
  const left = series.filter(({ size }) => size > 0);
  const result: NaiveSeries[] = [];
  while (left.length > 0) {
    const best = left.findIndex((each) => !left.some((other) => isBetter(other, each)));
    result.push(...left.splice(Math.max(0, best), 1));
  }
  return [...result, ...series.filter(({ size }) => size === 0)];
}
