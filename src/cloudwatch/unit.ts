import type { Settings } from '../service.js';
import { units } from './constraints-enums.js';
import { invalidValue } from './errors.js';

/**
 * Units are AWS's 27 words, letter by letter. With lenient units, other spellings are taken for
 * the unit they mean, and a word that means none for `None`: cfn-push-stats sends `Counter`.
 */
export function readUnit(
  unit: string | undefined,
  path: string,
  { lenientUnits }: Settings,
): string {
  if (unit === undefined) return 'None';
  if (unitSet.has(unit)) return unit;
  if (lenientUnits) return meantUnits.get(unit.toLowerCase()) ?? 'None';
  throw invalidValue(
    `The parameter ${path}.Unit must be a value in the set [ ${units.join(', ')} ].`,
  );
}

const unitSet: ReadonlySet<string> = new Set(units);

const meantUnits: ReadonlyMap<string, string> = new Map([
  ...units.map((unit) => [unit.toLowerCase(), unit] as const),
  ['counter', 'Count'],
]);
