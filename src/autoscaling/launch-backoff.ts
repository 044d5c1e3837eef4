import type { GroupDocument, ManagedInstance } from './group-document.js';
import type { Market } from './market.js';

/**
 * A launch that EC2 refuses is tried again, after a pause that grows from half a minute to two
 * hours. The pause belongs to the zone, so that a group may use its other zones meanwhile; where a
 * group launches several types, it belongs to one type there, and to the zone once all have been
 * refused.
 *
 * Instances that end as soon as they have begun are no refusal, but would be replaced without end:
 * from the fourth time in a row, the whole group pauses too, for five minutes at most.
 */
export interface Refusal {
  readonly AvailabilityZone: string;
  /** What was refused there, where something else may still be had. */
  readonly kind?: LaunchKind | undefined;
  readonly count: number;
  readonly retryAt: Date;
}

export interface LaunchKind {
  readonly InstanceType: string | undefined;
  readonly market: Market | undefined;
}

export function placeOf({ instance, market }: ManagedInstance): RefusedPlace {
  const { AvailabilityZone, InstanceType } = instance;
  return { AvailabilityZone, kind: { InstanceType, market } };
}

export type RefusedPlace = Pick<Refusal, 'AvailabilityZone' | 'kind'>;

export interface EarlyEnds {
  readonly count: number;
  readonly lastAt: Date;
}

const firstPauseSeconds = 30;
const pauseSecondsMax = 7_200;

function pauseMilliseconds(count: number, secondsMax: number): number {
  return Math.min(firstPauseSeconds * 2 ** (count - 1), secondsMax) * 1000;
}

export function withRefusal(
  document: GroupDocument,
  place: RefusedPlace,
  now: Date,
): GroupDocument {
  const remembered = document.refusals.filter((refusal) => !isForgotten(refusal, now));
  const known = remembered.find((refusal) => isSamePlace(refusal, place));
  // Several launches refused at once are one refusal.
  if (known !== undefined && known.retryAt > now) return document;
  const count = (known?.count ?? 0) + 1;
  const retryAt = new Date(now.getTime() + pauseMilliseconds(count, pauseSecondsMax));
  const refusals = remembered.filter((refusal) => refusal !== known);
  return { ...document, refusals: [...refusals, { ...place, count, retryAt }] };
}

/** Who still wants what was refused tries again when the pause is over. */
export function isForgotten({ retryAt }: Refusal, now: Date): boolean {
  return secondsBetween(retryAt, now) > forgottenSeconds;
}

/**
 * A zone that has launched an instance since it refused one is free of its past, as is the type.
 */
export function withLaunchedIn(
  document: GroupDocument,
  { AvailabilityZone, kind }: RefusedPlace,
  launchedAt: Date,
): GroupDocument {
  const places = [{ AvailabilityZone }, { AvailabilityZone, kind }];
  const isOver = (refusal: Refusal): boolean =>
    launchedAt >= refusal.retryAt && places.some((place) => isSamePlace(refusal, place));
  if (!document.refusals.some(isOver)) return document;
  return { ...document, refusals: document.refusals.filter((refusal) => !isOver(refusal)) };
}

/** Without a kind, whether the zone is passed over as a whole. */
export function isRefusing(
  { refusals }: GroupDocument,
  zone: string | RefusedPlace,
  now: Date,
): boolean {
  const place = typeof zone === 'string' ? { AvailabilityZone: zone } : zone;
  return refusals.some((refusal) => refusal.retryAt > now && isSamePlace(refusal, place));
}

function isSamePlace(one: RefusedPlace, other: RefusedPlace): boolean {
  return (
    one.AvailabilityZone === other.AvailabilityZone &&
    one.kind?.InstanceType === other.kind?.InstanceType &&
    one.kind?.market === other.kind?.market
  );
}

/** An instance that ends within this time has ended early. */
const earlySeconds = 60;
const earlyEndsFree = 3;
const earlyPauseSecondsMax = 300;
/** Instances that end together have ended once. */
const togetherSeconds = 1;
/** Refusals and early ends that lie further apart have nothing to do with each other. */
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
