import { formatDouble } from '../wire/text.js';
import { shortTime } from './alarm-crossing.js';
import type { PromQLAlarm, PromQLCriteria } from './alarm-document.js';
import {
  type Contributor,
  contributorIdentity,
  contributorsMax,
  noDataReason,
} from './contributor.js';
import type { ContributorChange, ContributorsDecision } from './contributor-evaluation.js';
import type { Vector } from './promql/values.js';

/**
 * The contributors of an alarm on a query in PromQL. Whatever the query returns breaches. A series
 * that it has returned for PendingPeriod is in ALARM, and is so until it has not been returned for
 * RecoveryPeriod ("PromQL alarms"); these are `for` and `keep_firing_for` of Prometheus. The alarm
 * is in ALARM as long as one of them is.
 */
export interface ContributorTimes {
  /** Returned, but not for so long. */
  readonly pending: readonly TimedContributor[];
  /** In ALARM, and not returned any more. */
  readonly recovering: readonly TimedContributor[];
}

export interface TimedContributor {
  readonly ContributorId: string;
  readonly since: Date;
}

export interface PromQLBefore {
  readonly contributors: readonly Contributor[];
  readonly times: ContributorTimes;
}

export interface PromQLDecision extends ContributorsDecision {
  readonly times: ContributorTimes;
}

export const noTimes: ContributorTimes = { pending: [], recovering: [] };

export function followVector(
  { EvaluationCriteria }: Pick<PromQLAlarm, 'EvaluationCriteria'>,
  before: PromQLBefore,
  { vector, now }: { readonly vector: Vector; readonly now: Date },
): PromQLDecision {
  const criteria = EvaluationCriteria.PromQLCriteria;
  const { times, contributors } = before;
  const returned = vector.map(({ labels, value }) => {
    return { ...contributorIdentity(Object.fromEntries(labels)), value };
  });
  const returnedIds = idsOf(returned);
  const inAlarmIds = idsOf(contributors);
  const candidates = timed(
    returned.filter(({ ContributorId }) => !inAlarmIds.has(ContributorId)),
    times.pending,
    now,
  );
  const ready = candidates.filter(({ since }) => hasLasted(since, criteria.PendingPeriod, now));
  const absent = timed(
    contributors.filter(({ ContributorId }) => !returnedIds.has(ContributorId)),
    times.recovering,
    now,
  );
  const ended = absent.filter(({ since }) => hasLasted(since, criteria.RecoveryPeriod, now));
  const endedIds = idsOf(ended);
  const stayed = contributors.filter(({ ContributorId }) => !endedIds.has(ContributorId));
  const started = ready
    .slice(0, Math.max(0, contributorsMax - stayed.length))
    .map(({ ContributorId, ContributorAttributes, value }) => ({
      ContributorId,
      ContributorAttributes,
      StateReason: breachingReason(criteria, value, now),
      StateTransitionedTimestamp: now,
    }));
  const startedIds = idsOf(started);
  return {
    contributors: [...stayed, ...started],
    changes: [
      ...started.map((contributor) => change(contributor, 'ALARM')),
      ...ended.map(({ ContributorId, ContributorAttributes }) => {
        const gone = { ContributorId, ContributorAttributes, StateReason: noDataReason };
        return change({ ...gone, StateTransitionedTimestamp: now }, 'OK');
      }),
    ],
    state: summary(stayed.length + ready.length),
    times: {
      pending: candidates.filter(({ ContributorId }) => !startedIds.has(ContributorId)).map(told),
      recovering: absent.filter(({ ContributorId }) => !endedIds.has(ContributorId)).map(told),
    },
  };
}

/** Since when they have been as they are: since before, or since now. */
function timed<C extends { readonly ContributorId: string }>(
  contributors: readonly C[],
  before: readonly TimedContributor[],
  now: Date,
): readonly (C & TimedContributor)[] {
  const known = new Map(before.map(({ ContributorId, since }) => [ContributorId, since]));
  return contributors.map((each) => ({ ...each, since: known.get(each.ContributorId) ?? now }));
}

function told({ ContributorId, since }: TimedContributor): TimedContributor {
  return { ContributorId, since };
}

/**
 * Evaluations come with a beat, which is up to a second late and may be less so than the one that
 * they are counted from; what wants a little of its period then would wait a whole interval more.
 */
function hasLasted(since: Date, seconds = 0, now: Date): boolean {
  return now.getTime() - since.getTime() > seconds * 1000 - beatMilliseconds;
}

const beatMilliseconds = 1000;

function idsOf(contributors: readonly { readonly ContributorId: string }[]): ReadonlySet<string> {
  return new Set(contributors.map(({ ContributorId }) => ContributorId));
}

function change(
  contributor: Contributor,
  StateValue: ContributorChange['StateValue'],
): ContributorChange {
  return { contributor, StateValue };
}

/** No page tells AWS's own words. */
function breachingReason({ PendingPeriod = 0 }: PromQLCriteria, value: number, now: Date): string {
  const lasting = PendingPeriod === 0 ? '' : ` for ${PendingPeriod} seconds`;
  const at = shortTime(Math.floor(now.getTime() / 1000));
  return (
    `The time series was returned by the query${lasting}. ` +
    `The most recent value: [${formatDouble(value)} (${at})].`
  );
}

/** Of those that do not breach nobody knows how many there are ("Limits" of alarms). */
function summary(count: number): ContributorsDecision['state'] {
  const counted = count > contributorsMax ? `${contributorsMax}+` : `${count}`;
  const StateReason = `${counted} time series evaluated to ALARM`;
  return { StateValue: count === 0 ? 'OK' : 'ALARM', StateReason };
}
