import { type Key, keyOf, type Prefix, prefixOf, type Scope } from '../store/keys.js';
import type { Document, Store } from '../store/store.js';
import { isThere } from './alarm.js';
import { alarmKey, type AnyAlarm, isComposite } from './alarm-document.js';
import { parseAlarmRule } from './alarm-rule.js';
import { childNamesOf, suppressorNameOf } from './composite-request.js';

/**
 * That a composite alarm looks at another alarm, under the name of that other one, so that the
 * parents of an alarm are found without reading all composite alarms. A link is claimed before the
 * composite alarm is written, and dropped when that does not look there any more; one that is left
 * over by a crash names a composite alarm that does not look there, which is seen.
 */
export interface LinkDocument extends Document {
  readonly childName: string;
  readonly parentName: string;
  /** Calls that are about to put the parent. */
  readonly claims: readonly Claim[];
  /** The latest of all claims. */
  readonly claimedBy: string;
}

interface Claim {
  readonly id: string;
  readonly at: Date;
}

export interface Watched {
  readonly name: string;
  readonly role: 'child' | 'suppressor';
}

/** No call takes as long; a claim that is older was left over by a crash. */
const claimMilliseconds = 60_000;
const linkKind = 'composite-link';
const readMax = 1_000;

function linkKey(scope: Scope, { name, role }: Watched, parent: string): Key<LinkDocument> {
  return keyOf(scope, linkKind, name, role, parent);
}

export async function hasLinks(store: Store, scope: Scope): Promise<boolean> {
  return (await store.count(prefixOf(scope, linkKind), 1)) > 0;
}

/** Those of the composite alarms that look at the alarm, or may do so. */
export async function linksTo(
  store: Store,
  scope: Scope,
  names: readonly string[],
): Promise<readonly LinkDocument[]> {
  const prefix: Prefix<LinkDocument> = prefixOf(scope, linkKind, ...names);
  const links: LinkDocument[] = [];
  let after: Key<LinkDocument> | undefined;
  do {
    const entries = await store.list(prefix, { after, limit: readMax });
    links.push(...entries.map(({ document }) => document));
    after = entries.length < readMax ? undefined : entries.at(-1)?.key;
  } while (after !== undefined);
  return links;
}

export function isClaimed({ claims }: LinkDocument, now: Date): boolean {
  return claims.some((claim) => isFresh(claim, now));
}

function isFresh({ at }: Claim, now: Date): boolean {
  return Math.abs(now.getTime() - at.getTime()) < claimMilliseconds;
}

export function watchedByAlarm(alarm: AnyAlarm, scope: Scope): readonly Watched[] {
  if (!isComposite(alarm)) return [];
  const childNames = childNamesOf(parseAlarmRule(alarm.AlarmRule), scope);
  return watchedOf({ childNames, suppressorName: suppressorNameOf(alarm, scope) });
}

export function watchedOf({ childNames, suppressorName }: WatchedNames): readonly Watched[] {
  const children = childNames.map((name): Watched => ({ name, role: 'child' }));
  return suppressorName === undefined
    ? children
    : [...children, { name: suppressorName, role: 'suppressor' }];
}

export interface WatchedNames {
  readonly childNames: readonly string[];
  readonly suppressorName?: string | undefined;
}

export interface Linking {
  readonly store: Store;
  readonly scope: Scope;
  readonly now: Date;
  /** Of the call. */
  readonly id: string;
}

export async function claimLinks(
  parentName: string,
  watched: readonly Watched[],
  { store, scope, now, id }: Linking,
): Promise<void> {
  const claims = watched.map((each) =>
    store.update(linkKey(scope, each, parentName), (current) => ({
      childName: each.name,
      parentName,
      claimedBy: id,
      claims: [...claimsWithout(current, { now, id }), { id, at: now }],
    })),
  );
  await Promise.all(claims);
}

function claimsWithout(
  current: LinkDocument | undefined,
  { now, id }: Pick<Linking, 'now' | 'id'>,
): readonly Claim[] {
  const claims = current?.claims ?? [];
  return claims.filter((each) => each.id !== id && isFresh(each, now));
}

/**
 * Ends the call's claims, and drops the links among these that are not needed. The alarm is read
 * behind the links: a call that wrote it later than that has claimed them later, too, which shows.
 */
export async function settleLinks(
  parentName: string,
  watched: readonly Watched[],
  { store, scope, now, id }: Linking,
): Promise<void> {
  const ended = watched.map(async (each) => {
    const key = linkKey(scope, each, parentName);
    const link = await store.update(key, (current) => {
      return current && { ...current, claims: claimsWithout(current, { now, id }) };
    });
    return { key, each, link };
  });
  const links = await Promise.all(ended);
  const parent = await store.get(alarmKey(scope, parentName));
  const needed = isThere(parent) ? watchedByAlarm(parent.alarm, scope) : [];
  const isNeeded = ({ name, role }: Watched): boolean =>
    needed.some((each) => each.name === name && each.role === role);
  const dropped = links.map(async ({ key, each, link }) => {
    if (link === undefined || isNeeded(each)) return;
    await store.update(key, (current) => {
      const isFree = current?.claimedBy === link.claimedBy && current.claims.length === 0;
      return isFree ? undefined : current;
    });
  });
  await Promise.all(dropped);
}
