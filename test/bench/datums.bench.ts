import { gunzipSync } from 'node:zlib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.js';
import { loadFromElsewhere, startServer } from './children.js';
import { datum, putMetricDataRequests } from './requests.js';

const datumsPerRequest = 1_000;
const mainPath = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** Datapoints a second in zipped requests of 1000, against unzipping and parsing the same bytes. */
const bench: Bench = {
  name: 'datums',
  async run() {
    const requests = putMetricDataRequests(
      20,
      () => Array.from({ length: datumsPerRequest }, (_, index) => datum(index)),
      { zipped: true },
    );
    const bodies = requests.map((request) => request.subarray(request.indexOf('\r\n\r\n') + 4));
    const parsedPerSecond = parse(bodies);
    const data = mkdtempSync(join(tmpdir(), 'updraft-bench-'));
    const server = await startServer(process.execPath, [mainPath, '--port', '0', '--data', data]);
    const load = { connections: 8, port: server.port, requests };
    await loadFromElsewhere({ ...load, seconds: 2 });
    const { perSecond, failures } = await loadFromElsewhere({ ...load, seconds: 5 });
    await server.stop();
    rmSync(data, { recursive: true });
    if (failures > 0) throw new Error(`${failures} requests were refused.`);
    const stored = Math.round(perSecond * datumsPerRequest);
    return [
      {
        what: 'time for a datapoint of 1000 in a zipped request, against gunzip + JSON.parse',
        measured: `${stored} / ${Math.round(parsedPerSecond)} datapoints a second`,
        ratio: parsedPerSecond / stored,
        goal: '<= 2',
      },
    ];
  },
};

export default bench;

function parse(bodies: readonly Buffer[]): number {
  const started = performance.now();
  let datums = 0;
  while (performance.now() - started < 2_000) {
    for (const body of bodies) {
      const { MetricData } = JSON.parse(gunzipSync(body).toString()) as { MetricData: unknown[] };
      datums += MetricData.length;
    }
  }
  return (datums * 1000) / (performance.now() - started);
}
