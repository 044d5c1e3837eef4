import type { Dimension } from '../datapoints/datapoints.js';

/**
 * What GetMetricData calls a result that was given no label: what tells it from the others of the
 * call. Parts that are the same for all fall away; dimension values that differ stay, the name of
 * the metric where it differs or nothing else is left, then statistic and period where these differ
 * (recorded from AWS).
 */
interface Labelled {
  readonly MetricName: string;
  readonly Dimensions: readonly Dimension[];
  readonly Stat: string;
  readonly Period: number;
}

export interface Unlabelled {
  readonly metric: { readonly MetricName: string; readonly Dimensions: readonly Dimension[] };
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
  const telling = names.filter((name) => differs(queries, (query) => dimensionOf(query, name)));
  const tells = {
    MetricName: differs(queries, ({ MetricName }) => MetricName),
    Stat: differs(queries, ({ Stat }) => Stat),
    Period: differs(queries, ({ Period }) => Period),
  };
  return queries.map((query) => {
    const values = telling.flatMap((name) => dimensionOf(query, name) ?? []);
    return [
      ...values,
      ...(tells.MetricName || values.length === 0 ? [query.MetricName] : []),
      ...(tells.Stat ? [query.Stat] : []),
      ...(tells.Period ? [String(query.Period)] : []),
    ].join(' ');
  });
}

function differs<Q>(queries: readonly Q[], part: (query: Q) => unknown): boolean {
  return new Set(queries.map(part)).size > 1;
}

function dimensionOf({ Dimensions }: Labelled, name: string): string | undefined {
  return Dimensions.find(({ Name }) => Name === name)?.Value;
}
