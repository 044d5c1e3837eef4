import type { StateValue } from '@aws-sdk/client-cloudwatch';
import {
  type AlarmPoint,
  type EvaluationSettings,
  decideState,
  type Evidence,
  gatherEvidence,
  type StateDecision,
  treatmentOf,
} from './alarm-evaluation.js';
import {
  type Contributor,
  type ContributorAttributes,
  contributorIdentity,
  contributorsMax,
  noDataReason,
} from './contributor.js';
import { contributorReason, missingSeriesReason } from './contributor-reason.js';

/**
 * Evaluates an alarm on several series. Each is evaluated as an alarm of its own, and is a
 * contributor while it is in ALARM; one that the query does not return any more is OK, and counts
 * among the series once more (recorded). The alarm is in ALARM as long as one series is. Only where
 * there is no series at all does TreatMissingData decide for the alarm ("Create a CloudWatch alarm
 * based on a Metrics Insights query"); where it is to be ignored, the alarm and its contributors
 * stay as they are, so that neither tells otherwise than the other.
 */
export interface ContributorSeries {
  readonly attributes: ContributorAttributes;
  /** The newest first. */
  readonly points: readonly AlarmPoint[];
}

export interface EvaluatedContributors extends ContributorsDecision {
  /** What decided about each series, in the order in which they were returned. */
  readonly evaluated: readonly EvaluatedSeries[];
}

export interface EvaluatedSeries {
  readonly evidence: Evidence;
  readonly decision: StateDecision;
  readonly isInAlarm: boolean;
  /** As it is since this evaluation, or still. */
  readonly contributor: Contributor;
}

export interface ContributorsDecision {
  /** Those in ALARM from now on. */
  readonly contributors: readonly Contributor[];
  readonly changes: readonly ContributorChange[];
  /** Of the alarm; undefined where it keeps the one that it has. */
  readonly state: SummaryState | undefined;
}

export interface ContributorChange {
  readonly contributor: Contributor;
  readonly StateValue: 'OK' | 'ALARM';
}

export interface SummaryState {
  readonly StateValue: StateValue;
  readonly StateReason: string;
}

export interface SeenSeries {
  readonly series: readonly ContributorSeries[];
  readonly now: Date;
  /** Where the state of one is decided otherwise than that of an alarm on it would be. */
  readonly decide?: ((points: readonly AlarmPoint[]) => StateDecision) | undefined;
  /** What they are called. */
  readonly noun?: string | undefined;
}

export function evaluateContributors(
  alarm: EvaluationSettings,
  before: readonly Contributor[],
  { series, now, decide, noun }: SeenSeries,
): EvaluatedContributors {
  if (series.length === 0 && treatmentOf(alarm) === 'ignore') {
    return { contributors: before, changes: [], state: undefined, evaluated: [] };
  }
  const evaluated = series.map((each) => {
    const evidence = gatherEvidence(alarm, each.points);
    const decision = decide?.(each.points) ?? decideState(alarm, evidence);
    return evaluateSeries(alarm, before, { series: each, evidence, decision, now });
  });
  const { contributors, started } = follow(before, evaluated);
  const seen = new Set(evaluated.map(({ contributor }) => contributor.ContributorId));
  const gone = before
    .filter(({ ContributorId }) => !seen.has(ContributorId))
    .map((each) => ({ ...each, StateReason: noDataReason, StateTransitionedTimestamp: now }));
  const wasInAlarm = isAmong(before);
  const ended = evaluated
    .filter(({ isInAlarm, contributor }) => !isInAlarm && wasInAlarm(contributor))
    .map(({ contributor }) => contributor);
  return {
    contributors,
    changes: [
      ...started.map((contributor) => ({ contributor, StateValue: 'ALARM' }) as const),
      ...[...ended, ...gone].map((contributor) => ({ contributor, StateValue: 'OK' }) as const),
    ],
    state: summaryState(alarm, { evaluated, goneCount: gone.length, noun }),
    evaluated,
  };
}

interface DecidedSeries {
  readonly series: ContributorSeries;
  readonly evidence: Evidence;
  readonly decision: StateDecision;
  readonly now: Date;
}

function evaluateSeries(
  alarm: EvaluationSettings,
  before: readonly Contributor[],
  { series, evidence, decision, now }: DecidedSeries,
): EvaluatedSeries {
  const identity = contributorIdentity(series.attributes);
  const known = before.find(({ ContributorId }) => ContributorId === identity.ContributorId);
  const changed = (StateReason: string): Contributor => {
    return { ...identity, StateReason, StateTransitionedTimestamp: now };
  };
  // A contributor is in ALARM or OK, and nothing else: what is not decided stays as it was.
  if (decision.kind === 'unchanged' || decision.kind === 'unknown') {
    const contributor = known ?? changed('');
    return { evidence, decision, isInAlarm: known !== undefined, contributor };
  }
  const isInAlarm = decision.StateValue === 'ALARM';
  const contributor =
    known !== undefined && isInAlarm ? known : changed(contributorReason(alarm, decision));
  return { evidence, decision, isInAlarm, contributor };
}

/** Those that are in ALARM already keep their place; new ones come in the order of the query. */
function follow(
  before: readonly Contributor[],
  evaluated: readonly EvaluatedSeries[],
): { readonly contributors: readonly Contributor[]; readonly started: readonly Contributor[] } {
  const inAlarm = evaluated
    .filter(({ isInAlarm }) => isInAlarm)
    .map(({ contributor }) => contributor);
  const wasInAlarm = isAmong(before);
  const stayed = before.filter(isAmong(inAlarm));
  const started = inAlarm
    .filter((contributor) => !wasInAlarm(contributor))
    .slice(0, contributorsMax - stayed.length);
  return { contributors: [...stayed, ...started], started };
}

function isAmong(contributors: readonly Contributor[]): (one: Contributor) => boolean {
  const ids = new Set(contributors.map(({ ContributorId }) => ContributorId));
  return ({ ContributorId }) => ids.has(ContributorId);
}

interface Counted {
  readonly evaluated: readonly EvaluatedSeries[];
  readonly goneCount: number;
  readonly noun: string | undefined;
}

function summaryState(
  alarm: EvaluationSettings,
  { evaluated, goneCount, noun = 'time series' }: Counted,
): SummaryState | undefined {
  if (evaluated.length === 0) return missingState(alarm);
  const total = evaluated.length + goneCount;
  const count = evaluated.filter(({ isInAlarm }) => isInAlarm).length;
  if (count === 0) return { StateValue: 'OK', StateReason: `${total} ${noun} evaluated to OK` };
  const counted = count > contributorsMax ? `${contributorsMax}+` : `${count} out of ${total}`;
  return { StateValue: 'ALARM', StateReason: `${counted} ${noun} evaluated to ALARM` };
}

function missingState(alarm: EvaluationSettings): SummaryState | undefined {
  const treatment = treatmentOf(alarm);
  if (treatment === 'ignore') return undefined;
  const StateReason = missingSeriesReason(treatment);
  switch (treatment) {
    case 'breaching':
      return { StateValue: 'ALARM', StateReason };
    case 'notBreaching':
      return { StateValue: 'OK', StateReason };
    case 'missing':
      return { StateValue: 'INSUFFICIENT_DATA', StateReason };
  }
}
