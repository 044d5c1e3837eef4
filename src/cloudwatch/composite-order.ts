/**
 * Which composite alarms a change may move, level by level: each behind all those of its children
 * that it may move too, and no two of a level have to do with each other. Composites in a circle
 * are left out, as AWS stops to evaluate them.
 */
export interface CompositeChildren {
  readonly AlarmName: string;
  readonly childNames: readonly string[];
  readonly suppressorName?: string | undefined;
}

/** The alarms whose changes may change the composite alarm. */
function watchedNames({ childNames, suppressorName }: CompositeChildren): readonly string[] {
  return suppressorName === undefined ? childNames : [...childNames, suppressorName];
}

export function affectedLevels(
  composites: readonly CompositeChildren[],
  changedNames: readonly string[],
): readonly (readonly string[])[] {
  const parents = parentsByChild(composites);
  const affected = ancestorsOf(parents, changedNames);
  const waiting = new Map(
    composites
      .filter(({ AlarmName }) => affected.has(AlarmName))
      .map((composite) => {
        const watched = watchedNames(composite).filter((name) => affected.has(name));
        return [composite.AlarmName, new Set(watched)];
      }),
  );
  const levels: (readonly string[])[] = [];
  let level = [...waiting].filter(([, children]) => children.size === 0).map(([name]) => name);
  while (level.length > 0) {
    levels.push(level);
    level = level.flatMap((name) =>
      (parents.get(name) ?? []).filter((parent) => {
        const children = waiting.get(parent);
        return children?.delete(name) === true && children.size === 0;
      }),
    );
  }
  return levels;
}

type Parents = ReadonlyMap<string, readonly string[]>;

function parentsByChild(composites: readonly CompositeChildren[]): Parents {
  const parents = new Map<string, string[]>();
  for (const composite of composites) {
    for (const watched of watchedNames(composite)) {
      const known = parents.get(watched);
      if (known === undefined) parents.set(watched, [composite.AlarmName]);
      else known.push(composite.AlarmName);
    }
  }
  return parents;
}

function ancestorsOf(parents: Parents, changedNames: readonly string[]): ReadonlySet<string> {
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
