import type { Dimension } from '../datapoints/datapoints.js';
import { atOnce, Pace, type Steps } from '../turns.js';

/**
 * What GetMetricData calls a result that was given no label: what tells it from the others of the
 * call. Parts that are the same for all fall away; the namespace stays where it differs, dimension
 * values that differ in the order of the dimensions' names, and the name of the metric where it
 * differs or nothing else is left. Statistic and period tell apart what is of one metric, where
 * these differ among its results (recorded from AWS).
 */
export interface Unlabelled {
  readonly metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: readonly Dimension[];
  };
  readonly Stat: string;
  readonly window: { readonly periodSeconds: number };
}

/** Whether the automatic label shows: alone, or within one that was given. */
export function isAutomatic(Label: string | undefined): boolean {
  return Label === undefined || Label.includes('${LABEL}');
}

/** The order in which results of a search stand. */
export function byLabel(a: { readonly Label: string }, b: { readonly Label: string }): number {
  return a.Label < b.Label ? -1 : a.Label > b.Label ? 1 : 0;
}

export function withAutomaticLabels<Q extends Unlabelled>(
  queries: readonly Q[],
): readonly Named<Q>[] {
  return atOnce(automaticLabelSteps(queries));
}

type Named<Q> = Q & { readonly automaticLabel: string };

/** The same, but pauses whenever others should have a turn: searches find many thousands. */
export function* automaticLabelSteps<Q extends Unlabelled>(
  queries: readonly Q[],
  distinctions = new Distinctions(),
): Steps<readonly Named<Q>[]> {
  const pace = new Pace(pauseQueries);
  for (const query of queries) {
    distinctions.add(query);
    if (pace.isPauseDue(1)) yield;
  }
  const labelled: Named<Q>[] = [];
  for (const query of queries) {
    labelled.push({ ...query, automaticLabel: distinctions.label(query) });
    if (pace.isPauseDue(1)) yield;
  }
  return labelled;
}

const pauseQueries = 1_000;

/** What tells the results of a call apart. */
export class Distinctions {
  private count = 0;
  private readonly namespace = new Distinction();
  private readonly metricName = new Distinction();
  private readonly dimensions = new Map<string, Distinction>();
  private readonly ofMetric = new Map<string, OfMetric>();
  private telling: readonly string[] | undefined;

  add({ metric, Stat, window }: Unlabelled): void {
    this.count += 1;
    this.telling = undefined;
    this.namespace.add(metric.Namespace);
    this.metricName.add(metric.MetricName);
    for (const { Name, Value } of metric.Dimensions) {
      foundOrMade(this.dimensions, Name, () => new Distinction()).add(Value);
    }
    const own = foundOrMade(this.ofMetric, metricText(metric), () => {
      return { Stat: new Distinction(), Period: new Distinction() };
    });
    own.Stat.add(Stat);
    own.Period.add(window.periodSeconds);
  }

  /** Of one that was added. */
  label({ metric, Stat, window }: Unlabelled): string {
    const values = this.tellingNames().flatMap((name) => dimensionOf(metric, name) ?? []);
    const context = [...(this.namespace.differs ? [metric.Namespace] : []), ...values];
    const own = this.ofMetric.get(metricText(metric));
    return [
      ...context,
      ...(this.metricName.differs || context.length === 0 ? [metric.MetricName] : []),
      ...(own?.Stat.differs ? [Stat] : []),
      ...(own?.Period.differs ? [String(window.periodSeconds)] : []),
    ].join(' ');
  }

  /** Dimensions that have several values, or that some of the metrics lack. */
  private tellingNames(): readonly string[] {
    this.telling ??= [...this.dimensions]
      .filter(([, { differs, count }]) => differs || count < this.count)
      .map(([name]) => name)
      .sort();
    return this.telling;
  }
}

/** Whether all values of one part are the same. */
class Distinction {
  count = 0;
  differs = false;
  private first: unknown;

  add(value: unknown): void {
    if (this.count === 0) this.first = value;
    else if (value !== this.first) this.differs = true;
    this.count += 1;
  }
}

interface OfMetric {
  readonly Stat: Distinction;
  readonly Period: Distinction;
}

function foundOrMade<V>(known: Map<string, V>, key: string, make: () => V): V {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

function metricText({ Namespace, MetricName, Dimensions }: Unlabelled['metric']): string {
  const pairs = Dimensions.map(({ Name, Value }) => [Name, Value]);
  return JSON.stringify([Namespace, MetricName, pairs]);
}

function dimensionOf({ Dimensions }: Unlabelled['metric'], name: string): string | undefined {
  return Dimensions.find(({ Name }) => Name === name)?.Value;
}
