import { distributionStatistic } from '../distribution-statistics.js';
import type { ValueType } from './tree.js';
import {
  averageOf,
  quantileOf,
  type Sample,
  setOf,
  type StatisticSet,
  type TimedSample,
  varianceOf,
} from './values.js';

/**
 * The functions that are served ("Query functions" of Prometheus). What a sample tells of is its
 * own minute and nothing before (CloudWatch keeps deltas, not counters that grow), so `increase` is
 * the sum of all that came, and `rate` that sum by the second.
 */
export type PromFunction =
  | { readonly kind: 'range'; readonly hasNumber?: true; readonly apply: RangeApply }
  | { readonly kind: 'element'; readonly hasNumber?: true; readonly apply: ElementApply }
  | { readonly kind: 'absent' | 'quantile' | 'scalar' | 'vector' };

export interface RangeView {
  /** One at least, the oldest first. */
  readonly samples: readonly TimedSample[];
  readonly rangeSeconds: number;
  /** Of quantile_over_time. */
  readonly number: number;
}

type RangeApply = (view: RangeView) => Sample;
/** Undefined of an element that is left out. */
type ElementApply = (sample: Sample, number: number) => Sample | undefined;

export function functionNamed(name: string): PromFunction | undefined {
  return functions.get(name);
}

export function resultType(name: string): ValueType {
  return functions.get(name)?.kind === 'scalar' ? 'scalar' : 'vector';
}

/** Undefined where the parameters are those that the function takes. */
export function checkCall(name: string, given: readonly ValueType[]): string | undefined {
  const called = functions.get(name);
  const wanted = called === undefined ? [] : parametersOf(called);
  if (given.length !== wanted.length) {
    return `expected ${wanted.length} argument(s) in call to "${name}", got ${given.length}`;
  }
  const index = wanted.findIndex((type, place) => type !== given[place]);
  if (index < 0) return undefined;
  return `expected type ${wanted[index]} in call to function "${name}", got ${given[index]}`;
}

function parametersOf(called: PromFunction): readonly ValueType[] {
  switch (called.kind) {
    case 'range':
      return called.hasNumber === true ? ['scalar', 'range'] : ['range'];
    case 'element':
      return called.hasNumber === true ? ['vector', 'scalar'] : ['vector'];
    case 'quantile':
      return ['scalar', 'vector'];
    case 'absent':
    case 'scalar':
      return ['vector'];
    case 'vector':
      return ['scalar'];
  }
}

const functions: ReadonlyMap<string, PromFunction> = new Map<string, PromFunction>([
  ['rate', ofRange(({ samples, rangeSeconds }) => scaled(samples, 1 / rangeSeconds))],
  ['increase', ofRange(({ samples }) => scaled(samples, 1))],
  ['avg_over_time', ofValues(averageOf)],
  ['sum_over_time', ofValues((values) => values.reduce((sum, value) => sum + value, 0))],
  ['min_over_time', ofValues((values) => values.reduce((a, b) => Math.min(a, b)))],
  ['max_over_time', ofValues((values) => values.reduce((a, b) => Math.max(a, b)))],
  ['count_over_time', ofValues(({ length }) => length)],
  ['present_over_time', ofValues(() => 1)],
  ['stdvar_over_time', ofValues(varianceOf)],
  ['stddev_over_time', ofValues((values) => Math.sqrt(varianceOf(values)))],
  ['last_over_time', ofRange(({ samples }) => samples.at(-1) ?? { value: NaN })],
  [
    'quantile_over_time',
    {
      kind: 'range',
      hasNumber: true,
      apply: ({ samples, number }) => ({ value: quantileOf(number, samples.map(valueOf)) }),
    },
  ],
  ['abs', ofNumber(Math.abs)],
  ['ceil', ofNumber(Math.ceil)],
  ['floor', ofNumber(Math.floor)],
  ['sgn', ofNumber(Math.sign)],
  ['sqrt', ofNumber(Math.sqrt)],
  ['exp', ofNumber(Math.exp)],
  ['ln', ofNumber(Math.log)],
  ['log2', ofNumber(Math.log2)],
  ['log10', ofNumber(Math.log10)],
  ['clamp_min', ofTwo((value, least) => Math.max(value, least))],
  ['clamp_max', ofTwo((value, most) => Math.min(value, most))],
  // A value that has been calculated has no distribution any more, and is left out.
  ['histogram_count', ofSet(({ count }) => count)],
  ['histogram_sum', ofSet(({ sum }) => sum)],
  ['histogram_avg', ofSet(({ sum, count }) => sum / count)],
  ['histogram_quantile', { kind: 'quantile' }],
  ['absent', { kind: 'absent' }],
  ['scalar', { kind: 'scalar' }],
  ['vector', { kind: 'vector' }],
]);

/** Undefined where nobody knows how what came in is distributed. */
export function quantileIn(
  share: number,
  { cell }: Partial<StatisticSet> = {},
): number | undefined {
  if (cell === undefined) return undefined;
  if (!(share >= 0 && share <= 1)) return quantileOf(share, [0]);
  return distributionStatistic(cell, { kind: 'percentile', percent: share * 100 });
}

function ofRange(apply: RangeApply): PromFunction {
  return { kind: 'range', apply };
}

function ofValues(fold: (values: readonly number[]) => number): PromFunction {
  return ofRange(({ samples }) => ({ value: fold(samples.map(valueOf)) }));
}

function ofNumber(change: (value: number) => number): PromFunction {
  return { kind: 'element', apply: ({ value }) => ({ value: change(value) }) };
}

function ofTwo(change: (value: number, number: number) => number): PromFunction {
  const apply: ElementApply = ({ value }, number) => ({ value: change(value, number) });
  return { kind: 'element', hasNumber: true, apply };
}

function ofSet(read: (set: NonNullable<Sample['set']>) => number): PromFunction {
  return { kind: 'element', apply: ({ set }) => set && { value: read(set) } };
}

function scaled(samples: readonly TimedSample[], factor: number): Sample {
  const { count, sum, cell } = setOf(samples);
  return { value: sum * factor, set: { count: count * factor, sum: sum * factor, cell } };
}

function valueOf({ value }: Sample): number {
  return value;
}
