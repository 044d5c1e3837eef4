import {
  mkdirSync,
  openSync,
  closeSync,
  readSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { open } from 'lmdb';
import { EmbeddedEnvironment } from '../../src/store/environment.js';
import { StoreError } from '../../src/store/store.js';
import { startChild } from '../support/child.js';
import { temporaryDirectory } from '../support/directory.js';

interface Spoilt {
  readonly name: string;
  readonly spoil: (directory: string) => Promise<void> | void;
  readonly refusal: string;
}

const notOurs = 'DIR/updraft.mdb is no file of Updraft, or it is damaged.';

const spoilt: readonly Spoilt[] = [
  {
    name: 'a file of text',
    spoil: (directory) => writeFileSync(join(directory, 'updraft.mdb'), 'hello'.repeat(5_000)),
    refusal: notOurs,
  },
  {
    name: 'a file of a few bytes',
    spoil: (directory) => writeFileSync(join(directory, 'updraft.mdb'), 'hello'),
    refusal: notOurs,
  },
  {
    name: 'a file without its second page',
    spoil: async (directory) => {
      await fill(directory);
      truncateSync(join(directory, 'updraft.mdb'), 4096);
    },
    refusal: notOurs,
  },
  {
    name: 'a file without its second half',
    spoil: async (directory) => {
      await fill(directory);
      truncateSync(join(directory, 'updraft.mdb'), 65_536);
    },
    refusal: 'DIR/updraft.mdb is damaged: MDB_CORRUPTED: Located page was wrong type.',
  },
  {
    name: 'the LMDB file of another program',
    spoil: async (directory) => {
      const other = open({ path: join(directory, 'updraft.mdb') });
      await other.put('theirs', 1);
      await other.close();
    },
    refusal: 'DIR holds data of another program.',
  },
  {
    name: 'data in a later format',
    spoil: async (directory) => {
      const other = open<Buffer, string>({
        path: join(directory, 'updraft.mdb'),
        encoding: 'binary',
      });
      await other.put('updraft format', Buffer.from('2'));
      await other.close();
    },
    refusal: 'DIR holds data in format 2, not 1.',
  },
  {
    name: 'a directory where the file should be',
    spoil: (directory) => {
      mkdirSync(join(directory, 'updraft.mdb'));
    },
    refusal:
      'DIR/updraft.mdb cannot be opened: EISDIR: illegal operation on a directory, open ' +
      "'DIR/updraft.mdb'.",
  },
];

describe('a data directory', () => {
  for (const { name, spoil, refusal } of spoilt) {
    it(`refuses ${name} in one line, as often as it is asked`, async () => {
      const own = temporaryDirectory();
      await spoil(own.path);
      for (const attempt of [1, 2]) {
        const line = (await refusalOf(own.path)).replaceAll(own.path, 'DIR');
        expect([attempt, line]).to.deep.equal([attempt, refusal]);
      }
      own.remove();
    });
  }

  it('opens when only pages are missing that nothing refers to', async () => {
    const own = temporaryDirectory();
    await fill(own.path);
    raiseLastPage(join(own.path, 'updraft.mdb'), 3);
    const again = await EmbeddedEnvironment.open(own.path);
    expect(again.database('a').get(Buffer.of(1, 99))).to.deep.equal(Buffer.alloc(1000, 99));
    await again.close();
    own.remove();
  });

  it('is refused to a second user in the same process', async () => {
    const own = temporaryDirectory();
    const first = await EmbeddedEnvironment.open(own.path);
    expect(await refusalOf(own.path)).to.equal(
      `${own.path} is in use by another Updraft (process ${process.pid}).`,
    );
    // The refused one must not have taken the lock away.
    expect(await refusalOf(own.path)).to.match(/in use/);
    await first.close();
    expect(await refusalOf(own.path)).to.equal('opened');
    own.remove();
  });

  it('is refused while another process has it, and free when that is killed', async () => {
    const own = temporaryDirectory();
    const holder = startChild(new URL('../support/embedded-writer.js', import.meta.url), [
      own.path,
    ]);
    await holder.line();
    expect(await refusalOf(own.path)).to.equal(
      `${own.path} is in use by another Updraft (process ${holder.pid}).`,
    );
    await holder.kill();
    expect(await refusalOf(own.path)).to.equal('opened');
    own.remove();
  });
});

/** The first two pages each name the last page; this makes the file short of what they name. */
function raiseLastPage(path: string, pages: number): void {
  const file = openSync(path, 'r+');
  const lastPage = new BigUint64Array(1);
  for (const offset of [144, 4096 + 144]) {
    readSync(file, lastPage, 0, 8, offset);
    lastPage[0] = (lastPage[0] ?? 0n) + BigInt(pages);
    writeSync(file, lastPage, 0, 8, offset);
  }
  closeSync(file);
}

async function refusalOf(directory: string): Promise<string> {
  try {
    await (await EmbeddedEnvironment.open(directory)).close();
    return 'opened';
  } catch (error) {
    expect(error).to.be.instanceOf(StoreError);
    return (error as StoreError).message;
  }
}

async function fill(directory: string): Promise<void> {
  const environment = await EmbeddedEnvironment.open(directory);
  const database = environment.database('a');
  const writes = Array.from({ length: 200 }, (_, n) => ({
    database,
    key: Buffer.of(1, n),
    value: Buffer.alloc(1000, n),
  }));
  await environment.commit(writes);
  await environment.close();
}
