/**
 * Which composite alarms a change may move, and in which order: each behind all those of its
 * children that it may move too. Composites in a circle are left out, as AWS stops to evaluate
 * them.
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

export function affectedInOrder(
  composites: readonly CompositeChildren[],
  changedNames: readonly string[],
): readonly string[] {
  const affected = ancestorsOf(composites, changedNames);
  const waiting = new Map(
    composites
      .filter(({ AlarmName }) => affected.has(AlarmName))
      .map((composite) => {
        const watched = watchedNames(composite).filter((name) => affected.has(name));
        return [composite.AlarmName, new Set(watched)];
      }),
  );
  const ordered: string[] = [];
  for (;;) {
    const ready = [...waiting].filter(([, children]) => children.size === 0);
    if (ready.length === 0) return ordered;
    for (const [name] of ready) {
      ordered.push(name);
      waiting.delete(name);
      for (const children of waiting.values()) children.delete(name);
    }
  }
}

function ancestorsOf(
  composites: readonly CompositeChildren[],
  changedNames: readonly string[],
): ReadonlySet<string> {
  const parents = new Map<string, string[]>();
  for (const composite of composites) {
    for (const watched of watchedNames(composite)) {
      const known = parents.get(watched);
      if (known === undefined) parents.set(watched, [composite.AlarmName]);
      else known.push(composite.AlarmName);
    }
  }
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
