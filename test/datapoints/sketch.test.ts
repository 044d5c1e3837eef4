import { expect } from 'chai';
import {
  type Distribution,
  distributionOf,
  merged,
  weightedValues,
} from '../../src/datapoints/distribution.js';
import { binsMax, factorOf } from '../../src/datapoints/sketch.js';
import { Random } from '../support/random.js';

/** The bound in percent, by how wide values span; the last is all that CloudWatch takes. */
const spans: readonly (readonly [span: number, percent: number, mixedPercent: number])[] = [
  [1e2, 0.5, 0.5],
  [1e4, 0.5, 1],
  [1e8, 1, 2],
  [1e16, 2, 4],
  [1e32, 4, 8],
  [1e64, 8, 15.9],
  [1e128, 15.9, 31],
  [1e217, 31, 56.5],
];

describe('a sketch of values', () => {
  for (const [span, percent, mixedPercent] of spans) {
    const decades = Math.log10(span);
    const magnitude = (random: Random): number => 10 ** ((random.next() - 0.5) * decades);

    it(`tells each within ${percent} % where they span ${span}-fold`, () => {
      compare((random) => magnitude(random), bound(span, 1, percent));
    });

    it(`tells each within ${mixedPercent} % where signs are mixed, too, and 0 exactly`, () => {
      const draw = (random: Random): number => {
        if (random.next() < 0.1) return 0;
        return random.next() < 0.5 ? magnitude(random) : -magnitude(random);
      };
      compare(draw, bound(span, 2, mixedPercent));
    });
  }

  it('tells negative values as it tells positive ones', () => {
    const random = new Random(20260321);
    const values = Array.from({ length: 2_000 }, () => Math.exp(4 * random.next()));
    const told = pairsOf(distributionOf(values));
    const mirrored = pairsOf(distributionOf(values.map((value) => -value)));
    expect(mirrored.map(([value, weight]) => [-value, weight]).reverse()).to.deep.equal(told);
  });
});

/** What follows from how often such a sketch collapses at most, which is the figure above. */
function bound(span: number, signs: 1 | 2, percent: number): number {
  const bins = (signs * Math.log(span)) / Math.log(factorOf({ collapses: 0 }));
  const collapses = Math.max(0, Math.ceil(Math.log2(bins / (binsMax - 2 * signs))));
  const gamma = factorOf({ collapses });
  const error = (gamma - 1) / (gamma + 1);
  expect(Math.round(1_000 * error) / 10).to.equal(percent);
  return error;
}

/** Every sample is held against the one that has its place in the sketch. */
function compare(draw: (random: Random) => number, error: number): void {
  const random = new Random(20260320);
  for (let round = 0; round < 2; round++) {
    const samples = Array.from({ length: 3_000 }, () => draw(random));
    const told = placesOf(sketched(samples, random));
    expect(told.length).to.equal(samples.length);
    samples.sort((a, b) => a - b);
    samples.forEach((sample, place) => {
      const off = Math.abs((told[place] ?? NaN) - sample);
      expect(off, `${sample}, round ${round}`).to.be.at.most(error * Math.abs(sample) * (1 + 1e-9));
    });
  }
}

/** Of parts of any size, merged in any order. */
function sketched(samples: readonly number[], random: Random): Distribution {
  const parts: Distribution[] = [];
  for (let from = 0; from < samples.length;) {
    const count = 1 + random.below(900);
    parts.splice(
      random.below(parts.length + 1),
      0,
      distributionOf(samples.slice(from, from + count)),
    );
    from += count;
  }
  return parts.reduce(merged);
}

function placesOf(distribution: Distribution): readonly number[] {
  return pairsOf(distribution).flatMap(([value, length]) => Array.from({ length }, () => value));
}

function pairsOf(distribution: Distribution): readonly (readonly [number, number])[] {
  const { weights, valueAt } = weightedValues(distribution);
  return weights.map((weight, place) => [valueAt(place), weight]);
}
