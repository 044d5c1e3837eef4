import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.js';
import { startServer } from './children.js';

const mainPath = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const idleMilliseconds = 3_000;

/** From nothing to the first answer, and the memory of a server that has nothing to do. */
const bench: Bench = {
  name: 'start',
  async run() {
    const data = mkdtempSync(join(tmpdir(), 'updraft-bench-'));
    const started = performance.now();
    const server = await startServer(process.execPath, [mainPath, '--port', '0', '--data', data]);
    await fetch(`http://127.0.0.1:${server.port}/_health`);
    const seconds = (performance.now() - started) / 1000;
    await new Promise((resolve) => setTimeout(resolve, idleMilliseconds));
    const mebibytes = residentMebibytes(server.pid);
    await server.stop();
    rmSync(data, { recursive: true });
    return [
      {
        what: 'start to first answer, empty store',
        measured: `${seconds.toFixed(2)} s`,
        ratio: undefined,
        goal: '< 0.5 s',
      },
      {
        what: 'idle memory (RSS)',
        measured: `${mebibytes.toFixed(0)} MiB`,
        ratio: undefined,
        goal: '< 120 MB',
      },
    ];
  },
};

export default bench;

export function residentMebibytes(pid: number): number {
  const [, kibibytes] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}
