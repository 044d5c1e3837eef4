import { loadServices } from '../simulation/seeded-world.js';
import { simulateDay } from '../simulation/day.js';
import type { Bench } from './bench.js';

/** A simulated day of 20 groups and 200 alarms, its auditor included. */
const bench: Bench = {
  name: 'day',
  async run() {
    const { seconds, faults } = await simulateDay(await loadServices());
    if (faults.length > 0) throw new Error(faults[0]);
    return [
      {
        what: 'a simulated day of 20 groups and 200 alarms, in memory on one core',
        measured: `${seconds.toFixed(1)} s`,
        ratio: seconds / 2,
        goal: '< 2 s',
      },
    ];
  },
};

export default bench;
