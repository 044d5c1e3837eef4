import { EmbeddedStore } from '../../src/store/embedded.js';
import { EmbeddedEnvironment } from '../../src/store/environment.js';
import { type Key, keyOf } from '../../src/store/keys.js';
import { StoreError } from '../../src/store/store.js';
import { nextTally, tallyKey, writerCount } from './tally.js';

/**
 * Writes until it is killed. It prints `WRITER NUMBER` for each update that the store has answered
 * and `WRITER refused` for each that it has refused; the parent looks at what is on the disk.
 */
const ballast = 'x'.repeat(4_096);
const [directory = ''] = process.argv.slice(2);
const store = await EmbeddedStore.open(await EmbeddedEnvironment.open(directory));
print('open');
await Promise.all(Array.from({ length: writerCount }, (_, writer) => write(writer)));

async function write(writer: number): Promise<never> {
  for (;;) {
    try {
      const tally = await store.update(tallyKey(writer), nextTally);
      print(`${writer} ${tally?.n}`);
      await store.update(ballastKey(writer, tally?.n ?? 0), () => ({ text: ballast }));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      print(`${writer} refused`);
    }
  }
}

/** What is written is never written again, so that the file must grow. */
function ballastKey(writer: number, n: number): Key<object> {
  const scope = { account: '000000000000', region: 'us-east-1' };
  return keyOf(scope, 'ballast', `writer-${writer}`, String(n));
}

/** Node writes to a pipe at once, so that a line printed is a line that a kill cannot take back. */
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
