import { MathError } from './tree.js';
import { typeName } from './operators.js';
import { type MathValue, ofSeries, Points, type Series } from './value.js';

/**
 * IF(condition, then, else). A scalar condition takes one branch as a whole. A series decides point
 * by point: where it has none there is none; where it is true and the branch has no point, there is
 * 0; where it is false and the other branch is missing or has no point, there is none ("Using IF
 * expressions").
 */
export function choose(
  condition: MathValue,
  whenTrue: MathValue,
  whenFalse: MathValue | undefined,
): MathValue {
  if (condition.kind === 'scalar') {
    return condition.scalar !== 0 ? whenTrue : (whenFalse ?? ofSeries(nothing));
  }
  const [yes, no] = [branch(whenTrue), whenFalse === undefined ? () => NaN : branch(whenFalse)];
  if (condition.kind !== 'series' || yes === undefined || no === undefined) {
    const types = [condition, whenTrue, ...(whenFalse ? [whenFalse] : [])].map(typeName);
    throw new MathError(`Unsupported parameter type(s) for IF: '[${types.join(', ')}]'`);
  }
  const points = new Points();
  const { times, values, label } = condition.series;
  times.forEach((time, index) => {
    points.add(time, values[index] !== 0 ? (yes(time) ?? 0) : (no(time) ?? NaN));
  });
  return ofSeries(points.named(whenTrue.kind === 'series' ? whenTrue.series.label : label));
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
