import { Random } from '../support/random.js';
import { modelOf } from './mirror.js';
import { roundTrip } from './round-trip.js';
import { openDialogues } from './sdk-dialogue.js';

/** Enough for each operation to meet most edges; `make fuzz` goes on with other seeds. */
const roundsPerOperation = 8;
const seed = 20_100_801;

describe('what the official clients write and read', () => {
  for (const dialogue of openDialogues()) {
    it(`is what we read and write: ${dialogue.name} (seed ${seed})`, async function () {
      this.timeout(60_000);
      const random = new Random(seed);
      const { shapes } = modelOf(dialogue);
      for (const operation of shapes.values()) {
        for (let round = 0; round < roundsPerOperation; round++) {
          await roundTrip(operation, dialogue, random);
        }
      }
    });
  }
});
