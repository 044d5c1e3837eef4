import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { EmbeddedEnvironment, keyBytesMax } from '../../src/store/environment.js';
import { StoreError } from '../../src/store/store.js';
import { temporaryDirectory } from '../support/directory.js';

describe('the embedded environment', () => {
  const directory = temporaryDirectory();
  const events: string[] = [];
  let environment: EmbeddedEnvironment;

  before(async () => {
    const observe = events.push.bind(events);
    environment = await EmbeddedEnvironment.open(directory.path, { observe });
    environment.database('a');
    environment.database('b');
  });

  beforeEach(async () => {
    const databases = ['a', 'b'].map((name) => environment.database(name));
    await environment.commit(databases.map((database) => ({ database, clear: true })));
    events.length = 0;
  });

  after(async () => {
    await environment.close();
    directory.remove();
  });

  const put = (name: string, key: string, value: string | undefined): Promise<void> =>
    environment.commit([
      {
        database: environment.database(name),
        key: Buffer.from(key),
        value: value === undefined ? undefined : Buffer.from(value),
      },
    ]);
  const get = (name: string, key: string): string | undefined =>
    environment.database(name).get(Buffer.from(key))?.toString();

  it('writes what is given in one moment in one transaction', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, n) => put(n % 2 ? 'a' : 'b', `${n}`, 'x')));
    expect(events).to.deep.equal(['begun', 'committed']);
    expect([get('a', '1'), get('b', '1'), get('b', '98')]).to.deep.equal(['x', undefined, 'x']);
  });

  it('applies writes to one key in the order in which they came', async () => {
    await Promise.all([put('a', 'k', '1'), put('a', 'k', undefined), put('a', 'k', '2')]);
    expect(get('a', 'k')).to.equal('2');
  });

  it('shows a write to readers when it is on the disk, not before', async () => {
    const written = put('a', 'k', '1');
    expect(get('a', 'k')).to.equal(undefined);
    await written;
    expect(get('a', 'k')).to.equal('1');
  });

  it('clears one database and leaves the others', async () => {
    await Promise.all([put('a', 'k', '1'), put('b', 'k', '1')]);
    await environment.commit([{ database: environment.database('a'), clear: true }]);
    expect([get('a', 'k'), get('b', 'k')]).to.deep.equal([undefined, '1']);
  });

  it('reads ranges in the order of the bytes, with an open end and a limit', async () => {
    const keys = [[0], [0, 0], [1], [127], [128], [255], [255, 255]].map((each) =>
      Buffer.from(each),
    );
    const database = environment.database('a');
    await environment.commit(keys.map((key) => ({ database, key, value: Buffer.alloc(0) })));
    const all = { start: Buffer.of(0), end: Buffer.of(255, 255) };
    expect(Array.from(database.keys(all))).to.deep.equal(keys.slice(0, -1));
    expect(Array.from(database.range({ ...all, limit: 2 }))).to.deep.equal(
      keys.slice(0, 2).map((key) => ({ key, value: Buffer.alloc(0) })),
    );
  });

  it('takes keys up to its bound and calls a longer one a bug', async () => {
    const longest = 'k'.repeat(keyBytesMax);
    await put('a', longest, 'x');
    expect(get('a', longest)).to.equal('x');
    expect(() => put('a', `${longest}k`, 'x')).to.throw('a key of 1979 bytes');
  });

  it('outgrows its memory map', async () => {
    const small = temporaryDirectory();
    const mapBytes = 2 ** 18;
    const growing = await EmbeddedEnvironment.open(small.path, { mapBytes });
    const database = growing.database('a');
    const value = Buffer.alloc(2 ** 16, 7);
    for (let turn = 0; turn < 40; turn++) {
      await growing.commit([{ database, key: Buffer.of(turn), value }]);
    }
    expect(statSync(join(small.path, 'updraft.mdb')).size).to.be.above(8 * mapBytes);
    const found = Array.from(database.range({ start: Buffer.of(0), end: Buffer.of(255) }));
    expect(found.map((each) => each.value.equals(value))).to.deep.equal(Array(40).fill(true));
    await growing.close();
    small.remove();
  });

  it('writes more than fits one batch in several, each wholly', async () => {
    const database = environment.database('a');
    const value = Buffer.alloc(6 * 2 ** 20, 1);
    const commits = [0, 1, 2, 3, 4].map((n) =>
      environment.commit([{ database, key: Buffer.of(n), value }]),
    );
    await Promise.all(commits);
    expect(events).to.deep.equal(Array(3).fill(['begun', 'committed']).flat());
  });

  it('finishes what it was given before it closes, and takes nothing after', async () => {
    const own = temporaryDirectory();
    const first = await EmbeddedEnvironment.open(own.path);
    const database = first.database('a');
    const written = first.commit([{ database, key: Buffer.of(1), value: Buffer.of(2) }]);
    await Promise.all([first.close(), written]);
    expect(() => first.commit([])).to.throw(StoreError, 'The store is closed.');
    expect(() => database.get(Buffer.of(1))).to.throw(StoreError, 'The store is closed.');
    const second = await EmbeddedEnvironment.open(own.path);
    expect(second.database('a').get(Buffer.of(1))).to.deep.equal(Buffer.of(2));
    await second.close();
    own.remove();
  });
});
