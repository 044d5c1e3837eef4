/**
 * The evaluation of an alarm told from the user guide's words, obviously and slowly: what is
 * missing is filled in where the treatment says so, and what is left is counted.
 */

/** A window as the user guide draws it, oldest first: 0 is fine, X breaches, - is missing. */
export type Slots = string;

export interface Quorum {
  /** EvaluationPeriods. */
  readonly periods: number;
  /** DatapointsToAlarm. */
  readonly datapoints: number;
}

export function naiveDecision(
  slots: Slots,
  { periods, datapoints: needed }: Quorum,
  treatment: string,
): 'ALARM' | 'OK' | 'INSUFFICIENT_DATA' | 'keep' {
  const real = slots
    .split('')
    .filter((slot) => slot !== '-')
    .slice(-periods);
  const missing = periods - real.length;
  const judge = (filled: readonly string[]): 'ALARM' | 'OK' =>
    filled.filter((each) => each === 'X').length >= needed ? 'ALARM' : 'OK';
  const worst = judge([...real, ...Array<string>(missing).fill('X')]);
  const best = judge([...real, ...Array<string>(missing).fill('0')]);
  // Whatever the missing ones might have been, the state would be the same.
  if (worst === best) return worst;
  if (treatment === 'breaching') return worst;
  if (treatment === 'notBreaching') return best;
  if (real.includes('0')) return 'OK';
  if (treatment === 'ignore') return 'keep';
  if (real.length === 0) return 'INSUFFICIENT_DATA';
  const used = slots.length - positionOfOldest(slots, real.length);
  return used >= needed ? 'ALARM' : 'keep';
}

/** The index of the oldest of the newest `count` datapoints. */
function positionOfOldest(slots: Slots, count: number): number {
  const indices = slots.split('').flatMap((slot, index) => (slot === '-' ? [] : [index]));
  return indices.at(-count) ?? 0;
}

export function windowsUpTo(length: number): readonly Slots[] {
  if (length === 0) return [''];
  const shorter = windowsUpTo(length - 1);
  const longest = shorter.filter((slots) => slots.length === length - 1);
  return [...shorter, ...longest.flatMap((slots) => ['0', 'X', '-'].map((slot) => slots + slot))];
}
