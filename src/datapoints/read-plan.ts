import { blockSpans } from './block-key.js';
import type { CellLength, Range } from './datapoints.js';

/**
 * Which cells a read may use. AWS keeps cells of less than a minute for 3 hours, of a minute for 15
 * days, of 5 minutes for 63 days and of an hour for 455 days; a period that is no multiple of what
 * is kept at an age finds nothing there. This goes by `now`, never by what the sweep has got to:
 * where finer cells are still there, they are read in place of the coarser ones that they make up.
 * Of a period whose beginning is lost nothing is read, since it would tell of too few samples.
 */
export interface Stretch {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Finest first. */
  readonly lengths: readonly CellLength[];
}

export function planRead(asked: RangeTime, now: Date): readonly Stretch[] {
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const { periodSeconds } = asked;
  if (periodSeconds < 60) {
    const since = nowSeconds - blockSpans[1].keptSeconds;
    return stretch(whole(asked, since), [since, Infinity], [1, 60]);
  }
  const since = (length: CellLength, unit: number): number => {
    return Math.floor((nowSeconds - blockSpans[length].keptSeconds) / unit) * unit;
  };
  const fineSince = since(60, 300);
  const middleSince = since(300, 3_600);
  const coarseSince = since(3600, 3_600);
  const oldestSince =
    periodSeconds % 3_600 === 0 ? coarseSince : periodSeconds % 300 === 0 ? middleSince : fineSince;
  const range = whole(asked, oldestSince);
  return [
    ...(periodSeconds % 3_600 === 0
      ? stretch(range, [coarseSince, middleSince], [60, 300, 3600])
      : []),
    ...(periodSeconds % 300 === 0 ? stretch(range, [middleSince, fineSince], [60, 300]) : []),
    ...stretch(range, [fineSince, Infinity], [60]),
  ];
}

type RangeTime = Pick<Range, 'startSeconds' | 'endSeconds' | 'periodSeconds'>;

/** From where its first period begins that lies behind a time as a whole. */
function whole(range: RangeTime, since: number): RangeTime {
  const { startSeconds, periodSeconds } = range;
  const lost = Math.ceil(Math.max(0, since - startSeconds) / periodSeconds);
  return { ...range, startSeconds: startSeconds + lost * periodSeconds };
}

function stretch(
  range: RangeTime,
  [since, until]: readonly [since: number, until: number],
  lengths: readonly CellLength[],
): Stretch[] {
  const startSeconds = Math.max(range.startSeconds, since);
  const endSeconds = Math.min(range.endSeconds, until);
  return startSeconds < endSeconds ? [{ startSeconds, endSeconds, lengths }] : [];
}
