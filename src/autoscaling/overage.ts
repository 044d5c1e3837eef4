import type { GroupDocument } from './group-document.js';
import { actualCapacity, desiredCapacity, isCounted } from './placement.js';
import { type Units, units, weightOf } from './units.js';

/**
 * An instance may weigh more than its group lacks. What the group then has more than it desires it
 * keeps until it desires less: nothing that serves goes because something heavy was launched
 * ("Configure an Auto Scaling group to use instance weights").
 */
export interface Overage {
  readonly DesiredCapacity: number;
  readonly units: Units;
}

/** What may go: more than is desired and is kept; negative where something is missing. */
export function surplusOf(document: GroupDocument): Units {
  const surplus = actualCapacity(document) - desiredCapacity(document);
  return units(surplus > 0 ? Math.max(0, surplus - overageOf(document)) : surplus);
}

function overageOf(document: GroupDocument): number {
  const { overage } = document;
  if (overage === undefined || desiredCapacity(document) < overage.DesiredCapacity) return 0;
  return overage.units;
}

/** After launches for capacity, of which one may have been heavy. */
export function withOverage(document: GroupDocument): GroupDocument {
  const { DesiredCapacity } = document.group;
  const surplus = actualCapacity(document) - desiredCapacity(document);
  const heaviest = Math.max(...document.instances.filter(isCounted).map(weightOf));
  const kept = units(Math.min(surplus, heaviest - 1));
  return kept <= 0 ? document : { ...document, overage: { DesiredCapacity, units: kept } };
}

/**
 * Before a user brings instances into the group: what it had more than it desired already and could
 * not give up, each of its instances being too heavy, does not go in the shape of one that comes.
 */
export function withRemainderKept(document: GroupDocument, DesiredCapacity: number): GroupDocument {
  const lightest = Math.min(...document.instances.filter(isCounted).map(weightOf));
  const remainder = Math.max(0, surplusOf(document)) % lightest;
  if (remainder === 0) return document;
  const kept = units(overageOf(document) + remainder);
  return { ...document, overage: { DesiredCapacity, units: kept } };
}

/** What has gone of it, with an instance that left, is not kept for another. */
export function withOverageLeft(document: GroupDocument): GroupDocument {
  const { overage } = document;
  if (overage === undefined) return document;
  const surplus = actualCapacity(document) - desiredCapacity(document);
  const left = units(Math.min(overageOf(document), surplus));
  if (left <= 0) return { ...document, overage: undefined };
  return left === overage.units ? document : { ...document, overage: { ...overage, units: left } };
}
