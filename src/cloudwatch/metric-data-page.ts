import { periodCount, type Window } from './window.js';

/**
 * How GetMetricData divides a page among its queries: what counts are the periods of each window,
 * empty ones too; they are shared evenly, and what is left of that goes to the first queries that
 * can use it, to each as much as it can (recorded from AWS).
 */
export interface PageShare<Q> {
  readonly query: Q;
  /** The part of the query's window that this page covers. */
  readonly window: Window;
  /** Periods covered up to the end of this page. */
  readonly doneCount: number;
  readonly isComplete: boolean;
  /** Earlier pages have told all of it, so that this one has nothing of it (recorded from AWS). */
  readonly isTold: boolean;
}

export interface PageRequest {
  readonly isDescending: boolean;
  readonly periodsMax: number;
  /** Periods that earlier pages covered, for each query. */
  readonly doneCounts: readonly number[];
}

export function sharePage<Q extends { readonly window: Window }>(
  queries: readonly Q[],
  { isDescending, periodsMax, doneCounts }: PageRequest,
): readonly PageShare<Q>[] {
  const counts = queries.map(({ window }) => periodCount(window));
  const left = counts.map((count, index) => count - (doneCounts[index] ?? 0));
  const shares = evenShares(left, periodsMax);
  return queries.map((query, index) => {
    const [count = 0, share = 0] = [counts[index], shares[index]];
    const from = doneCounts[index] ?? 0;
    const to = from + share;
    const [first, end] = isDescending
      ? ([count - to, count - from] as const)
      : ([from, to] as const);
    return {
      query,
      window: partOf(query.window, first, end),
      doneCount: to,
      isComplete: to === count,
      isTold: from > 0 && from === count,
    };
  });
}

function partOf(window: Window, from: number, to: number): Window {
  const at = (number: number): number => window.startSeconds + number * window.periodSeconds;
  return { ...window, startSeconds: at(from), endSeconds: Math.min(at(to), window.endSeconds) };
}

/** Each gets as much as every other, but no more than it can use; then the first get the rest. */
export function evenShares(wanted: readonly number[], total: number): readonly number[] {
  const openCount = wanted.filter((want) => want > 0).length;
  const each = Math.floor(total / Math.max(1, openCount));
  let left = total - wanted.reduce((sum, want) => sum + Math.min(want, each), 0);
  return wanted.map((want) => {
    const more = Math.min(left, want - Math.min(want, each));
    left -= more;
    return Math.min(want, each) + more;
  });
}
