import type { AlarmPoint } from './alarm-evaluation.js';
import type { ContributorAttributes } from './contributor.js';
import type { ContributorSeries } from './contributor-evaluation.js';
import { groupsMax, type ResultGroup, type ResultRow } from './log-aggregation.js';

/** What became of the query of a log alarm, at one of the times of its schedule. */
export type QueryOutcome = CompleteOutcome | FailedOutcome;

export interface CompleteOutcome {
  readonly kind: 'complete';
  readonly at: Date;
  readonly queryId: string;
  readonly rows: readonly ResultRow[];
}

export interface FailedOutcome {
  /**
   * `invalid`: it would be refused again. `failed`: it ran, and came to nothing. `unavailable`:
   * there was nobody to run it.
   */
  readonly kind: 'invalid' | 'failed' | 'unavailable';
  readonly at: Date;
  readonly reason: string;
}

/** The latest results, as far as they are evaluated, the newest first. */
export interface QueryResults {
  readonly executions: readonly Execution[];
  /** Of each group the values in the same order; null where an execution has none. */
  readonly series: readonly ResultSeries[];
}

export interface Execution {
  readonly at: Date;
  /** Undefined of a query that never ran. */
  readonly queryId: string | undefined;
  readonly isFailed: boolean;
}

interface ResultSeries {
  readonly attributes: ContributorAttributes;
  readonly values: readonly (number | null)[];
}

export const noResults: QueryResults = { executions: [], series: [] };

/** A result that is there already is not counted again. */
export function isCounted({ executions }: QueryResults, { at }: QueryOutcome): boolean {
  return executions[0]?.at.getTime() === at.getTime();
}

export interface NewResult {
  readonly outcome: QueryOutcome;
  readonly groups: readonly ResultGroup[];
  /** No more results count. */
  readonly countMax: number;
}

/** Where the clock was set back, what is ahead of the new result is dropped. */
export function withResult(
  results: QueryResults,
  { outcome, groups, countMax }: NewResult,
): QueryResults {
  const { at } = outcome;
  const ahead = results.executions.filter((each) => each.at >= at).length;
  const kept = (values: readonly (number | null)[]): readonly (number | null)[] =>
    values.slice(ahead, ahead + countMax - 1);
  const before = new Map(
    results.series.map(({ attributes, values }) => [textOf(attributes), { attributes, values }]),
  );
  const series: ResultSeries[] = groups.map(({ attributes, value }) => {
    const text = textOf(attributes);
    const known = before.get(text)?.values ?? results.executions.map(() => null);
    before.delete(text);
    return { attributes, values: [value, ...kept(known)] };
  });
  for (const { attributes, values } of before.values()) {
    const rest = kept(values);
    if (series.length < groupsMax && rest.some((value) => value !== null)) {
      series.push({ attributes, values: [null, ...rest] });
    }
  }
  const queryId = outcome.kind === 'complete' ? outcome.queryId : undefined;
  const execution = { at, queryId, isFailed: outcome.kind !== 'complete' };
  const rest = results.executions.slice(ahead, ahead + countMax - 1);
  return { executions: [execution, ...rest], series };
}

function textOf(attributes: ContributorAttributes): string {
  return JSON.stringify(Object.entries(attributes));
}

/** The groups of the newest result, each with all of its datapoints. */
export function seriesOf({ executions, series }: QueryResults): readonly ContributorSeries[] {
  return series
    .filter(({ values }) => typeof values[0] === 'number')
    .map(({ attributes, values }) => ({ attributes, points: pointsOf(executions, values) }));
}

/** Of an alarm on one number. */
export function singlePoints({ executions, series }: QueryResults): readonly AlarmPoint[] {
  return pointsOf(executions, series[0]?.values ?? []);
}

/** Of an alarm on groups whether there were any: those of former results are no more in ALARM. */
export function presencePoints(
  { executions, series }: QueryResults,
  notBreaching: number,
): readonly AlarmPoint[] {
  const isThere = (index: number): boolean =>
    series.some(({ values }) => typeof values[index] === 'number');
  return pointsOf(
    executions,
    executions.map((_, index) => (isThere(index) ? notBreaching : null)),
  );
}

function pointsOf(
  executions: readonly Execution[],
  values: readonly (number | null)[],
): readonly AlarmPoint[] {
  return executions.flatMap(({ at }, index) => {
    const value = values[index];
    if (typeof value !== 'number') return [];
    const startSeconds = at.getTime() / 1000;
    return [{ position: index + 1, startSeconds, value, sampleCount: undefined }];
  });
}
