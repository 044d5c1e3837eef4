import assert from 'node:assert/strict';
import { type Operator, unsupportedTypes } from './tree.js';
import {
  array,
  mapPoints,
  type MathValue,
  ofSeries,
  Points,
  scalar,
  type ScalarValue,
  type Series,
  type SeriesValue,
  visitPairs,
} from './value.js';

/**
 * Arithmetic, comparison and logic. Two series meet on the union of their times, where a gap counts
 * as 0, and have the smaller of their periods; an array goes member by member with a scalar or a
 * series, and not with another array.
 * Comparison and logic give 1 and 0, and take whatever is not 0 for true.
 */
export function applyOperator(operator: Operator, left: MathValue, right: MathValue): MathValue {
  const compute = computations[operator];
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return scalar(compute(left.scalar, right.scalar));
  }
  if (left.kind === 'array' && isSingle(right)) {
    return array(left.members.map((member) => combined(compute, ofSeries(member), right)));
  }
  if (right.kind === 'array' && isSingle(left)) {
    return array(
      right.members.map((member) => {
        const { label, source } = member;
        return { ...combined(compute, left, ofSeries(member)), label, source };
      }),
    );
  }
  if (isSingle(left) && isSingle(right)) return ofSeries(combined(compute, left, right));
  throw unsupportedTypes(operator, [typeName(left), typeName(right)]);
}

export function negated(value: MathValue): MathValue {
  return applyOperator('-', scalar(0), value);
}

type Compute = (left: number, right: number) => number;
type Single = ScalarValue | SeriesValue;

const computations: Readonly<Record<Operator, Compute>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

function isSingle(value: MathValue): value is Single {
  return value.kind === 'scalar' || value.kind === 'series';
}

/** The series keeps its name; of two, the left one does, but the member of an array always. */
function combined(compute: Compute, left: Single, right: Single): Series {
  if (left.kind === 'scalar') {
    assert(right.kind === 'series', 'Two scalars make a scalar.');
    return mapPoints(right.series, (value) => compute(left.scalar, value));
  }
  if (right.kind === 'scalar') {
    return mapPoints(left.series, (value) => compute(value, right.scalar));
  }
  const points = new Points(Math.min(left.series.periodSeconds, right.series.periodSeconds));
  visitPairs(left.series, right.series, (time, one = 0, other = 0) => {
    points.add(time, compute(one, other));
  });
  return points.like(left.series);
}

export function typeName(value: MathValue): string {
  switch (value.kind) {
    case 'scalar':
      return 'Scalar';
    case 'series':
      return 'TimeSeries';
    case 'array':
      return 'Array[TimeSeries]';
    case 'text':
      return 'String';
    case 'word':
      return value.name;
  }
}
