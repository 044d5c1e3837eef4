import { expect } from 'chai';
import { adjusted } from '../../src/autoscaling/adjustment.js';

describe('an adjustment', () => {
  const percent = 'PercentChangeInCapacity';
  // The type, the adjustment, the capacity before, the one after, and a least magnitude.
  const cases: readonly (readonly [string, string, number, number, number, number?])[] = [
    ['adds', 'ChangeInCapacity', 3, 2, 5],
    ['takes away', 'ChangeInCapacity', -3, 5, 2],
    ['sets', 'ExactCapacity', 4, 9, 4],
    ['cuts 12.7 off to 12', percent, 12.7, 100, 112],
    ['cuts -6.67 off to -6', percent, -66.7, 10, 4],
    ['makes one of 0.67', percent, 67, 1, 2],
    ['makes one less of -0.58', percent, -58, 1, 0],
    ['leaves nothing at nothing', percent, 50, 0, 0],
    ['takes a tenth of ten for one', percent, 10, 10, 11],
    ['adds at least the magnitude', percent, 25, 4, 6, 2],
    ['takes away at least the magnitude', percent, -25, 4, 2, 2],
    ['adds more than the magnitude', percent, 100, 4, 8, 2],
  ];
  for (const [name, AdjustmentType, ScalingAdjustment, before, after, magnitude] of cases) {
    it(name, () => {
      const MinAdjustmentMagnitude = magnitude;
      const adjustment = { AdjustmentType, ScalingAdjustment, MinAdjustmentMagnitude };
      expect(adjusted(before, adjustment)).to.equal(after);
    });
  }
});
