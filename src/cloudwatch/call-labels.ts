import type { Steps } from '../turns.js';
import type { FoundMetrics } from './found-metrics.js';
import { automaticLabelSteps, byLabel, isAutomatic } from './labels.js';
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

export function* callLabelSteps({ queries, found }: CallMetrics): Steps<CallMetrics> {
  const named = queries.filter(({ isReturned, ...query }) => isReturned && showsAutomatic(query));
  if (found.length === 0 || named.length + found.length === 1) return { queries, found };
  const all = [...named, ...found.flatMap(({ metrics }) => metrics)];
  const labelled = yield* automaticLabelSteps(all);
  const labels = new Map(named.map(({ Id }, index) => [Id, labelled[index]?.automaticLabel]));
  const labelledFound: FoundMetrics[] = [];
  let taken = named.length;
  for (const each of found) {
    const members = labelled.slice(taken, (taken += each.metrics.length));
    const metrics = each.metrics.map((metric, index) => {
      const { automaticLabel } = members[index] ?? metric;
      return { ...metric, Label: automaticLabel, automaticLabel };
    });
    labelledFound.push({ ...each, metrics: metrics.sort(byLabel) });
    yield;
  }
  const labelledQueries = queries.map((query) => {
    const automaticLabel = labels.get(query.Id);
    if (automaticLabel === undefined) return query;
    const Label = query.Label === query.automaticLabel ? automaticLabel : query.Label;
    return { ...query, Label, automaticLabel };
  });
  return { queries: labelledQueries, found: labelledFound };
}

function showsAutomatic({ Label, automaticLabel }: Omit<PlannedQuery, 'isReturned'>): boolean {
  return Label === automaticLabel || isAutomatic(Label);
}
