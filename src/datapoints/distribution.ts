/** PLACEHOLDER until the real one. */
export interface Distribution {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

export function merged(a: Distribution, b: Distribution): Distribution {
  return { values: [...a.values, ...b.values], counts: [...a.counts, ...b.counts] };
}
