/**
 * The texts of statistics, as the CloudWatch user guide's "CloudWatch statistics definitions" gives
 * them. The basic five; `p99.9`; `tm90`, `wm90`, `tc90` and `ts90` for samples up to a percentile;
 * `TM(10%:90%)` and `TM(10:90)` with WM, TC and TS between percentiles or values; `PR(10:90)`
 * between values alone; IQM. Lower case goes with a number, upper case with a range of which one
 * end may be missing.
 */
export type Statistic =
  | { readonly kind: 'basic'; readonly name: BasicStatistic }
  | { readonly kind: 'percentile'; readonly percent: number }
  | { readonly kind: 'range'; readonly measure: Measure; readonly range: SampleRange };

export const basicStatistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type BasicStatistic = (typeof basicStatistics)[number];

/** Trimmed and winsorized mean, trimmed count and sum, percentile rank. */
export type Measure = 'TM' | 'WM' | 'TC' | 'TS' | 'PR';

/** An end that is missing is 0 and 100 percent, or without bound. */
export interface SampleRange {
  readonly unit: 'percent' | 'value';
  readonly low: number;
  readonly high: number;
}

export function parseStatistic(text: string): Statistic | undefined {
  const basic = basicStatistics.find((name) => name === text);
  if (basic !== undefined) return { kind: 'basic', name: basic };
  if (text === 'IQM') return ranged('TM', { unit: 'percent', low: 25, high: 75 });
  return parseSingle(text) ?? parseRange(text);
}

/** Whether two periods together have the sum of what each has. */
export function addsUp(statistic: Statistic): boolean {
  if (statistic.kind === 'basic')
    return statistic.name === 'Sum' || statistic.name === 'SampleCount';
  return statistic.kind === 'range' && (statistic.measure === 'TC' || statistic.measure === 'TS');
}

/** Whether an answer takes more than the statistic set of a cell. */
export function needsDistribution(statistic: Statistic): boolean {
  return statistic.kind !== 'basic';
}

const percent = String.raw`(?:\d{1,2}(?:\.\d{0,10})?|100(?:\.0{0,10})?)`;
const single = new RegExp(`^(p|tm|wm|tc|ts)(${percent})$`);

function parseSingle(text: string): Statistic | undefined {
  const [, form, number] = single.exec(text) ?? [];
  if (form === undefined) return undefined;
  const high = Number(number);
  if (form === 'p') return { kind: 'percentile', percent: high };
  // The pattern leaves no other forms.
  return ranged(form.toUpperCase() as Measure, { unit: 'percent', low: 0, high });
}

const percentRange = new RegExp(`^(TM|WM|TC|TS)\\((?:(${percent})%)?:(?:(${percent})%)?\\)$`);
const value = String.raw`\d+(?:\.\d{0,10})?(?:[Ee][+-]?\d+)?`;
const valueRange = new RegExp(`^(TM|WM|TC|TS|PR)\\((${value})?:(${value})?\\)$`);

function parseRange(text: string): Statistic | undefined {
  const percents = percentRange.exec(text);
  const [, measure, low, high] = percents ?? valueRange.exec(text) ?? [];
  if (measure === undefined || (low === undefined && high === undefined)) return undefined;
  const range: SampleRange = {
    unit: percents === null ? 'value' : 'percent',
    low: low === undefined ? (percents === null ? -Infinity : 0) : Number(low),
    high: high === undefined ? (percents === null ? Infinity : 100) : Number(high),
  };
  if (range.low > range.high) return undefined;
  // The patterns leave no other measures.
  return ranged(measure as Measure, range);
}

function ranged(measure: Measure, range: SampleRange): Statistic {
  return { kind: 'range', measure, range };
}
