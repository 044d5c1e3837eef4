import type { GroupDocument, ManagedInstance } from './group-document.js';
import type { HealthFinding } from './health.js';
import { type Units, units, weightOf } from './units.js';

/** What was taken out and is still to be replaced, by what was wrong with it. */
export interface OwedUnits {
  readonly unhealthy: Units;
  readonly outlived: Units;
}

export type ReplacementReason = keyof OwedUnits;

export const nothingOwed: OwedUnits = { unhealthy: units(0), outlived: units(0) };

export function reasonOf(finding: HealthFinding): ReplacementReason {
  return finding === 'outlived' ? 'outlived' : 'unhealthy';
}

export function unitsOwed({ owed = nothingOwed }: GroupDocument): Units {
  return units(owed.unhealthy + owed.outlived);
}

/** Why the next launch is a replacement; undefined if it is none. */
export function owedReason({ owed = nothingOwed }: GroupDocument): ReplacementReason | undefined {
  if (owed.unhealthy > 0) return 'unhealthy';
  return owed.outlived > 0 ? 'outlived' : undefined;
}

export function withOwed(
  document: GroupDocument,
  managed: ManagedInstance,
  reason: ReplacementReason,
): GroupDocument {
  return owing(document, reason, weightOf(managed));
}

/** An instance of that weight takes a place that was owed. */
export function withReplaced(
  document: GroupDocument,
  reason: ReplacementReason,
  weight: Units,
): GroupDocument {
  return owing(document, reason, 0 - weight);
}

function owing(document: GroupDocument, reason: ReplacementReason, more: number): GroupDocument {
  const { owed = nothingOwed } = document;
  return { ...document, owed: { ...owed, [reason]: units(Math.max(0, owed[reason] + more)) } };
}
