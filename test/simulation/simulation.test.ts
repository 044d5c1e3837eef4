import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Service } from '../../src/service.js';
import { loadServices } from './seeded-world.js';
import { simulate } from './simulation.js';

interface Seed {
  readonly seed: number;
  readonly scale: number;
  readonly what: string;
}

const freshSeeds: readonly Seed[] = [
  { seed: 2, scale: 1, what: 'one that ends now and then, on a store that fails' },
  { seed: 3, scale: 1, what: 'two servers' },
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

  for (const { seed, scale, what } of [...freshSeeds, ...keptSeeds()]) {
    it(`keep their promises with seed ${seed}: ${what}`, async () => {
      const { faults } = await simulate(seed, services, scale);
      const command = `make simulate ARGS="--seeds 1 --from ${seed} --scale ${scale}"`;
      expect(faults, command).to.deep.equal([]);
    });
  }

  it('come about again to the byte, two servers on a store that fails', async () => {
    const [first, second] = [await simulate(6, services), await simulate(6, services)];
    expect(first.faults).to.deep.equal([]);
    expect(second.digest).to.equal(first.digest);
  });
});

function keptSeeds(): readonly Seed[] {
  const lines = readFileSync('test/simulation/seeds.txt', 'utf8').matchAll(
    /^(\d+)(?: x(\d+))? +(.*)$/gm,
  );
  return [...lines].map(([, seed, scale = '1', what = '']) => {
    return { seed: Number(seed), scale: Number(scale), what };
  });
}
