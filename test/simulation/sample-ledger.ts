import { naiveMean, naivePercentile } from '../cloudwatch/naive-statistics.js';

/** Every sample that a world has sent, kept one by one: what stored data are held against. */
export interface SentSample {
  readonly MetricName: string;
  /** Of a metric that each host has. */
  readonly host?: string | undefined;
  readonly at: number;
  readonly value: number;
}

export interface Stretch {
  readonly MetricName: string;
  readonly host?: string | undefined;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export class SampleLedger {
  private readonly samples: SentSample[] = [];
  private readonly doubtful: SentSample[] = [];

  /** `isSure` says that they were answered for; what was not may be stored or not. */
  note(samples: readonly SentSample[], isSure: boolean): void {
    (isSure ? this.samples : this.doubtful).push(...samples);
  }

  /** Undefined where there is none; NaN where nobody can tell. */
  statistic(name: string, stretch: Stretch): number | undefined {
    if (this.doubtful.some((each) => isWithin(each, stretch))) return NaN;
    const values = this.samples.filter((each) => isWithin(each, stretch)).map(({ value }) => value);
    return values.length === 0 ? undefined : statisticOf(name, values);
  }
}

/** Samples fall into cells by the second. */
function isWithin({ MetricName, host, at }: SentSample, wanted: Stretch): boolean {
  const seconds = Math.floor(at / 1000);
  return (
    MetricName === wanted.MetricName &&
    host === wanted.host &&
    seconds >= wanted.startSeconds &&
    seconds < wanted.endSeconds
  );
}

function statisticOf(name: string, values: readonly number[]): number {
  switch (name) {
    case 'Average':
      return naiveMean(values);
    case 'Sum':
      return values.reduce((sum, value) => sum + value, 0);
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
    case 'SampleCount':
      return values.length;
    default:
      return naivePercentile(values, Number(name.slice(1)));
  }
}
