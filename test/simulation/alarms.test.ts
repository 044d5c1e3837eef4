import { expect } from 'chai';
import type { Service } from '../../src/service.js';
import { failedAlarmSeeds, quickAlarmSeeds } from './alarm-seeds.js';
import { simulateAlarms } from './alarm-simulation.js';
import { loadServices } from './seeded-world.js';

describe('alarms of all kinds in a seeded world', () => {
  let services: readonly Service[];

  before(async () => {
    services = await loadServices();
  });

  for (const seed of quickAlarmSeeds) {
    it(`keep their promises with seed ${seed}, and do the same to the byte again`, async () => {
      const { faults, transitionCount, digest } = await simulateAlarms(seed, services);
      expect(faults).to.deep.equal([]);
      expect(transitionCount).to.be.greaterThan(20);
      expect((await simulateAlarms(seed, services)).digest).to.equal(digest);
    });
  }

  for (const { seed, showed, stepCount } of failedAlarmSeeds) {
    it(`keep their promises with seed ${seed}, which showed ${showed}`, async () => {
      expect((await simulateAlarms(seed, services, stepCount)).faults).to.deep.equal([]);
    });
  }
});
