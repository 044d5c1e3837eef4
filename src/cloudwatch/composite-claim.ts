import { isThere } from './alarm.js';
import { withDeletionCalledOff } from './alarm-deletion.js';
import { type AlarmDocument, alarmKey } from './alarm-document.js';
import { parentsOf } from './composite-document.js';
import {
  claimLinks,
  type Linking,
  linksTo,
  settleLinks,
  type Watched,
  type WatchedNames,
  watchedOf,
} from './composite-link.js';
import { unknownChildren, unknownSuppressor } from './composite-request.js';
import { validationError } from './errors.js';

export interface CompositeClaim extends WatchedNames {
  readonly AlarmName: string;
  /** What it looked at until now. */
  readonly before: readonly Watched[];
}

/**
 * Writes a composite alarm in such a way that none of the alarms that it needs is deleted at the
 * same time: either the deletion is refused, or the composite alarm is.
 */
export async function writeClaimed(
  claim: CompositeClaim,
  linking: Linking,
  write: () => Promise<unknown>,
): Promise<void> {
  const { AlarmName, before } = claim;
  const watched = watchedOf(claim);
  await claimLinks(AlarmName, watched, linking);
  try {
    await secureWatched(claim, linking);
    await checkParents(claim, linking);
    await write();
  } finally {
    const both = [...watched, ...before].map(
      (each) => [`${each.role} ${each.name}`, each] as const,
    );
    await settleLinks(AlarmName, [...new Map(both).values()], linking);
  }
}

/** Deletions that are under way are called off. */
async function secureWatched(claim: CompositeClaim, linking: Linking): Promise<void> {
  const { store, scope } = linking;
  const documents = await checkWatched(claim, linking);
  const doomed = documents.filter(({ deletions }) => deletions !== undefined);
  const saved = doomed.map(({ alarm: { AlarmName } }) =>
    store.update(alarmKey(scope, AlarmName), (current) => {
      if (!isThere(current)) throw unknownChildren([AlarmName], scope);
      return withDeletionCalledOff(current);
    }),
  );
  await Promise.all(saved);
}

/** What it needs must be there. */
export async function checkWatched(
  { childNames, suppressorName }: CompositeClaim,
  { store, scope }: Linking,
): Promise<readonly AlarmDocument[]> {
  const suppressors = suppressorName === undefined ? [] : [suppressorName];
  const names = [...childNames, ...suppressors];
  const documents = await store.getMany(names.map((name) => alarmKey(scope, name)));
  const unknown = childNames.filter((_, index) => !isThere(documents[index]));
  if (unknown.length > 0) throw unknownChildren(unknown, scope);
  if (suppressorName !== undefined && !isThere(documents.at(-1))) {
    throw unknownSuppressor(suppressorName, scope);
  }
  return documents.filter(isThere);
}

const parentsMax = 150;

/** The links, of which the alarm's own is one, are counted first: they are as many, or more. */
async function checkParents(
  { AlarmName, childNames }: CompositeClaim,
  { store, scope }: Linking,
): Promise<void> {
  const checks = childNames.map(async (name) => {
    const links = await linksTo(store, scope, [name, 'child']);
    if (links.length <= parentsMax) return;
    const parents = await parentsOf(store, scope, [name]);
    const others = parents.filter(
      ({ alarm, ...parent }) => alarm.AlarmName !== AlarmName && parent.childNames.includes(name),
    );
    if (others.length < parentsMax) return;
    throw validationError(`${name} is a child of ${parentsMax} composite alarms already`);
  });
  await Promise.all(checks);
}
