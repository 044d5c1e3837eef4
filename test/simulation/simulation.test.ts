import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Service } from '../../src/service.js';
import { loadServices } from './seeded-world.js';
import { simulate } from './simulation.js';

const freshSeeds: readonly (readonly [number, string])[] = [
  [2, 'one that ends now and then, on a store that fails'],
  [3, 'two servers'],
];

/**
 * A few worlds, and those that once failed; `make simulate` runs as many as one likes. Its message
 * names a seed, and the seed is all that it takes to have the same world again.
 */
describe('groups in a seeded world', function () {
  this.timeout(60_000);
  let services: readonly Service[];

  before(async () => {
    services = await loadServices();
  });

  for (const [seed, what] of [...freshSeeds, ...keptSeeds()]) {
    it(`keep their promises with seed ${seed}: ${what}`, async () => {
      const { faults } = await simulate(seed, services);
      expect(faults, `make simulate ARGS="--seeds 1 --from ${seed}"`).to.deep.equal([]);
    });
  }

  it('keep to their limits where they are large, and their instances have weights', async () => {
    const { faults } = await simulate(3, services, 8);
    expect(faults, 'make simulate ARGS="--seeds 1 --from 3 --scale 8"').to.deep.equal([]);
  });

  it('come about again to the byte, two servers on a store that fails', async () => {
    const [first, second] = [await simulate(6, services), await simulate(6, services)];
    expect(first.faults).to.deep.equal([]);
    expect(second.digest).to.equal(first.digest);
  });
});

function keptSeeds(): readonly (readonly [number, string])[] {
  const lines = readFileSync('test/simulation/seeds.txt', 'utf8').split('\n');
  return lines
    .filter((line) => /^\d/.test(line))
    .map((line) => [Number.parseInt(line, 10), line.replace(/^\d+\s+/, '')] as const);
}
