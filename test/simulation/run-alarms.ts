import { parseArgs } from 'node:util';
import { simulateAlarms } from './alarm-simulation.js';
import { loadServices } from './seeded-world.js';

/** The long run of what tests do briefly: `make simulate-alarms ARGS='--seeds 200 --from 7'`. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    from: { type: 'string', default: '1' },
  },
});
const services = await loadServices();
const [from, count] = [Number(values.from), Number(values.seeds)];
let transitions = 0;
let failures = 0;
for (let seed = from; seed < from + count; seed++) {
  const simulated = await simulateAlarms(seed, services).catch((bug: unknown) => {
    return { faults: [String(bug)], transitionCount: 0 };
  });
  transitions += simulated.transitionCount;
  if (simulated.faults.length === 0) continue;
  failures += 1;
  process.stdout.write(`Seed ${seed}:\n${simulated.faults.slice(0, 4).join('\n')}\n`);
}
process.stdout.write(`${count} worlds, ${transitions} transitions, ${failures} failed\n`);
process.exitCode = failures === 0 ? 0 : 1;
