import type { Metric } from '../datapoints/datapoints.js';
import type { InsightsSource } from './insights-reading.js';
import { othersTurn } from '../turns.js';
import { evaluatePromQL, lookBackSeconds } from './promql/evaluation.js';
import { labelsOf } from './promql/labels.js';
import { parsePromQL } from './promql/parser.js';
import { needsDistribution, PromQLError, type SelectorNode, selectorsOf } from './promql/tree.js';
import type { RangeSeries, Vector } from './promql/values.js';
import { listedSince } from './recent-metrics.js';
import { foldOneUnit } from './statistics.js';
import { floorTo, type Window } from './window.js';

/**
 * Runs a query in PromQL over the metrics of an account in a region. Their samples are the minutes
 * that are over, each at the time at which it ended. A query looks at 10,000 metrics at most, and
 * at so many minutes of them as a server may read at once.
 */
export type PromQLAnswer =
  | {
      readonly kind: 'vector';
      readonly vector: Vector;
      /** False where there were more series than a query may look at or return. */
      readonly isComplete: boolean;
    }
  | { readonly kind: 'failed'; readonly reason: string };

export const seriesMax = 500;
const metricsMax = 10_000;
const minutesMax = 1_000_000;
const metricsAtOnce = 100;

export async function answerPromQL(query: string, source: InsightsSource): Promise<PromQLAnswer> {
  const node = parsePromQL(query);
  const isDistributed = needsDistribution(node);
  const selected = new Map<SelectorNode, readonly RangeSeries[]>();
  let isComplete = true;
  for (const selector of selectorsOf(node)) {
    const found = await select(selector, { ...source, needsDistribution: isDistributed });
    selected.set(selector, found.series);
    isComplete &&= found.isComplete;
  }
  try {
    const vector = evaluatePromQL(node, selected);
    const isCut = vector.length > seriesMax;
    return { kind: 'vector', vector: vector.slice(0, seriesMax), isComplete: isComplete && !isCut };
  } catch (error) {
    if (!(error instanceof PromQLError)) throw error;
    return { kind: 'failed', reason: error.message };
  }
}

interface Selected {
  readonly series: readonly RangeSeries[];
  readonly isComplete: boolean;
}

interface SampleSource extends InsightsSource {
  readonly needsDistribution: boolean;
}

async function select(selector: SelectorNode, source: SampleSource): Promise<Selected> {
  const { account, region, now, datapoints } = source;
  const window = windowOf(selector, now);
  const receivedSince = listedSince(now);
  const { metricName: MetricName } = selector;
  const filter = { account, region, MetricName, Dimensions: dimensionsOf(selector), receivedSince };
  const minutes = (window.endSeconds - window.startSeconds) / 60;
  const most = Math.min(metricsMax, Math.floor(minutesMax / Math.max(1, minutes)));
  const series: RangeSeries[] = [];
  let after: string | undefined;
  let count = 0;
  do {
    const page = await datapoints.listMetrics(filter, { after, limit: metricsAtOnce });
    const fitting = page.metrics.filter((metric) => isSelected(selector, metric));
    const taken = fitting.slice(0, most - count);
    series.push(...(await readSeries(taken, window, source)));
    count += taken.length;
    if (taken.length < fitting.length) return { series, isComplete: false };
    after = page.next;
    await othersTurn();
  } while (after !== undefined);
  return { series, isComplete: true };
}

/** The minutes that ended in the selector's range, of which the end is a part and not the start. */
function windowOf(
  { rangeSeconds = lookBackSeconds, offsetSeconds }: SelectorNode,
  now: Date,
): Window {
  const end = now.getTime() / 1000 - offsetSeconds;
  return {
    startSeconds: floorTo(end - rangeSeconds, 60),
    endSeconds: floorTo(end, 60),
    periodSeconds: 60,
  };
}

/** The metrics' index knows dimensions; all else is looked at here. */
function dimensionsOf({ matchers }: SelectorNode): readonly { Name: string; Value: string }[] {
  return matchers
    .filter(({ label, operator, value }) => {
      return operator === '=' && value !== '' && !label.startsWith('@') && label !== '';
    })
    .map(({ label: Name, value: Value }) => ({ Name, Value }));
}

function isSelected({ matchers }: SelectorNode, metric: Metric): boolean {
  const labels = labelsOf(metric);
  return matchers.every(({ label, accepts }) => accepts(labels.get(label) ?? ''));
}

async function readSeries(
  metrics: readonly Metric[],
  window: Window,
  { datapoints, now, needsDistribution: isDistributed }: SampleSource,
): Promise<readonly RangeSeries[]> {
  const ranges = metrics.map((metric) => ({ metric, ...window, needsDistribution: isDistributed }));
  const read = await datapoints.read(ranges, now);
  return metrics.flatMap((metric, index) => {
    const samples = foldOneUnit(read[index] ?? [], window).flatMap(({ number, cell }) => {
      const { SampleCount: count, Sum: sum } = cell;
      const seconds = window.startSeconds + (number + 1) * 60;
      const set = { count, sum, cell: isDistributed ? cell : undefined };
      return count > 0 ? [{ seconds, value: sum / count, set }] : [];
    });
    return samples.length === 0 ? [] : [{ labels: labelsOf(metric), samples }];
  });
}
