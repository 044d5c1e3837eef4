import type { GroupDocument } from './group-document.js';

/**
 * A launch that EC2 refuses is tried again, after a pause that grows from half a minute to two
 * hours. The pause belongs to the zone, so that a group may use its other zones meanwhile.
 *
 * Instances that end as soon as they have begun are no refusal, but would be replaced without end:
 * from the fourth time in a row, the whole group pauses too, for five minutes at most.
 */
export interface Refusal {
  readonly AvailabilityZone: string;
  readonly count: number;
  readonly retryAt: Date;
}

export interface EarlyEnds {
  readonly count: number;
  readonly lastAt: Date;
}

const firstPauseSeconds = 30;
const pauseSecondsMax = 7_200;

function pauseMilliseconds(count: number, secondsMax: number): number {
  return Math.min(firstPauseSeconds * 2 ** (count - 1), secondsMax) * 1000;
}

export function withRefusal(document: GroupDocument, zone: string, now: Date): GroupDocument {
  const known = document.refusals.find(({ AvailabilityZone }) => AvailabilityZone === zone);
  // Several launches refused at once are one refusal.
  if (known !== undefined && known.retryAt > now) return document;
  const count = (known?.count ?? 0) + 1;
  const retryAt = new Date(now.getTime() + pauseMilliseconds(count, pauseSecondsMax));
  const refusal = { AvailabilityZone: zone, count, retryAt };
  return { ...document, refusals: [...others(document, zone), refusal] };
}

/** A zone that has launched an instance since it refused one is free of its past. */
export function withLaunchedIn(
  document: GroupDocument,
  zone: string,
  launchedAt: Date,
): GroupDocument {
  const known = document.refusals.find(({ AvailabilityZone }) => AvailabilityZone === zone);
  if (known === undefined || launchedAt < known.retryAt) return document;
  return { ...document, refusals: others(document, zone) };
}

function others({ refusals }: GroupDocument, zone: string): Refusal[] {
  return refusals.filter(({ AvailabilityZone }) => AvailabilityZone !== zone);
}

export function isRefusing({ refusals }: GroupDocument, zone: string, now: Date): boolean {
  return refusals.some(({ AvailabilityZone, retryAt }) => {
    return AvailabilityZone === zone && retryAt > now;
  });
}

/** An instance that ends within this time has ended early. */
const earlySeconds = 60;
const earlyEndsFree = 3;
const earlyPauseSecondsMax = 300;
/** Instances that end together have ended once. */
const togetherSeconds = 1;
/** Early ends that lie further apart have nothing to do with each other. */
const forgottenSeconds = 600;

export function withEarlyEnd(document: GroupDocument, launchedAt: Date, now: Date): GroupDocument {
  const { earlyEnds } = document;
  if (secondsBetween(launchedAt, now) > earlySeconds) return document;
  if (earlyEnds && secondsBetween(earlyEnds.lastAt, now) < togetherSeconds) return document;
  const since = launchesHeldUntil(document) ?? earlyEnds?.lastAt;
  const isForgotten = since === undefined || secondsBetween(since, now) > forgottenSeconds;
  const count = (isForgotten ? 0 : (earlyEnds?.count ?? 0)) + 1;
  return { ...document, earlyEnds: { count, lastAt: now } };
}

export function launchesHeldUntil({ earlyEnds }: GroupDocument): Date | undefined {
  if (earlyEnds === undefined || earlyEnds.count <= earlyEndsFree) return undefined;
  const pause = pauseMilliseconds(earlyEnds.count - earlyEndsFree, earlyPauseSecondsMax);
  return new Date(earlyEnds.lastAt.getTime() + pause);
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
