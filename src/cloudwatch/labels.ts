import type { Dimension } from '../datapoints/datapoints.js';

/**
 * What GetMetricData calls a result that was given no label: what tells it from the others of the
 * call. Parts that are the same for all fall away; the namespace stays where it differs, dimension
 * values that differ in the order of the dimensions' names, and the name of the metric where it
 * differs or nothing else is left. Statistic and period tell apart what is of one metric, where
 * these differ among its results (recorded from AWS).
 */
interface Labelled {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly Dimension[];
  readonly Stat: string;
  readonly Period: number;
}

export interface Unlabelled {
  readonly metric: Pick<Labelled, 'Namespace' | 'MetricName' | 'Dimensions'>;
  readonly Stat: string;
  readonly window: { readonly periodSeconds: number };
}

/** Whether the automatic label shows: alone, or within one that was given. */
export function isAutomatic(Label: string | undefined): boolean {
  return Label === undefined || Label.includes('${LABEL}');
}

export function withAutomaticLabels<Q extends Unlabelled>(
  queries: readonly Q[],
): readonly (Q & { readonly automaticLabel: string })[] {
  const labels = automaticLabels(
    queries.map(({ metric, Stat, window }) => ({
      Namespace: metric.Namespace,
      MetricName: metric.MetricName,
      Dimensions: metric.Dimensions,
      Stat,
      Period: window.periodSeconds,
    })),
  );
  return queries.map((query, index) => ({ ...query, automaticLabel: labels[index] ?? '' }));
}

function automaticLabels(queries: readonly Labelled[]): readonly string[] {
  const names = [...new Set(queries.flatMap(({ Dimensions }) => Dimensions.map((d) => d.Name)))];
  names.sort();
  const telling = names.filter((name) => differs(queries, (query) => dimensionOf(query, name)));
  const tells = {
    Namespace: differs(queries, ({ Namespace }) => Namespace),
    MetricName: differs(queries, ({ MetricName }) => MetricName),
  };
  const ofMetric = new Map<string, Labelled[]>();
  for (const query of queries) {
    const others = ofMetric.get(metricText(query));
    if (others === undefined) ofMetric.set(metricText(query), [query]);
    else others.push(query);
  }
  return queries.map((query) => {
    const values = telling.flatMap((name) => dimensionOf(query, name) ?? []);
    const context = [...(tells.Namespace ? [query.Namespace] : []), ...values];
    const others = ofMetric.get(metricText(query)) ?? [];
    return [
      ...context,
      ...(tells.MetricName || context.length === 0 ? [query.MetricName] : []),
      ...(differs(others, ({ Stat }) => Stat) ? [query.Stat] : []),
      ...(differs(others, ({ Period }) => Period) ? [String(query.Period)] : []),
    ].join(' ');
  });
}

function metricText({ Namespace, MetricName, Dimensions }: Labelled): string {
  const pairs = Dimensions.map(({ Name, Value }) => [Name, Value]);
  return JSON.stringify([Namespace, MetricName, pairs]);
}

function differs<Q>(queries: readonly Q[], part: (query: Q) => unknown): boolean {
  return new Set(queries.map(part)).size > 1;
}

function dimensionOf({ Dimensions }: Labelled, name: string): string | undefined {
  return Dimensions.find(({ Name }) => Name === name)?.Value;
}
