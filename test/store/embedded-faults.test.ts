import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { statSync } from 'node:fs';
import { expect } from 'chai';
import { dataFile } from '../../src/store/data-directory.js';
import { withoutUndefined } from '../../src/store/document-bytes.js';
import { EmbeddedStore } from '../../src/store/embedded.js';
import { EmbeddedEnvironment } from '../../src/store/environment.js';
import { partitionCount } from '../../src/store/keys.js';
import type { Document, Entry } from '../../src/store/store.js';
import { type Child, startChild } from '../support/child.js';
import { temporaryDirectory } from '../support/directory.js';
import { Random } from '../support/random.js';
import { tallyKey, tallyOf, writerCount } from '../support/tally.js';

const script = new URL('../support/embedded-writer.js', import.meta.url);

describe('the embedded store in trouble', () => {
  it('keeps all that it has answered, and nothing by halves, when it is killed', async () => {
    const directory = temporaryDirectory();
    const seed = randomInt(2 ** 32);
    const random = new Random(seed);
    const answered = Array<number>(writerCount).fill(0);
    for (let round = 0; round < 6; round++) {
      const child = await startWriter(directory.path);
      const linesMax = 1 + random.below(1_000);
      for (let line = 0; line < linesMax; line++) note(answered, await child.line());
      for (const line of await child.kill()) note(answered, line);
      const found = await numbersIn(directory.path);
      // What was under way may have reached the disk; then the next round goes on from there.
      const lost = answered.filter((number, writer) => {
        const onDisk = found[writer] ?? 0;
        return onDisk !== number && onDisk !== number + 1;
      });
      expect(lost, `seed ${seed}, round ${round}`).to.deep.equal([]);
      answered.splice(0, writerCount, ...found);
    }
    directory.remove();
  });

  it('refuses writes while the disk is full, and goes on once there is room', async function () {
    if (process.platform !== 'linux') this.skip();
    const directory = temporaryDirectory();
    const child = await startWriter(directory.path);
    const answered = Array<number>(writerCount).fill(0);
    let refused = 0;
    const read = async (isEnough: () => boolean): Promise<void> => {
      while (!isEnough()) {
        if (!note(answered, await child.line())) refused += 1;
      }
    };
    for (const round of [1, 2, 3]) {
      await read(() => Math.min(...answered) >= 10 * round);
      // As on a full disk, the file keeps the room that it has, and gets no more.
      limitFileSize(child.pid, String(statSync(dataFile(directory.path)).size));
      await read(() => refused >= 200 * round);
      limitFileSize(child.pid, 'unlimited');
      await read(() => Math.min(...answered) >= 10 * round + 5);
    }
    for (const line of await child.kill()) note(answered, line);
    const found = await numbersIn(directory.path);
    const beyond = found.map((number, writer) => number - (answered[writer] ?? 0));
    expect(beyond.filter((numbers) => numbers !== 0 && numbers !== 1)).to.deep.equal([]);
    directory.remove();
  });
});

async function startWriter(directory: string): Promise<Child> {
  const child = startChild(script, [directory]);
  expect(await child.line()).to.equal('open');
  return child;
}

/**
 * False for a refusal. A refused write must have left no trace, so that the numbers of a writer go
 * up by one whatever happened in between.
 */
function note(answered: number[], line: string): boolean {
  const [writer = NaN, number = NaN] = line.split(' ').map(Number);
  if (Number.isNaN(number)) return false;
  expect(`${writer} ${number}`).to.equal(`${writer} ${(answered[writer] ?? 0) + 1}`);
  answered[writer] = number;
  return true;
}

/** What is on the disk, once it is seen to be whole and the index over `due` to agree with it. */
async function numbersIn(directory: string): Promise<number[]> {
  const store = await EmbeddedStore.open(await EmbeddedEnvironment.open(directory));
  const keys = Array.from({ length: writerCount }, (_, writer) => tallyKey(writer));
  const tallies = await store.getMany(keys);
  const numbers = tallies.map((tally) => tally?.n ?? 0);
  expect(tallies).to.deep.equal(
    numbers.map((n) => (n === 0 ? undefined : withoutUndefined(tallyOf(n)))),
  );
  const due: Entry<Document>[] = [];
  for (let partition = 0; partition < partitionCount; partition++) {
    due.push(...(await store.due(partition, new Date(8e15), 1_000)));
  }
  expect(due.map(({ key }) => key.text).sort()).to.deep.equal(
    keys
      .filter((_, writer) => tallies[writer]?.due !== undefined)
      .map(({ text }) => text)
      .sort(),
  );
  await store.close();
  return numbers;
}

/** Writes behind this offset fail: Node ignores the signal that goes with it. */
function limitFileSize(pid: number, bytes: string): void {
  const { status } = spawnSync('prlimit', ['--pid', `${pid}`, `--fsize=${bytes}:unlimited`]);
  expect(status).to.equal(0);
}
