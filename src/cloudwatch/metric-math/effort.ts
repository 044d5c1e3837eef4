import { Pace } from '../../turns.js';
import { MathError } from './tree.js';
import { type Grids, type MathValue, type Series, slotCount } from './value.js';

/**
 * What evaluating costs, in points made. Short texts can ask for a lot: an array times a series is
 * a series for each member. So a step is refused whose result might be too large, and so is a call
 * whose steps are too much together; between steps, others have a turn now and then.
 */
export class Effort {
  private spent = 0;
  private readonly pace = new Pace(pausePoints);

  /** Notes what a step has made, and tells whether others should have a turn now. */
  isPauseDue(value: MathValue): boolean {
    const cost = 1 + costOf(value);
    this.spent += cost;
    if (this.spent > callPointsMax) throw tooMany(callPointsMax, 'in all');
    return this.pace.isPauseDue(cost);
  }
}

const callPointsMax = 20_000_000;
const stepPointsMax = 1_000_000;
const pausePoints = 100_000;
const membersMax = 5_000;
/** A series is an object, and may be a result of its own. */
const pointsPerMember = 10;

/** Refuses a step before it is taken, by what it could make at most. */
export function checkStep(operands: readonly MathValue[], filling: Grids | undefined): void {
  const gapsOf = ({ periodSeconds }: Series): number =>
    filling === undefined ? 0 : slotCount(filling.of(periodSeconds));
  let [memberCount, memberPoints, singlePoints] = [0, 0, 0];
  for (const operand of operands) {
    if (operand.kind === 'series') singlePoints += pointCount(operand.series);
    if (operand.kind !== 'array') continue;
    memberCount += operand.members.length;
    for (const member of operand.members) memberPoints += pointCount(member) + gapsOf(member);
  }
  if (memberCount > membersMax) {
    throw new MathError(`The expression works with more than ${membersMax} time series at a time`);
  }
  const largest = memberPoints + memberCount * singlePoints;
  if (largest > stepPointsMax) throw tooMany(stepPointsMax, 'at a time');
}

function costOf(value: MathValue): number {
  if (value.kind === 'series') return pointCount(value.series);
  if (value.kind !== 'array') return 0;
  return value.members.reduce((sum, member) => sum + pointsPerMember + pointCount(member), 0);
}

function pointCount({ times }: Series): number {
  return times.length;
}

function tooMany(max: number, when: string): MathError {
  return new MathError(`The expression works with more than ${max} datapoints ${when}`);
}
