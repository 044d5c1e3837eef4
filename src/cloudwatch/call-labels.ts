import type { FoundMetrics } from './found-metrics.js';
import { isAutomatic, withAutomaticLabels } from './labels.js';
import type { PlannedQuery } from './metric-query.js';

/**
 * Metrics that a call names and those that its searches find are told apart together, also where
 * the search itself is not returned (recorded from AWS). What is found stays in the order of its
 * labels.
 */
export interface CallMetrics {
  readonly queries: readonly PlannedQuery[];
  readonly found: readonly FoundMetrics[];
}

export function withCallLabels({ queries, found }: CallMetrics): CallMetrics {
  const named = queries.filter(({ isReturned, ...query }) => isReturned && showsAutomatic(query));
  if (found.length === 0 || named.length + found.length === 1) return { queries, found };
  const labelled = withAutomaticLabels([...named, ...found.flatMap(({ metrics }) => metrics)]);
  const labels = new Map(named.map(({ Id }, index) => [Id, labelled[index]?.automaticLabel]));
  let taken = named.length;
  return {
    queries: queries.map((query) => {
      const automaticLabel = labels.get(query.Id);
      if (automaticLabel === undefined) return query;
      const Label = query.Label === query.automaticLabel ? automaticLabel : query.Label;
      return { ...query, Label, automaticLabel };
    }),
    found: found.map((each) => {
      const members = labelled.slice(taken, (taken += each.metrics.length));
      const metrics = each.metrics.map((metric, index) => {
        const { automaticLabel } = members[index] ?? metric;
        return { ...metric, Label: automaticLabel, automaticLabel };
      });
      return { ...each, metrics: metrics.sort(byLabel) };
    }),
  };
}

function showsAutomatic({ Label, automaticLabel }: Omit<PlannedQuery, 'isReturned'>): boolean {
  return Label === automaticLabel || isAutomatic(Label);
}

interface Labelled {
  readonly Label: string;
}

function byLabel(a: Labelled, b: Labelled): number {
  return a.Label < b.Label ? -1 : a.Label > b.Label ? 1 : 0;
}
