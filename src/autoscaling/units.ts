import type { ManagedInstance } from './group-document.js';

/**
 * Capacities are measured in units: an instance is one, unless its type has a weight ("Configure an
 * Auto Scaling group to use instance weights"). A number of instances is no number of units, and
 * does not pass for one.
 */
export type Units = number & { readonly [unit]: true };

declare const unit: unique symbol;

/** Takes a number for one of units; there is no other way. */
export function units(amount: number): Units {
  // The mark is in the type alone.
  return amount as Units;
}

export function weightOf({ instance }: Pick<ManagedInstance, 'instance'>): Units {
  return units(Number(instance.WeightedCapacity ?? 1));
}

export function unitsOf(instances: readonly ManagedInstance[]): Units {
  return units(instances.reduce((sum, managed) => sum + weightOf(managed), 0));
}

/** The same of some of them; each turn of a group asks it again and again. */
export function unitsWhere(
  instances: readonly ManagedInstance[],
  isMeant: (managed: ManagedInstance) => boolean,
): Units {
  let sum = 0;
  for (const managed of instances) if (isMeant(managed)) sum += weightOf(managed);
  return units(sum);
}

/** Without the noise of binary fractions, which would add an instance that nobody needs. */
export function roundedUp(capacity: number): Units {
  return units(Math.ceil(Number(capacity.toPrecision(12))));
}

/** So much of a capacity may be replaced or moved at a time: a tenth, and one unit at least. */
export function tenthOf(capacity: Units): Units {
  return units(Math.max(1, Math.floor(capacity / 10)));
}
