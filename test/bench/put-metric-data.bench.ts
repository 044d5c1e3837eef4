import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench, Row } from './bench.js';
import { loadFromElsewhere, startServer } from './children.js';
import { datum, putMetricDataRequests } from './requests.js';

const load = { connections: 32, seconds: 5 };
const mainPath = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const baselinePath = fileURLToPath(new URL('baseline-server.js', import.meta.url));

/** Signed PutMetricData of one datum, durable, against a bare server and against moto_server. */
const bench: Bench = {
  name: 'put-metric-data',
  async run() {
    const requests = putMetricDataRequests(2000, (index) => [datum(index)]);
    const bare = await measure(process.execPath, [baselinePath]);
    const data = mkdtempSync(join(tmpdir(), 'updraft-bench-'));
    const ours = await measure(process.execPath, [mainPath, '--port', '0', '--data', data]);
    rmSync(data, { recursive: true });
    const moto = await measure('moto_server', ['-H', '127.0.0.1', '-p', '0'], motoPort);
    return [
      row('a bare node:http server', { ours, theirs: bare, goal: '>= 0.6' }),
      row('moto_server', { ours, theirs: moto, goal: '>= 40' }),
    ];

    async function measure(command: string, args: string[], portOf?: RegExp): Promise<number> {
      const server = await startServer(command, args, portOf);
      await loadFromElsewhere({ ...load, seconds: 1, port: server.port, requests });
      const result = await loadFromElsewhere({ ...load, port: server.port, requests });
      await server.stop();
      if (result.failures > 0) throw new Error(`${command}: ${result.firstFailure ?? ''}`);
      return result.perSecond;
    }
  },
};

export default bench;

const motoPort = /Running on http:\/\/127\.0\.0\.1:(\d+)/;

function row(
  peer: string,
  { ours, theirs, goal }: { ours: number; theirs: number; goal: string },
): Row {
  const what = `signed single-datum PutMetricData against ${peer}`;
  const measured = `${Math.round(ours)} / ${Math.round(theirs)} a second`;
  return { what, measured, ratio: ours / theirs, goal };
}
