import type { UnitCells } from '../datapoints/datapoints.js';
import { type DetectorConfiguration, type DetectorSubject } from './anomaly-detector.js';
import { addsUp, parseStatistic } from './statistic-syntax.js';

/**
 * The ranges of time that a detector does not learn from. Nothing of them is learned: a minute that
 * one of them touches is left out of its period, which the rest of it tells. Where a statistic adds
 * up, a period without some of its minutes would have too little, and is left out itself.
 */
export class Exclusion {
  constructor(
    private readonly ranges: DetectorConfiguration['ExcludedTimeRanges'],
    private readonly isOfSums: boolean,
  ) {}

  /** What is left of what was read, with which periods are made. */
  left(read: readonly (readonly UnitCells[])[]): readonly (readonly UnitCells[])[] {
    if (this.isOfSums || this.ranges.length === 0) return read;
    return read.map((units) =>
      units.map(({ Unit, cells }) => ({
        Unit,
        cells: cells.filter(({ startSeconds }) => !this.touches(startSeconds, 60)),
      })),
    );
  }

  /** Whether a period is no period to learn from. */
  excludes(startSeconds: number, periodSeconds: number): boolean {
    if (this.isOfSums) return this.touches(startSeconds, periodSeconds);
    // What is made of nothing, as FILL makes it, is no data either.
    for (let at = startSeconds; at < startSeconds + periodSeconds; at += 60) {
      if (!this.touches(at, 60)) return false;
    }
    return true;
  }

  private touches(startSeconds: number, lengthSeconds: number): boolean {
    return this.ranges.some(({ StartTime, EndTime }) => {
      const [from, to] = [StartTime.getTime() / 1000, EndTime.getTime() / 1000];
      return startSeconds < to && startSeconds + lengthSeconds > from;
    });
  }
}

export function exclusionOf(
  subject: DetectorSubject,
  { ExcludedTimeRanges }: DetectorConfiguration,
): Exclusion {
  const names =
    subject.kind === 'metric'
      ? [subject.Stat]
      : subject.MetricDataQueries.flatMap(({ MetricStat }) => MetricStat?.Stat ?? []);
  const isOfSums = names.some((name) => {
    const statistic = parseStatistic(name);
    return statistic !== undefined && addsUp(statistic);
  });
  return new Exclusion(ExcludedTimeRanges, isOfSums);
}
