import { unsupportedTypes } from './tree.js';
import { typeName } from './operators.js';
import { type Grid, type MathValue, ofSeries, Points, type Series, slotTimes } from './value.js';

/**
 * IF(condition, then, else). A scalar condition takes one branch as a whole; a scalar beside a
 * series stands for it in every period, so that the result is a series either way. A series decides
 * point by point: where it has none there is none; where it is true and the branch has no point,
 * there is 0; where it is false and the other branch is missing or has no point, there is none
 * ("Using IF expressions").
 */
export function choose({ condition, whenTrue, whenFalse }: Choice, grid: Grid): MathValue {
  if (condition.kind === 'scalar') {
    const branches = [whenTrue, whenFalse ?? ofSeries(nothing)] as const;
    const chosen = branches[condition.scalar !== 0 ? 0 : 1];
    const isSeries = branches.some(({ kind }) => kind === 'series');
    return isSeries && chosen.kind === 'scalar' ? constant(chosen.scalar, grid) : chosen;
  }
  const [yes, no] = [branch(whenTrue), whenFalse === undefined ? () => NaN : branch(whenFalse)];
  if (condition.kind !== 'series' || yes === undefined || no === undefined) {
    const types = [condition, whenTrue, ...(whenFalse ? [whenFalse] : [])].map(typeName);
    throw unsupportedTypes('IF', types);
  }
  const points = new Points();
  const { times, values } = condition.series;
  times.forEach((time, index) => {
    points.add(time, values[index] !== 0 ? (yes(time) ?? 0) : (no(time) ?? NaN));
  });
  return ofSeries(points.like(whenTrue.kind === 'series' ? whenTrue.series : condition.series));
}

/** The parameters of IF. */
export interface Choice {
  readonly condition: MathValue;
  readonly whenTrue: MathValue;
  readonly whenFalse: MathValue | undefined;
}

/** The same in every period of the window; nowhere if it is no number. */
export function constant(value: number, grid: Grid): MathValue {
  const times = Number.isFinite(value) ? slotTimes(grid) : [];
  return ofSeries({ label: '', times, values: times.map(() => value) });
}

const nothing: Series = { label: '', times: [], values: [] };

type Branch = (time: number) => number | undefined;

function branch(value: MathValue): Branch | undefined {
  if (value.kind === 'scalar') return () => value.scalar;
  if (value.kind !== 'series') return undefined;
  const { times, values } = value.series;
  const points = new Map(times.map((time, index) => [time, values[index]]));
  return (time) => points.get(time);
}
