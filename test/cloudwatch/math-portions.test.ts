import { expect } from 'chai';
import { applyOperator } from '../../src/cloudwatch/metric-math/operators.js';
import { inPortions } from '../../src/cloudwatch/metric-math/portions.js';
import { MathError } from '../../src/cloudwatch/metric-math/tree.js';
import {
  array,
  type MathValue,
  scalar,
  type Series,
} from '../../src/cloudwatch/metric-math/value.js';
import type { Steps } from '../../src/turns.js';

function member(label: string, pointCount: number): Series {
  const times = Array.from({ length: pointCount }, (_, index) => index * 60);
  return { label, periodSeconds: 60, times, values: times.map((time) => time % 7) };
}

function run(steps: Steps<MathValue>): { readonly value: MathValue; readonly pauses: number } {
  for (let pauses = 0; ; pauses++) {
    const step = steps.next();
    if (step.done) return { value: step.value, pauses };
  }
}

function doubled(operands: readonly MathValue[]): Steps<MathValue> {
  return inPortions(operands, ([one = scalar(0), other = scalar(0)]) => {
    return applyOperator('*', one, other);
  });
}

describe('a step on many points', () => {
  const long = array(['a', 'b', 'c', 'd', 'e'].map((label) => member(label, 45_000)));

  it('gives others a turn between some members and others, and makes the same', () => {
    const { value, pauses } = run(doubled([scalar(2), long]));
    expect(value).to.deep.equal(applyOperator('*', scalar(2), long));
    expect(pauses).to.equal(2);
  });

  const short: readonly (readonly [string, MathValue])[] = [
    ['few', array([member('a', 3), member('b', 2)])],
    ['no', array([])],
    ['no array of', scalar(3)],
  ];
  for (const [name, value] of short) {
    it(`is taken at once of ${name} members`, () => {
      const made = run(doubled([value, scalar(2)]));
      expect(made).to.deep.equal({ value: applyOperator('*', value, scalar(2)), pauses: 0 });
    });
  }

  it('is refused as it would be at once', () => {
    expect(() => run(doubled([long, long])))
      .to.throw(MathError)
      .with.property('message')
      .that.contains('[Array[TimeSeries], Array[TimeSeries]]');
  });
});
