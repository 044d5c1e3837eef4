/**
 * Where in the index metrics lie: some by themselves, and whole families, which are all metrics of
 * one namespace, name and set of names of dimensions. A place is what a key has behind its scope,
 * as latin1; that of a metric starts with that of its family.
 */
export interface Places {
  readonly families: ReadonlySet<string>;
  readonly metrics: ReadonlySet<string>;
}

export interface Place {
  readonly kind: PlaceKind;
  readonly place: string;
}

export type PlaceKind = 'family' | 'metric';

/** What the place of a metric has behind that of its family. */
export const ownPlaceBytes = 12;

export function inBoth(a: Places, b: Places): Places {
  const metrics = [
    ...[...a.metrics].filter((metric) => holds(b, metric)),
    ...[...b.metrics].filter((metric) => holds(a, metric)),
  ];
  const families = [...a.families].filter((family) => b.families.has(family));
  return { families: new Set(families), metrics: new Set(metrics) };
}

export function inAny(all: readonly Places[]): Places {
  const families = new Set(all.flatMap((each) => [...each.families]));
  const metrics = new Set(all.flatMap((each) => [...each.metrics]));
  return { families, metrics };
}

/** In the order of the index, and each metric in one place only. */
export function inOrder({ families, metrics }: Places): readonly Place[] {
  const places: Place[] = [...families].map((place) => ({ kind: 'family', place }));
  for (const place of metrics) {
    if (!families.has(familyOf(place))) places.push({ kind: 'metric', place });
  }
  return places.sort((a, b) => (a.place < b.place ? -1 : 1));
}

function holds({ families, metrics }: Places, metric: string): boolean {
  return metrics.has(metric) || families.has(familyOf(metric));
}

function familyOf(metric: string): string {
  return metric.slice(0, -ownPlaceBytes);
}
