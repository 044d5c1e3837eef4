import type { GroupDocument, ManagedInstance } from './group-document.js';
import type { HealthFinding } from './health.js';
import { isCounted } from './placement.js';
import { type Units, units, weightOf } from './units.js';

/** What was taken out and is still to be replaced, by what was wrong with it. */
export interface OwedUnits {
  readonly unhealthy: Units;
  readonly outlived: Units;
  /** A user has taken it out, and wants the place filled again. */
  readonly departed: Units;
}

/** What a cause tells of; a user's own doing is none, since AWS speaks of the difference then. */
export type ReplacementReason = Exclude<keyof OwedUnits, 'departed'>;

export const nothingOwed: OwedUnits = {
  ...{ unhealthy: units(0), outlived: units(0), departed: units(0) },
};

export function reasonOf(finding: HealthFinding): ReplacementReason {
  return finding === 'outlived' ? 'outlived' : 'unhealthy';
}

export function unitsOwed({ owed = nothingOwed }: GroupDocument): Units {
  return units(owed.unhealthy + owed.outlived);
}

/** Why the next launch is a replacement; undefined if it is none. */
export function owedReason({ owed = nothingOwed }: GroupDocument): keyof OwedUnits | undefined {
  if (owed.unhealthy > 0) return 'unhealthy';
  if (owed.outlived > 0) return 'outlived';
  return owed.departed > 0 ? 'departed' : undefined;
}

export function withOwed(
  document: GroupDocument,
  managed: ManagedInstance,
  reason: keyof OwedUnits,
): GroupDocument {
  return owing(document, reason, weightOf(managed));
}

/** A user leaves the place open; one of which the group has no need any more is not owed. */
export function withDepartureOwed(
  document: GroupDocument,
  managed: ManagedInstance,
): GroupDocument {
  return isCounted(managed) ? owing(document, 'departed', weightOf(managed)) : document;
}

/** An instance of that weight takes a place that was owed. */
export function withReplaced(
  document: GroupDocument,
  reason: keyof OwedUnits,
  weight: Units,
): GroupDocument {
  return owing(document, reason, 0 - weight);
}

function owing(document: GroupDocument, reason: keyof OwedUnits, more: number): GroupDocument {
  const { owed = nothingOwed } = document;
  return { ...document, owed: { ...owed, [reason]: units(Math.max(0, owed[reason] + more)) } };
}
