import type { Metric } from '../../datapoints/datapoints.js';

/**
 * The labels of a metric in PromQL ("PromQL querying"): its dimensions, which are the attributes of
 * its datapoints and stand under their names, what sent it, and where it lies.
 */
export type Labels = ReadonlyMap<string, string>;

export const nameLabel = '__name__';
export const accountLabel = '@aws.account_id';
export const regionLabel = '@aws.region';
export const namespaceLabel = '@instrumentation.@name';

export function labelsOf(metric: Metric): Labels {
  const { MetricName, Namespace, account, region, Dimensions } = metric;
  return new Map([
    [nameLabel, MetricName],
    [namespaceLabel, `cloudwatch.${Namespace.toLowerCase()}`],
    [accountLabel, account],
    [regionLabel, region],
    ...Dimensions.map(({ Name, Value }) => [Name, Value] as const),
  ]);
}

/** Attributes of datapoints may be written with the prefix of their scope. */
export function aliasOf(label: string): string {
  if (label === '@datapoint.@name') return nameLabel;
  return label.startsWith('@datapoint.') ? label.slice('@datapoint.'.length) : label;
}

/** The same for the same labels, and different for all others. */
export function labelsText(labels: Labels): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function withoutName(labels: Labels): Labels {
  if (!labels.has(nameLabel)) return labels;
  return new Map([...labels].filter(([name]) => name !== nameLabel));
}

export function labelsAmong(labels: Labels, names: readonly string[]): Labels {
  return new Map([...labels].filter(([name]) => names.includes(name)));
}

export function labelsBut(labels: Labels, names: readonly string[]): Labels {
  return new Map([...labels].filter(([name]) => name !== nameLabel && !names.includes(name)));
}
