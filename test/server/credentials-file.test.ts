import { mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { createAuthenticator } from '../../src/server/authentication.js';
import { type CredentialsFile, openCredentialsFile } from '../../src/server/credentials-file.js';
import { exampleKey } from '../support/fixtures.js';
import { signed, signedAt } from '../support/signing.js';

describe('a credentials file that changes', () => {
  let folder: string;
  let path: string;
  let told: string[];
  let file: CredentialsFile;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'updraft-'));
    path = join(folder, 'credentials.json');
    told = [];
    await writeFile(path, textOf('A'));
    file = await open();
  });

  afterEach(async () => {
    file.close();
    await rm(folder, { recursive: true });
  });

  it('is not read again as long as it stays the same', async () => {
    await file.poll();
    expect(told).to.deep.equal([]);
  });

  it('is read again when it was written', async () => {
    await writeFile(path, textOf('A', 'B'));
    await file.poll();
    expect([...file.keys().keys()]).to.deep.equal(['A', 'B']);
    expect(told).to.deep.equal([`Read ${path} again: keys 2`]);
  });

  it('is read again when an editor put a new file in its place', async () => {
    await writeFile(`${path}.new`, textOf('C'));
    await rename(`${path}.new`, path);
    await file.poll();
    expect([...file.keys().keys()]).to.deep.equal(['C']);
  });

  it('is read again when it is a link that was moved', async () => {
    const [first, second] = [join(folder, '1.json'), join(folder, '2.json')];
    await writeFile(first, textOf('D'));
    await writeFile(second, textOf('E'));
    await unlink(path);
    await symlink(first, path);
    await file.poll();
    await unlink(path);
    await symlink(second, path);
    await file.poll();
    expect([...file.keys().keys()]).to.deep.equal(['E']);
  });

  it('changes nothing when it is faulty, and says so once, in one line', async () => {
    const faulty = { keys: [{ accessKeyId: 'A', secretAccessKey: 'hunter 2', account: '1' }] };
    await writeFile(path, JSON.stringify(faulty));
    await file.poll();
    await file.poll();
    expect([...file.keys().keys()]).to.deep.equal(['A']);
    expect(told).to.deep.equal([
      `The keys stay as they were, as ${path} cannot be used: keys[0].secretAccessKey must be ` +
        '1 to 256 visible characters; keys[0].account must be 12 digits',
    ]);
  });

  it('changes nothing when it is gone, until it is back', async () => {
    await unlink(path);
    await file.poll();
    expect([...file.keys().keys()]).to.deep.equal(['A']);
    expect(told).to.deep.equal([
      `The keys stay as they were, as ${path} cannot be used: it cannot be read (ENOENT)`,
    ]);
    await writeFile(path, textOf('F'));
    await file.poll();
    expect([...file.keys().keys()]).to.deep.equal(['F']);
  });

  it('tells of fifty faults and counts the others', async () => {
    await writeFile(path, JSON.stringify({ keys: Array.from({ length: 20 }, () => ({})) }));
    await file.poll();
    expect(told[0]?.split('; ').at(-1)).to.equal('and 10 faults more');
    expect(told[0]?.split('; ').length).to.equal(51);
  });

  it('is looked at by itself', async () => {
    file.close();
    const change = new Promise<string>((resolve) => {
      void openCredentialsFile({ path, tell: resolve, pollMilliseconds: 5 }).then((opened) => {
        file = opened;
        return writeFile(path, textOf('A', 'G'));
      });
    });
    // A poll may meet the file half written; what is told first is either that or the new keys.
    expect(await change).to.match(/^(Read .* again: keys 2|The keys stay as they were, .*)$/);
  });

  it('keeps the server from starting where it is faulty', async () => {
    await writeFile(path, '{');
    const failure: unknown = await open().catch((error: unknown) => error);
    expect(String(failure)).to.equal(`Error: ${path}: the file is not JSON`);
  });

  function open(): Promise<CredentialsFile> {
    return openCredentialsFile({ path, tell: (line) => told.push(line), pollMilliseconds: 60_000 });
  }
});

describe('a secret', () => {
  it('is nowhere in what is known of a caller, or in what is told of a refusal', () => {
    const token = 'FQoGZXIvYXdzEXAMPLE';
    const keys = new Map([['AKIDEXAMPLE', { ...exampleKey, sessionToken: token }]]);
    const authenticate = createAuthenticator({ keys: () => keys, defaultRegion: 'eu-west-3' });
    const shown = [{ 'x-amz-security-token': token }, {}].map((headers) => {
      try {
        return inspect(authenticate(signed({ headers }), signedAt), { depth: null });
      } catch (error) {
        return inspect(error, { depth: null });
      }
    });
    expect(shown[0]).to.include('arn:aws:iam::123456789012:user/alice');
    expect(shown[1]).to.include('The security token included in the request is invalid.');
    for (const text of shown) {
      expect(text).not.to.include(exampleKey.secretAccessKey);
      expect(text).not.to.include(token);
    }
  });
});

function textOf(...accessKeyIds: readonly string[]): string {
  const keys = accessKeyIds.map((accessKeyId) => ({
    accessKeyId,
    secretAccessKey: 'secret',
    account: '123456789012',
  }));
  return JSON.stringify({ keys });
}
