import type { GroupDocument, ManagedInstance } from './group-document.js';
import type { HealthFinding } from './health.js';
import { isCounted } from './placement.js';
import { type Units, units, weightOf } from './units.js';

/** What was taken out and is still to be replaced, by what was wrong with it. */
export interface OwedUnits {
  readonly unhealthy: Units;
  readonly outlived: Units;
  readonly interrupted: Units;
  /** A user has taken it out, and wants the place filled again. */
  readonly departed: Units;
}

/** What a cause tells of; a user's own doing is none, since AWS speaks of the difference then. */
export type ReplacementReason = Exclude<keyof OwedUnits, 'departed'>;

export const nothingOwed: OwedUnits = {
  ...{ unhealthy: units(0), outlived: units(0), interrupted: units(0), departed: units(0) },
};

export function reasonOf(finding: HealthFinding): ReplacementReason {
  return finding === 'outlived' || finding === 'interrupted' ? finding : 'unhealthy';
}

export function unitsOwed(document: GroupDocument): Units {
  const owed = owedOf(document);
  return units(owed.unhealthy + owed.outlived + owed.interrupted);
}

/** Why the next launch is a replacement; undefined if it is none. */
export function owedReason(document: GroupDocument): keyof OwedUnits | undefined {
  const owed = owedOf(document);
  if (owed.unhealthy > 0) return 'unhealthy';
  if (owed.outlived > 0) return 'outlived';
  if (owed.interrupted > 0) return 'interrupted';
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
  const owed = owedOf(document);
  return { ...document, owed: { ...owed, [reason]: units(Math.max(0, owed[reason] + more)) } };
}

/** A document of an earlier version may not know every reason. */
function owedOf({ owed }: GroupDocument): OwedUnits {
  return { ...nothingOwed, ...owed };
}
