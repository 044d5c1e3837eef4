import type { GroupDocument, ManagedInstance } from './group-document.js';
import type { ObservedInstance } from './turn.js';

/**
 * An instance in service is healthy while EC2 runs it, its status checks do not fail, and nobody
 * has reported it as unhealthy. An instance that does not run is unhealthy at once; the other two
 * findings count only when the grace period since it came into service is over. What a user has
 * reported holds until the user takes it back, whatever EC2 finds meanwhile.
 */
export type HealthFinding = 'ended' | 'impaired' | 'reported' | 'outlived' | 'interrupted';

/** How the cause of a termination names the finding. */
export const findingTexts: Readonly<Record<HealthFinding, string>> = {
  ended: 'an EC2 health check indicating it has been terminated or stopped',
  impaired: 'an EC2 instance status check failure',
  reported: 'a user health-check',
  outlived: 'a max instance lifetime',
  interrupted: 'an EC2 instance rebalance recommendation',
};

/** What the observation finds wrong; undefined if nothing. */
export function findingOf(
  document: GroupDocument,
  managed: ManagedInstance,
  { seen, now }: { readonly seen: ObservedInstance; readonly now: Date },
): HealthFinding | undefined {
  if (seen.state !== 'running' && seen.state !== 'pending') return 'ended';
  if (seen.status === 'impaired' && graceEnd(document, managed) <= now) return 'impaired';
  // A document of an earlier version knows of a report by what it found.
  const isReported = managed.isReported === true || managed.unhealthyBecause === 'reported';
  return isReported ? 'reported' : undefined;
}

export function graceEnd({ group }: GroupDocument, { inServiceAt }: ManagedInstance): Date {
  const start = inServiceAt?.getTime() ?? Infinity;
  return new Date(Math.min(start + group.HealthCheckGracePeriod * 1000, latestTime));
}

const latestTime = 8.64e15;

export function withFinding(
  managed: ManagedInstance,
  finding: HealthFinding | undefined,
): ManagedInstance {
  if (managed.unhealthyBecause === finding) return managed;
  const HealthStatus = finding === undefined ? 'Healthy' : 'Unhealthy';
  const instance = { ...managed.instance, HealthStatus };
  return { ...managed, instance, unhealthyBecause: finding };
}

export interface HealthReport {
  readonly HealthStatus: string;
  readonly shouldRespectGracePeriod: boolean;
  readonly now: Date;
}

/** SetInstanceHealth: a report is heard for instances in service only, after their grace period. */
export function withHealthReported(
  document: GroupDocument,
  managed: ManagedInstance,
  { HealthStatus, shouldRespectGracePeriod, now }: HealthReport,
): ManagedInstance {
  if (managed.instance.LifecycleState !== 'InService') return managed;
  if (HealthStatus === 'Healthy') return withHealthReset(managed);
  if (shouldRespectGracePeriod && graceEnd(document, managed) > now) return managed;
  if (managed.isReported === true) return managed;
  return { ...withFinding(managed, managed.unhealthyBecause ?? 'reported'), isReported: true };
}

/** Nothing is known against it any more, until it is looked at again. */
export function withHealthReset(managed: ManagedInstance): ManagedInstance {
  const healthy = withFinding(managed, undefined);
  return healthy.isReported === true ? { ...healthy, isReported: undefined } : healthy;
}
