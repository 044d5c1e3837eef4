import { parseArgs } from 'node:util';
import { loadServices } from './seeded-world.js';
import { simulate } from './simulation.js';

/** The long run of what the tests do briefly: `make simulate ARGS='--seeds 200 --from 7'`. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    from: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
});
const services = await loadServices();
const [from, count] = [Number(values.from), Number(values.seeds)];
const outcomes = new Map<string, number>();
const paths = new Map<string, number>();
let writes = 0;
let failures = 0;
for (let seed = from; seed < from + count; seed++) {
  const simulated = await simulate(seed, services, Number(values.scale)).catch((bug: unknown) => {
    return { faults: [String(bug)], outcomes: new Map(), paths: new Map(), writeCount: 0 };
  });
  writes += simulated.writeCount;
  add(outcomes, simulated.outcomes);
  add(paths, simulated.paths);
  if (simulated.faults.length === 0) continue;
  failures += 1;
  process.stdout.write(`Seed ${seed}:\n${simulated.faults.slice(0, 4).join('\n')}\n`);
}
if (values.verbose) {
  for (const counts of [outcomes, paths]) {
    const lines = [...counts].sort().map(([name, times]) => `${String(times).padStart(8)} ${name}`);
    process.stdout.write(`${lines.join('\n')}\n\n`);
  }
}
process.stdout.write(`${count} worlds, ${writes} writes of groups, ${failures} failed\n`);
process.exitCode = failures === 0 ? 0 : 1;

function add(sums: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, times] of counts) sums.set(name, (sums.get(name) ?? 0) + times);
}
