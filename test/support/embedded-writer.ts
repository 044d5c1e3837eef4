import { EmbeddedStore } from '../../src/store/embedded.js';
import { EmbeddedEnvironment } from '../../src/store/environment.js';
import { StoreError } from '../../src/store/store.js';
import { nextTally, tallyKey, writerCount } from './tally.js';

/**
 * Writes until it is killed. It prints `WRITER NUMBER` for each update that the store has answered
 * and `WRITER refused` for each that it has refused; the parent looks at what is on the disk.
 */
const [directory = ''] = process.argv.slice(2);
const store = await EmbeddedStore.open(await EmbeddedEnvironment.open(directory));
print('open');
await Promise.all(Array.from({ length: writerCount }, (_, writer) => write(writer)));

async function write(writer: number): Promise<never> {
  for (;;) {
    try {
      const tally = await store.update(tallyKey(writer), nextTally);
      print(`${writer} ${tally?.n}`);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      print(`${writer} refused`);
    }
  }
}

/** Node writes to a pipe at once, so that a line printed is a line that a kill cannot take back. */
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
