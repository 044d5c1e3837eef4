/**
 * Which composite alarms a change may move, level by level: each behind all those of its children
 * that it may move too, and no two of a level have to do with each other. A path that leads in a
 * circle ends where it comes back to, as AWS then stops to evaluate (recorded); of one that others
 * of its circle may change once more, it is decided behind all levels what becomes of it.
 */
export interface CompositeChildren {
  readonly AlarmName: string;
  /** With its suppressor: the alarms whose changes may change it. */
  readonly childNames: readonly string[];
}

export interface Changes {
  /** Alarms of any kind, which those above them follow. */
  readonly movedNames: readonly string[];
  /** Composite alarms that are to be looked at themselves, and are followed likewise. */
  readonly ownNames: readonly string[];
}

export interface EvaluationRoute {
  readonly levels: readonly (readonly string[])[];
  /** Those of the levels that a path comes back to. */
  readonly reentered: ReadonlySet<string>;
}

export function evaluationRoute(
  composites: readonly CompositeChildren[],
  { movedNames, ownNames }: Changes,
): EvaluationRoute {
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
  if (sorted.size === watched.size) return { levels, reentered: new Set() };
  const unsorted = new Map([...watched].filter(([name]) => !sorted.has(name)));
  const circles = circlesIn(unsorted, parents);
  const visits = visitsFrom([...ownNames, ...movedNames], parents);
  const over = new Set(movedNames.filter((name) => circles.has(name) && !ownNames.includes(name)));
  const isBack = (name: string, below: string): boolean =>
    circles.has(name) && circles.has(below) && (visits.get(below) ?? 0) > (visits.get(name) ?? 0);
  const left = without(watched, over);
  const opened = [...left].map(
    ([name, below]) => [name, below.filter((each) => !isBack(name, each))] as const,
  );
  const reentered = [...left].filter(([name, below]) => below.some((each) => isBack(name, each)));
  return {
    levels: levelsOf(new Map(opened), parents),
    reentered: new Set(reentered.map(([name]) => name)),
  };
}

/** In which order paths from some alarms first come to those above them. */
function visitsFrom(starts: readonly string[], parents: Parents): ReadonlyMap<string, number> {
  const names = [...new Set(starts)];
  const visits = new Map(names.map((name, index) => [name, index]));
  for (const name of names) {
    for (const parent of parents.get(name) ?? []) {
      if (visits.has(parent)) continue;
      visits.set(parent, visits.size);
      names.push(parent);
    }
  }
  return visits;
}

type Watched = ReadonlyMap<string, readonly string[]>;

/** What waits for a circle is in no level. */
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
