import { unsupportedTypes } from './tree.js';
import { typeName } from './operators.js';
import {
  emptySeries,
  type Grid,
  type Grids,
  type MathValue,
  ofSeries,
  Points,
  slotTimes,
} from './value.js';

/**
 * IF(condition, then, else). A scalar condition takes one branch as a whole; a scalar beside a
 * series stands for it in each of its periods, so that the result is a series either way. A series
 * decides point by point, and lends its periods: where it has no point there is none; where it is
 * true and the branch has no point, there is 0; where it is false and the other branch is missing
 * or has no point, there is none ("Using IF expressions").
 */
export function choose({ condition, whenTrue, whenFalse }: Choice, grids: Grids): MathValue {
  if (condition.kind === 'scalar') {
    const { periodSeconds } = whenTrue.kind === 'series' ? whenTrue.series : grids.own;
    const otherwise = whenFalse ?? ofSeries(emptySeries(periodSeconds));
    const [chosen, other] = condition.scalar !== 0 ? [whenTrue, otherwise] : [otherwise, whenTrue];
    if (chosen.kind !== 'scalar' || other.kind !== 'series') return chosen;
    return constant(chosen.scalar, grids.of(other.series.periodSeconds));
  }
  const [yes, no] = [
    branch(whenTrue),
    whenFalse === undefined ? () => undefined : branch(whenFalse),
  ];
  if (condition.kind !== 'series' || yes === undefined || no === undefined) {
    const types = [condition, whenTrue, ...(whenFalse ? [whenFalse] : [])].map(typeName);
    throw unsupportedTypes('IF', types);
  }
  const { periodSeconds, times, values } = condition.series;
  const points = new Points(periodSeconds);
  times.forEach((time, index) => {
    points.add(time, values[index] !== 0 ? (yes(time) ?? 0) : no(time));
  });
  return ofSeries(points.like(whenTrue.kind === 'series' ? whenTrue.series : condition.series));
}

/** The parameters of IF. */
export interface Choice {
  readonly condition: MathValue;
  readonly whenTrue: MathValue;
  readonly whenFalse: MathValue | undefined;
}

/** The same in every period; nowhere if it is no number. */
export function constant(value: number, grid: Grid): MathValue {
  const points = new Points(grid.periodSeconds);
  for (const time of slotTimes(grid)) points.add(time, value);
  return ofSeries(points.named(''));
}

type Branch = (time: number) => number | undefined;

function branch(value: MathValue): Branch | undefined {
  if (value.kind === 'scalar') return () => value.scalar;
  if (value.kind !== 'series') return undefined;
  const { times, values } = value.series;
  const points = new Map(times.map((time, index) => [time, values[index]]));
  return (time) => points.get(time);
}
