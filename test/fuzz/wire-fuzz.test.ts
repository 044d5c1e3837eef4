import { expect } from 'chai';
import { Random } from '../support/random.js';
import { WireFuzz } from './wire-fuzz.js';

const seed = 271_828;
const rounds = 2_000;

describe('the three parsers', () => {
  it(`answer whatever is sent (seed ${seed})`, async function () {
    this.timeout(60_000);
    const fuzz = new WireFuzz(new Random(seed));
    for (let round = 0; round < rounds; round++) await fuzz.step();
    // Damage that none survives, or that all survive, would test little.
    expect(fuzz.statuses.get(200)).to.be.within(rounds * 0.05, rounds * 0.95);
  });
});
