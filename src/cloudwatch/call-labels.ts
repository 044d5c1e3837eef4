import type { Steps } from '../turns.js';
import type { FoundMetrics } from './found-metrics.js';
import { automaticLabelSteps, byLabel, Distinctions, isAutomatic } from './labels.js';
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
  const automatic = queries.filter(showsAutomatic);
  if (found.length === 0 || automatic.length + found.length === 1) return { queries, found };
  const named = automatic.filter(({ isReturned }) => isReturned);
  const all = [...named, ...found.flatMap(({ metrics }) => metrics)];
  const distinctions = new Distinctions();
  const labelled = yield* automaticLabelSteps(all, distinctions);
  const labels = new Map(named.map(({ Id }, index) => [Id, labelled[index]?.automaticLabel]));
  const labelledFound: FoundMetrics[] = [];
  let taken = named.length;
  for (const each of found) {
    const own = labelled.slice(taken, (taken += each.metrics.length));
    const metrics = each.metrics.map((metric, index) => {
      const { automaticLabel } = own[index] ?? metric;
      return { ...metric, Label: automaticLabel, automaticLabel };
    });
    labelledFound.push({ ...each, metrics: metrics.sort(byLabel) });
    yield;
  }
  for (const query of automatic) if (!query.isReturned) distinctions.add(query);
  const members = new Map(automatic.map((query) => [query.Id, distinctions.label(query)]));
  const labelledQueries = queries.map((query) => {
    const automaticLabel = labels.get(query.Id) ?? query.automaticLabel;
    const memberLabel = members.get(query.Id) ?? query.memberLabel;
    const Label = query.Label === query.automaticLabel ? automaticLabel : query.Label;
    return { ...query, Label, automaticLabel, memberLabel };
  });
  return { queries: labelledQueries, found: labelledFound };
}

function showsAutomatic({ Label, automaticLabel }: PlannedQuery): boolean {
  return Label === automaticLabel || isAutomatic(Label);
}
