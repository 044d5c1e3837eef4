import type { TimedCell, UnitCells } from '../datapoints/datapoints.js';
import { type LocalClock, localClock } from './local-clock.js';
import type { Window } from './window.js';

/**
 * A window whose periods are those of a clock on the wall: full minutes and hours, days from
 * midnight, weeks from Monday. It ends with the last one that is over ("Alarm evaluation window").
 * When clocks change, a day has 23 or 25 hours; its cells are then told as if it had 24, so that
 * everything behind may count on periods of one length, and `trueStart` tells when it began.
 */
export interface WallClock {
  readonly timezone: string;
  readonly periodSeconds: number;
  readonly count: number;
  /** That of the time zone, where somebody has kept it: making one takes longer than all else. */
  readonly clock?: LocalClock | undefined;
}

export const wallClockPeriods: readonly number[] = [60, 300, 3_600, 86_400, 604_800];

export function wallClockWindow(wallClock: WallClock, now: Date): Window {
  const { timezone, periodSeconds, count, clock = localClock(timezone) } = wallClock;
  const boundaries = [lastBoundary(clock, periodSeconds, Math.floor(now.getTime() / 1000))];
  while (boundaries.length <= count) {
    boundaries.unshift(lastBoundary(clock, periodSeconds, (boundaries[0] ?? 0) - 1));
  }
  const startSeconds = boundaries[0] ?? 0;
  const endSeconds = startSeconds + count * periodSeconds;
  const isRegular = boundaries.every((at, index) => at === startSeconds + index * periodSeconds);
  const window = { startSeconds, endSeconds, periodSeconds };
  return isRegular ? window : { ...window, boundaries };
}

/** The first time after this one at which a period begins. */
export function nextBoundary(wallClock: WallClock, seconds: number): number {
  const { timezone, periodSeconds, clock = localClock(timezone) } = wallClock;
  let boundary = lastBoundary(clock, periodSeconds, seconds + periodSeconds);
  // Clocks that go back make a day longer by an hour, and an hour on Lord Howe Island by half of
  // one; a date that comes twice is two days long, and nothing is longer than two periods.
  if (boundary <= seconds) {
    boundary = lastBoundary(clock, periodSeconds, seconds + 2 * periodSeconds);
  }
  for (;;) {
    const earlier = lastBoundary(clock, periodSeconds, boundary - 1);
    if (earlier <= seconds) return boundary;
    boundary = earlier;
  }
}

/** The last time, not after this one, at which a period began. */
function lastBoundary(clock: LocalClock, periodSeconds: number, seconds: number): number {
  const local = seconds + clock.offsetSeconds(seconds);
  const localStart = floorLocal(local, periodSeconds);
  const asNow = seconds - (local - localStart);
  const offsetThen = clock.offsetSeconds(asNow);
  // If clocks changed since, the offset of then holds for the start, unless it leads beyond.
  const start = offsetThen === clock.offsetSeconds(seconds) ? asNow : localStart - offsetThen;
  const boundary = start <= seconds ? start : asNow;
  // A midnight that comes twice begins one day.
  const earlier = boundary - 1;
  const isSameDay =
    periodSeconds > hour &&
    floorLocal(earlier + clock.offsetSeconds(earlier), periodSeconds) === localStart;
  return isSameDay ? lastBoundary(clock, periodSeconds, earlier) : boundary;
}

const hour = 3_600;
const week = 604_800;
/** The epoch began on a Thursday. */
const mondaySeconds = 4 * 86_400;

function floorLocal(local: number, periodSeconds: number): number {
  const origin = periodSeconds === week ? mondaySeconds : 0;
  return Math.floor((local - origin) / periodSeconds) * periodSeconds + origin;
}

/** What is read of a window: the whole of it, so finely that each cell lies in one period. */
export function readWindow(window: Window): Omit<Window, 'boundaries'> {
  const { startSeconds, endSeconds, periodSeconds, boundaries } = window;
  if (boundaries === undefined) return { startSeconds, endSeconds, periodSeconds };
  const lengths = boundaries.map((at) => at - startSeconds).filter((length) => length > 0);
  return {
    startSeconds,
    endSeconds: boundaries.at(-1) ?? endSeconds,
    periodSeconds: lengths.reduce(greatestCommonDivisor, periodSeconds),
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The cells at the times that they would have in periods of one length. */
export function cellsInWindow(units: readonly UnitCells[], window: Window): readonly UnitCells[] {
  const { boundaries } = window;
  if (boundaries === undefined) return units;
  return units.map(({ Unit, cells }) => ({
    Unit,
    cells: cells.map((cell): TimedCell => {
      const { startSeconds } = cell;
      const index = boundaries.findLastIndex((at) => at <= startSeconds);
      const within = Math.min(startSeconds - (boundaries[index] ?? 0), window.periodSeconds - 1);
      return { ...cell, startSeconds: window.startSeconds + index * window.periodSeconds + within };
    }),
  }));
}

/** When the period really began whose start is told as this. */
export function trueStart(seconds: number, window: Window): number {
  const { startSeconds, periodSeconds, boundaries } = window;
  return boundaries?.[Math.floor((seconds - startSeconds) / periodSeconds)] ?? seconds;
}
