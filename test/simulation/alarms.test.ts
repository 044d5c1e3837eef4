import { expect } from 'chai';
import type { Service } from '../../src/service.js';
import { failedAlarmSeeds, repeatedAlarmSeed } from './alarm-seeds.js';
import { simulateAlarms } from './alarm-simulation.js';
import { loadServices } from './seeded-world.js';

describe('alarms of all kinds in a seeded world', () => {
  let services: readonly Service[];

  before(async () => {
    services = await loadServices();
  });

  it('keep their promises, and do the same to the byte again', async () => {
    const { seed, stepCount } = repeatedAlarmSeed;
    const { faults, transitionCount, digest } = await simulateAlarms(seed, services, stepCount);
    expect(faults).to.deep.equal([]);
    expect(transitionCount).to.be.greaterThan(20);
    expect((await simulateAlarms(seed, services, stepCount)).digest).to.equal(digest);
  });

  for (const { seed, showed, stepCount } of failedAlarmSeeds) {
    it(`keep their promises with seed ${seed}, which showed ${showed}`, async () => {
      expect((await simulateAlarms(seed, services, stepCount)).faults).to.deep.equal([]);
    });
  }
});
