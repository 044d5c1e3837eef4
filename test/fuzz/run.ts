import { parseArgs } from 'node:util';
import { Random } from '../support/random.js';
import { modelOf } from '../wire/mirror.js';
import { roundTrip } from '../wire/round-trip.js';
import { openDialogues } from '../wire/sdk-dialogue.js';
import { WireFuzz } from './wire-fuzz.js';

/**
 * The long run of what the tests do briefly: `make fuzz ARGS='--seconds 600 --seed 7'`. Round trips
 * and damaged requests take turns until the time is over or one of them fails.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const until = Date.now() + Number(values.seconds) * 1_000;
const random = new Random(seed);
const fuzz = new WireFuzz(random);
const calls = openDialogues().flatMap((dialogue) =>
  [...modelOf(dialogue).shapes.values()].map((operation) => ({ dialogue, operation })),
);
const requestsPerTrip = 4;

process.stdout.write(`Seed ${seed}, ${values.seconds} s\n`);
let trips = 0;
while (Date.now() < until) {
  const { dialogue, operation } = random.pick(calls);
  await roundTrip(operation, dialogue, random);
  trips += 1;
  for (let count = 0; count < requestsPerTrip; count++) await fuzz.step();
}
const statuses = [...fuzz.statuses].map(([status, count]) => `${count} x ${status}`).join(', ');
process.stdout.write(`${trips} round trips; damaged requests were answered ${statuses}\n`);
