import type { GroupDocument, ManagedInstance } from './group-document.js';
import { type Period, servedIn } from './served-capacity.js';
import { roundedUp, unitsOf } from './units.js';

/**
 * The capacity that a target asks for. A tracked metric falls as capacity grows, so that a
 * datapoint times the capacity of its own period is the load, and the load over the target is the
 * capacity that it needs, rounded up: "we round up or down to prevent adding an insufficient
 * number of instances or removing too many". What is added follows from the newest datapoint, as
 * fast as it may; what may go from the highest load of all that the alarm looks at, so that
 * nothing goes that was needed lately ("Target tracking scaling policies", considerations).
 */
export interface Datapoints {
  /** The newest first. */
  readonly values: readonly number[];
  readonly periods?: readonly Period[] | undefined;
}

export interface Target {
  readonly TargetValue: number;
  /** They were no part of what the newest datapoint is about. */
  readonly warming: readonly ManagedInstance[];
}

/**
 * What the newest datapoint asks for. Where capacity came or went within its period, it is taken
 * for one of the least, which asks for no more than is surely needed; the next will tell.
 */
export function neededNow(
  document: GroupDocument,
  { values: [value = 0], periods }: Datapoints,
  { TargetValue, warming }: Target,
): number {
  const period = periods?.[0];
  const { least } = servedIn(document, period);
  const isThere = ({ inServiceAt }: ManagedInstance): boolean =>
    inServiceAt !== undefined && (period === undefined || inServiceAt <= period.from);
  const base = least - unitsOf(warming.filter(isThere));
  // A metric that is there without capacity counts as that of one.
  return roundedUp((Math.max(base, 1) * value) / TargetValue);
}

/**
 * What all datapoints together ask for. Those in whose period capacity came or went tell nothing
 * for certain; undefined if there is no other.
 */
export function neededAllAlong(
  document: GroupDocument,
  { values, periods }: Datapoints,
  TargetValue: number,
): number | undefined {
  const loads = values.flatMap((value, index) => {
    const { least, most } = servedIn(document, periods?.[index]);
    return least === most ? [value * most] : [];
  });
  return loads.length === 0 ? undefined : roundedUp(Math.max(...loads) / TargetValue);
}
