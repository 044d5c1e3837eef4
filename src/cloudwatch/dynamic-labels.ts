import { validationError } from './errors.js';
import type { Series } from './metric-math/value.js';
import type { PlannedMetric } from './metric-query.js';

/**
 * Labels with values in them, as `max ${MAX} at ${MAX_TIME}` ("Using dynamic labels"). They are
 * told of the points that go out, the oldest of which is the first; of none, they are empty. What
 * is no dynamic value stays as it is written.
 */
export interface LabelScene {
  readonly series: Series;
  /** What `${LABEL}` stands for. */
  readonly automaticLabel: string;
  /** Of a result that is a metric's, for PROP. */
  readonly source?: PlannedMetric | undefined;
  readonly timezone: Timezone;
  readonly now: Date;
}

const statisticsMax = 5;

/**
 * What is wrong with a label: it may hold five values that are told of points, and `${LABEL}` once.
 * How AWS words that was not seen.
 */
export function labelComplaint(template: string, parameter: string): string | undefined {
  const tokens = [...template.matchAll(tokenPattern)].map(([, token = '']) => token.trim());
  if (tokens.filter((token) => token === 'LABEL').length > 1) {
    return `The value for parameter ${parameter} must not contain \${LABEL} more than once.`;
  }
  const statistics = tokens.filter((token) => !/^(LABEL|PROP\()/.test(token));
  if (statistics.length <= statisticsMax) return undefined;
  return (
    `The value for parameter ${parameter} must not contain more than ${statisticsMax} dynamic ` +
    'statistical values.'
  );
}

const tokenPattern = /\$\{([^{}]*)\}/g;

export function dynamicLabel(template: string, scene: LabelScene): string {
  if (!template.includes('${')) return template;
  return template.replace(tokenPattern, (whole, token: string) => {
    return tokenValue(token.trim(), scene) ?? whole;
  });
}

function tokenValue(token: string, scene: LabelScene): string | undefined {
  if (token === 'LABEL') return scene.automaticLabel;
  const [, property] = /^PROP\('([^']*)'\)$/.exec(token) ?? [];
  if (property !== undefined) return scene.source && propertyOf(property, scene.source);
  const number = numbers[token];
  if (number !== undefined) return numberText(number(scene.series));
  const [, place, form] = /^(FIRST|LAST|MIN|MAX)_TIME(_RELATIVE)?$/.exec(token) ?? [];
  if (place !== undefined) return timeText(timeAt(place, scene.series), scene, form !== undefined);
  return rangeText(token, scene);
}

const numbers: Readonly<Record<string, (series: Series) => number | undefined>> = {
  AVG: (series) => average(series),
  SUM: ({ values }) => (values.length > 0 ? sum(values) : undefined),
  MIN: (series) => valueAt('MIN', series),
  MAX: (series) => valueAt('MAX', series),
  FIRST: (series) => valueAt('FIRST', series),
  LAST: (series) => valueAt('LAST', series),
  DATAPOINT_COUNT: ({ values }) => values.length,
};

function rangeText(token: string, scene: LabelScene): string | undefined {
  const [, from, to, time] = /^(FIRST|MIN)_(LAST|MAX)(_TIME)?_RANGE$/.exec(token) ?? [];
  const isRange = (from === 'FIRST') === (to === 'LAST');
  if (from === undefined || to === undefined || !isRange) return undefined;
  if (scene.series.times.length === 0) return '';
  const text = (place: string): string =>
    time === undefined
      ? numberText(valueAt(place, scene.series))
      : timeText(timeAt(place, scene.series), scene, false);
  return `${text(from)} - ${text(to)}`;
}

function propertyOf(name: string, { metric, Stat, window }: PlannedMetric): string | undefined {
  if (name.startsWith('Dim.')) {
    return metric.Dimensions.find(({ Name }) => Name === name.slice(4))?.Value ?? '--';
  }
  switch (name) {
    case 'AccountId':
    case 'AccountLabel':
      return metric.account;
    case 'MetricName':
      return metric.MetricName;
    case 'Namespace':
      return metric.Namespace;
    case 'Period':
      return String(window.periodSeconds);
    case 'Region':
      return metric.region;
    case 'Stat':
      return Stat;
    default:
      return undefined;
  }
}

function indexOf(place: string, { values }: Series): number {
  switch (place) {
    case 'FIRST':
      return 0;
    case 'LAST':
      return values.length - 1;
    case 'MIN':
      return values.indexOf(values.reduce((a, b) => Math.min(a, b), Infinity));
    default:
      return values.indexOf(values.reduce((a, b) => Math.max(a, b), -Infinity));
  }
}

function valueAt(place: string, series: Series): number | undefined {
  return series.values[indexOf(place, series)];
}

function timeAt(place: string, series: Series): number | undefined {
  return series.times[indexOf(place, series)];
}

function average({ values }: Series): number | undefined {
  return values.length > 0 ? sum(values) / values.length : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function numberText(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function timeText(
  seconds: number | undefined,
  { timezone, now }: LabelScene,
  isRelative: boolean,
): string {
  if (seconds === undefined) return '';
  if (isRelative) return relativeText(now.getTime() / 1000 - seconds);
  const local = new Date((seconds + timezone.offsetSeconds) * 1000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

function relativeText(seconds: number): string {
  const units = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'm'],
  ] as const;
  let rest = Math.max(0, Math.floor(seconds));
  const parts = units.flatMap(([unit, name]) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count > 0 ? [`${count}${name}`] : [];
  });
  return parts.length === 0 ? 'just now' : `${parts.join(' ')} ago`;
}

export interface Timezone {
  readonly offsetSeconds: number;
}

/** `+0130` or `-0500`, as LabelOptions has it. */
export function readTimezone(text = '+0000'): Timezone {
  const [, sign, hours, minutes] = /^([+-])(\d{2})(\d{2})$/.exec(text) ?? [];
  if (sign === undefined || Number(hours) > 23 || Number(minutes) > 59) {
    throw validationError(`The value ${text} for parameter LabelOptions.Timezone is invalid.`);
  }
  const seconds = Number(hours) * 3_600 + Number(minutes) * 60;
  return { offsetSeconds: sign === '-' ? -seconds : seconds };
}
