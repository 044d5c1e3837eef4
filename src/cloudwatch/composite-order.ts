/**
 * Which composite alarms a change may move, level by level: each behind all those of its children
 * that it may move too, and no two of a level have to do with each other. Composites in a circle
 * are left out, as AWS stops to evaluate them; those above it go on.
 */
export interface CompositeChildren {
  readonly AlarmName: string;
  /** With its suppressor: the alarms whose changes may change it. */
  readonly childNames: readonly string[];
}

export interface Changes {
  /** Alarms of any kind, which those above them follow. */
  readonly movedNames: Iterable<string>;
  /** Composite alarms that are to be looked at themselves, and are followed likewise. */
  readonly ownNames: readonly string[];
}

export function affectedLevels(
  composites: readonly CompositeChildren[],
  { movedNames, ownNames }: Changes,
): readonly (readonly string[])[] {
  const parents = parentsByChild(composites);
  const affected = ancestorsOf(parents, [...movedNames, ...ownNames]);
  for (const name of ownNames) affected.add(name);
  const watched = new Map(
    composites
      .filter(({ AlarmName }) => affected.has(AlarmName))
      .map((each) => [each.AlarmName, each.childNames.filter((name) => affected.has(name))]),
  );
  // One that is to be looked at may be above none that has moved.
  for (const name of ownNames) if (!watched.has(name)) watched.set(name, []);
  const levels = levelsOf(watched, parents);
  const sorted = new Set(levels.flat());
  if (sorted.size === watched.size) return levels;
  const unsorted = new Map([...watched].filter(([name]) => !sorted.has(name)));
  const circles = circlesIn(unsorted, parents);
  return levelsOf(without(watched, circles), parents);
}

type Watched = ReadonlyMap<string, readonly string[]>;

/** Those that wait for a circle are in no level. */
function levelsOf(watched: Watched, parents: Parents): readonly (readonly string[])[] {
  const waiting = new Map([...watched].map(([name, below]) => [name, new Set(below)]));
  const levels: (readonly string[])[] = [];
  let level = [...waiting].filter(([, below]) => below.size === 0).map(([name]) => name);
  while (level.length > 0) {
    levels.push(level);
    level = level.flatMap((name) =>
      (parents.get(name) ?? []).filter((parent) => {
        const below = waiting.get(parent);
        return below?.delete(name) === true && below.size === 0;
      }),
    );
  }
  return levels;
}

/** Those that are only above a circle are none of it; one between two is taken for part of them. */
function circlesIn(unsorted: Watched, parents: Parents): ReadonlySet<string> {
  const rest = new Set(unsorted.keys());
  const isTop = (name: string): boolean =>
    (parents.get(name) ?? []).every((parent) => !rest.has(parent));
  let tops = [...rest].filter(isTop);
  while (tops.length > 0) {
    for (const name of tops) rest.delete(name);
    const below = tops.flatMap((name) => unsorted.get(name) ?? []);
    tops = [...new Set(below)].filter((name) => rest.has(name) && isTop(name));
  }
  return rest;
}

function without(watched: Watched, left: ReadonlySet<string>): Watched {
  return new Map(
    [...watched]
      .filter(([name]) => !left.has(name))
      .map(([name, below]) => [name, below.filter((each) => !left.has(each))]),
  );
}

type Parents = ReadonlyMap<string, readonly string[]>;

function parentsByChild(composites: readonly CompositeChildren[]): Parents {
  const parents = new Map<string, string[]>();
  for (const composite of composites) {
    for (const watched of composite.childNames) {
      const known = parents.get(watched);
      if (known === undefined) parents.set(watched, [composite.AlarmName]);
      else known.push(composite.AlarmName);
    }
  }
  return parents;
}

function ancestorsOf(parents: Parents, changedNames: readonly string[]): Set<string> {
  const ancestors = new Set<string>();
  const unvisited = [...changedNames];
  for (let name = unvisited.pop(); name !== undefined; name = unvisited.pop()) {
    for (const parent of parents.get(name) ?? []) {
      if (ancestors.has(parent)) continue;
      ancestors.add(parent);
      unvisited.push(parent);
    }
  }
  return ancestors;
}
