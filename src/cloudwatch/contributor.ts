import { createHash } from 'node:crypto';
import type { AlarmContributor } from '@aws-sdk/client-cloudwatch';

/**
 * One of the series that an alarm on several is made of, and that is in ALARM by itself: what
 * DescribeAlarmContributors shows. It is told by its attributes, which are what a query groups its
 * metrics by, and has the same id whenever it comes again.
 */
export interface ContributorIdentity {
  readonly ContributorId: string;
  readonly ContributorAttributes: ContributorAttributes;
}

export type ContributorAttributes = Readonly<Record<string, string>>;

export type Contributor = ContributorIdentity & {
  readonly [K in 'StateReason' | 'StateTransitionedTimestamp']: Exclude<
    AlarmContributor[K],
    undefined
  >;
};

export function contributorIdentity(
  ContributorAttributes: ContributorAttributes,
): ContributorIdentity {
  const named = Object.entries(ContributorAttributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash('sha256').update(JSON.stringify(named)).digest('hex');
  return { ContributorId: digest.slice(0, idDigits), ContributorAttributes };
}

const idDigits = 16;

/** AWS keeps no more of an alarm's contributors in ALARM, and says `100+` where there are more. */
export const contributorsMax = 100;

/** Of one that the query does not return any more. */
export const noDataReason = 'No data was returned for this contributor';

/**
 * Some actions are of the alarm as a whole; those of all other kinds are run for each contributor
 * that changes its state.
 */
export function isOfContributors(actionArn: string): boolean {
  return !/^arn:[^:]+:(autoscaling|ssm-incidents|aiops):/.test(actionArn);
}
