import type { Steps } from '../../turns.js';
import { array, type MathValue, type Series } from './value.js';

/**
 * What is done to each member of an array by itself is done to some of them at a time, and others
 * have a turn in between: one step may work on a million points.
 */
export function* inPortions(
  operands: readonly MathValue[],
  apply: (operands: readonly MathValue[]) => MathValue,
): Steps<MathValue> {
  const place = operands.findIndex(({ kind }) => kind === 'array');
  const whole = operands[place];
  if (whole?.kind !== 'array') return apply(operands);
  const made: Series[] = [];
  for (const [index, portion] of portionsOf(whole.members).entries()) {
    if (index > 0) yield;
    const value = apply(operands.with(place, array(portion)));
    if (value.kind !== 'array') throw new Error('What is made of an array by members is one.');
    made.push(...value.members);
  }
  return array(made);
}

const portionPoints = 100_000;

/** One at least, since what is wrong with a step is wrong of no members, too. */
function portionsOf(members: readonly Series[]): readonly (readonly Series[])[] {
  const portions: Series[][] = [[]];
  let count = 0;
  for (const member of members) {
    const points = member.times.length;
    if (count > 0 && count + points > portionPoints) {
      portions.push([]);
      count = 0;
    }
    portions.at(-1)?.push(member);
    count += points;
  }
  return portions;
}
