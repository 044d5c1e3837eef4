import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { expect } from 'chai';
import { temporaryDirectory } from '../support/directory.js';

const script = new URL('../../src/main.js', import.meta.url).pathname;

describe('a start that fails', () => {
  it('is told by one line where the data directory cannot be made', async function () {
    if (process.platform !== 'linux') this.skip();
    expect(await run('--data', '/proc/updraft/data')).to.deep.equal({
      exitCode: 2,
      complaints:
        'updraft: --data /proc/updraft/data cannot be made: ' +
        "ENOENT: no such file or directory, mkdir '/proc/updraft'\n",
    });
  });

  it('is told by one line, and ends, where the port is taken', async () => {
    const directory = temporaryDirectory();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    // A server that listens on an address has one of this form.
    const { port } = other.address() as AddressInfo;
    const result = await run('--data', directory.path, '--port', `${port}`);
    await new Promise((resolve) => other.close(resolve));
    directory.remove();
    expect(result).to.deep.equal({
      exitCode: 2,
      complaints:
        `updraft: --port ${port} of 127.0.0.1 is in use by another program; ` +
        '--port 0 takes a free one\n',
    });
  });

  it('is none where nobody reads the help', async () => {
    const child = spawn(process.execPath, [script, '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    expect(await end(child)).to.deep.equal({ exitCode: 0, complaints: '' });
  });
});

interface End {
  readonly exitCode: unknown;
  readonly complaints: string;
}

function run(...flags: readonly string[]): Promise<End> {
  return end(spawn(process.execPath, [script, ...flags], { stdio: ['ignore', 'ignore', 'pipe'] }));
}

async function end(child: ChildWithComplaints): Promise<End> {
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [unknown];
  return { exitCode, complaints };
}

type ChildWithComplaints = ChildProcessByStdio<null, Readable | null, Readable>;
