import { periodCount, type Window } from './window.js';

/**
 * How GetMetricData divides a page among its queries: what counts are the periods of each window,
 * empty ones too; they are shared evenly, and what one query leaves goes to the others in order.
 */
export interface PageShare<Q> {
  readonly query: Q;
  /** The part of the query's window that this page covers. */
  readonly window: Window;
  /** Periods covered up to the end of this page. */
  readonly doneCount: number;
  readonly isComplete: boolean;
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
    };
  });
}

function partOf(window: Window, from: number, to: number): Window {
  const at = (number: number): number => window.startSeconds + number * window.periodSeconds;
  return { ...window, startSeconds: at(from), endSeconds: Math.min(at(to), window.endSeconds) };
}

/** Each gets as much as every other, but no more than it can use; the first get the remainder. */
export function evenShares(wanted: readonly number[], total: number): readonly number[] {
  const shares = wanted.map(() => 0);
  let left = total;
  for (;;) {
    const open = wanted.flatMap((want, index) => (want > (shares[index] ?? 0) ? [index] : []));
    if (open.length === 0 || left === 0) return shares;
    const each = Math.max(1, Math.floor(left / open.length));
    for (const index of open) {
      const share = Math.min(each, (wanted[index] ?? 0) - (shares[index] ?? 0), left);
      shares[index] = (shares[index] ?? 0) + share;
      left -= share;
    }
  }
}
