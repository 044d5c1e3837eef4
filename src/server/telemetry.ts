/**
 * What this server tells Prometheus about itself, in its text format. A counter only grows, a gauge
 * is what it was last set to, a histogram counts observations in buckets of seconds.
 */
export class Telemetry {
  private readonly families = new Map<MetricName, Family>();

  count(name: MetricName, labels: Labels = {}, by = 1): void {
    const family = this.family(name, 'counter');
    const series = labelText(labels);
    family.values.set(series, (family.values.get(series) ?? 0) + by);
  }

  set(name: MetricName, value: number, labels: Labels = {}): void {
    this.family(name, 'gauge').values.set(labelText(labels), value);
  }

  observe(name: MetricName, seconds: number, labels: Labels = {}): void {
    const family = this.family(name, 'histogram');
    const series = labelText(labels);
    let buckets = family.buckets.get(series);
    if (buckets === undefined) {
      buckets = new Float64Array(bucketSeconds.length + 2);
      family.buckets.set(series, buckets);
    }
    let index = bucketSeconds.findIndex((bound) => seconds <= bound);
    if (index < 0) index = bucketSeconds.length;
    buckets[index] = (buckets[index] ?? 0) + 1;
    const sumIndex = bucketSeconds.length + 1;
    buckets[sumIndex] = (buckets[sumIndex] ?? 0) + seconds;
  }

  render(): string {
    const lines: string[] = [];
    for (const [name, family] of this.families) {
      lines.push(`# HELP ${name} ${help[name]}`, `# TYPE ${name} ${family.kind}`);
      for (const [series, value] of family.values) lines.push(`${name}${braced(series)} ${value}`);
      for (const [series, buckets] of family.buckets) {
        lines.push(...histogramLines(name, series, buckets));
      }
    }
    return `${lines.join('\n')}\n`;
  }

  private family(name: MetricName, kind: Family['kind']): Family {
    let family = this.families.get(name);
    if (family === undefined) {
      family = { kind, values: new Map(), buckets: new Map() };
      this.families.set(name, family);
    }
    return family;
  }
}

const help = {
  updraft_requests_total: 'AWS requests answered, by operation and error code.',
  updraft_request_seconds: 'Time from a complete request to its answer.',
  updraft_beats_total: 'Beats of the heartbeat.',
  updraft_beat_seconds: 'Time that a beat took.',
  updraft_lateness_seconds: 'How late the most overdue document of a beat was seen to.',
  updraft_attended_total: 'Documents that the heartbeat saw to.',
  updraft_failures_total: 'Failures that were logged, by place.',
  updraft_alarm_transitions_total: 'Alarm transitions, by new state.',
  updraft_store_seconds: 'Time that calls of the store took, those that write until durable.',
  updraft_store_failures_total: 'Calls that the store could not serve.',
} as const;

export type MetricName = keyof typeof help;
export type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly values: Map<string, number>;
  /** Per series: one count for each bound, one for the rest, and the sum. */
  readonly buckets: Map<string, Float64Array>;
}

const bucketSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');
}

function braced(series: string): string {
  return series === '' ? '' : `{${series}}`;
}

function histogramLines(name: string, series: string, buckets: Float64Array): string[] {
  const prefix = series === '' ? '' : `${series},`;
  const lines: string[] = [];
  let total = 0;
  [...bucketSeconds, Infinity].forEach((bound, index) => {
    total += buckets[index] ?? 0;
    const le = bound === Infinity ? '+Inf' : String(bound);
    lines.push(`${name}_bucket{${prefix}le="${le}"} ${total}`);
  });
  const sum = buckets[bucketSeconds.length + 1] ?? 0;
  return [
    ...lines,
    `${name}_sum${braced(series)} ${sum}`,
    `${name}_count${braced(series)} ${total}`,
  ];
}
