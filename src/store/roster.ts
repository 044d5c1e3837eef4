import { type Key, keyOf, partsOf, type Prefix } from './keys.js';
import type { Document, Store } from './store.js';

/** How many documents there may be under a prefix, and what is thrown at one more. */
export interface Quota {
  readonly prefix: Prefix<object>;
  readonly max: number;
  refusal(): Error;
}

/**
 * The names of all that count against a quota, in one document: a name is written down before its
 * document is there, and struck off when that is gone. One document is one consistency unit, so
 * that however many callers come at once, no more of them get in than there is room for.
 */
export interface RosterDocument extends Document {
  readonly places: readonly Place[];
}

interface Place {
  readonly name: string;
  readonly takenAt: Date;
}

/** Before a document is made that is not there yet. */
export async function takePlace(key: Key<object>, quota: Quota, scene: PlaceScene): Promise<void> {
  if (!(await hasTakenPlace(key, quota, scene))) throw quota.refusal();
}

export interface PlaceScene {
  readonly store: Store;
  readonly now: Date;
}

/** The same, for who goes without where there is no room. */
export async function hasTakenPlace(
  key: Key<object>,
  quota: Quota,
  { store, now }: PlaceScene,
): Promise<boolean> {
  const { prefix, max } = quota;
  if ((await store.count(prefix, max)) >= max) return false;
  const name = nameOf(key, quota);
  const lapsed = await lapsedPlaces(quota, store, now);
  const roster = await store.update(rosterKey(quota), (current) => {
    const places = current?.places ?? [];
    const others = places.filter((place) => place.name !== name && !lapsed(place));
    return others.length < max ? { places: [...others, { name, takenAt: now }] } : current;
  });
  return roster?.places.some((place) => place.name === name) ?? false;
}

/** After a document is gone. */
export async function freePlace(key: Key<object>, quota: Quota, store: Store): Promise<void> {
  const name = nameOf(key, quota);
  await store.update(rosterKey(quota), (current) => {
    const places = current?.places.filter((place) => place.name !== name) ?? [];
    if (places.length === current?.places.length) return current;
    return places.length === 0 ? undefined : { places };
  });
}

/** With the parent of all that counts. */
export async function removeRoster(quota: Quota, store: Store): Promise<void> {
  await store.update(rosterKey(quota), () => undefined);
}

/**
 * A place whose document did not come, since its caller or a server broke off, or went by itself,
 * as a scheduled action does that has run. Only a full roster is looked through.
 */
async function lapsedPlaces(
  quota: Quota,
  store: Store,
  now: Date,
): Promise<(place: Place) => boolean> {
  const { places = [] } = (await store.get(rosterKey(quota))) ?? {};
  if (places.length < quota.max) return () => false;
  const keys = places.map(({ name }) => ({ text: quota.prefix.text + name }));
  const documents = await store.getMany(keys);
  const absent = new Set(
    places.flatMap(({ name }, index) => (documents[index] === undefined ? name : [])),
  );
  const latest = now.getTime() - arrivalMillisecondsMax;
  return ({ name, takenAt }) => absent.has(name) && takenAt.getTime() <= latest;
}

/** No call takes as long from its place to its document. */
const arrivalMillisecondsMax = 60_000;

function rosterKey({ prefix }: Quota): Key<RosterDocument> {
  const { account, region, kind, names } = partsOf(prefix);
  return keyOf({ account, region }, 'roster', kind, ...names);
}

function nameOf(key: Key<object>, { prefix }: Quota): string {
  return key.text.slice(prefix.text.length);
}
