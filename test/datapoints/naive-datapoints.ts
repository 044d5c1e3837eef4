import type { Range, Sample } from '../../src/datapoints/datapoints.js';

/** What AWS promises of datapoints, obviously right and slow: it keeps all samples for ever. */
export class NaiveDatapoints {
  private readonly samples: { readonly sample: Sample; readonly now: Date }[] = [];

  append(samples: readonly Sample[], now: Date): void {
    for (const sample of samples) this.samples.push({ sample, now });
  }

  /** One statistic set for each period and unit, by `unit start`. */
  read(range: Range, now: Date): Readonly<Record<string, readonly number[]>> {
    const sets = new Map<string, readonly number[]>();
    for (const { sample, now: receivedAt } of this.samples) {
      const start = this.periodOf({ sample, receivedAt }, range, now);
      if (start === undefined || !isOf(sample, range)) continue;
      const key = `${sample.Unit} ${start}`;
      const { SampleCount, Sum, Minimum, Maximum } = sample.cell;
      const [count = 0, sum = 0, min = Infinity, max = -Infinity] = sets.get(key) ?? [];
      sets.set(key, [
        count + SampleCount,
        sum + Sum,
        Math.min(min, Minimum),
        Math.max(max, Maximum),
      ]);
    }
    return Object.fromEntries([...sets].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private periodOf(
    { sample, receivedAt }: { readonly sample: Sample; readonly receivedAt: Date },
    range: Range,
    now: Date,
  ): number | undefined {
    const { startSeconds, endSeconds, periodSeconds } = range;
    const seconds = Math.floor(sample.Timestamp.getTime() / 1000);
    const isFine = sample.StorageResolution === 1 && periodSeconds < 60;
    // High resolution that arrived after its three hours is known by the minute alone.
    if (isFine && receivedAt.getTime() / 1000 - seconds >= threeHours) return undefined;
    const cell = isFine ? seconds : Math.floor(seconds / 60) * 60;
    const kept = keptUnit(cell, periodSeconds, Math.floor(now.getTime() / 1000));
    if (kept === undefined || cell < startSeconds || cell >= endSeconds) return undefined;
    return startSeconds + Math.floor((cell - startSeconds) / periodSeconds) * periodSeconds;
  }
}

const threeHours = 3 * 3_600;
const day = 86_400;

/** The unit of time that is kept at the age, if the period is a multiple of it. */
function keptUnit(seconds: number, period: number, now: number): number | undefined {
  if (period < 60) return seconds >= now - threeHours ? 1 : undefined;
  const since = (age: number, unit: number): number => Math.floor((now - age) / unit) * unit;
  const unit =
    seconds >= since(15 * day, 300) ? 60 : seconds >= since(63 * day, 3_600) ? 300 : 3_600;
  if (seconds < since(455 * day, 3_600)) return undefined;
  return period % unit === 0 ? unit : undefined;
}

function isOf({ metric, Unit }: Sample, range: Range): boolean {
  if (range.Unit !== undefined && range.Unit !== Unit) return false;
  return JSON.stringify(metric) === JSON.stringify(range.metric);
}
