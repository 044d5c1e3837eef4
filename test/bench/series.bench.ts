import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Bench, medianMilliseconds, type Row } from './bench.js';
import { loadFromElsewhere, startServer } from './children.js';
import { loadOnce } from './load-once.js';
import { signedRequest } from './requests.js';
import { residentMebibytes } from './start.bench.js';

const series = 1_000_000;
const datumsPerRequest = 1_000;
const mainPath = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** A million series that each received a sample: memory, and the start with them on the disk. */
const bench: Bench = {
  name: 'series',
  async run() {
    const data = mkdtempSync(join(tmpdir(), 'updraft-bench-'));
    const args = [mainPath, '--port', '0', '--data', data];
    const server = await startServer(process.execPath, args);
    const began = performance.now();
    await loadOnce(server.port, putRequests());
    const ingestSeconds = (performance.now() - began) / 1000;
    const mebibytes = residentMebibytes(server.pid);
    const page = await measurePages(server.port);
    await server.stop();
    const started = performance.now();
    const again = await startServer(process.execPath, args);
    await fetch(`http://127.0.0.1:${again.port}/_health`);
    const startSeconds = (performance.now() - started) / 1000;
    await again.stop();
    rmSync(data, { recursive: true });
    return [
      {
        what: `memory (RSS) after ${series.toLocaleString('en')} series received a sample each`,
        measured: `${mebibytes.toFixed(0)} MiB, ${Math.round(series / ingestSeconds)} new a second`,
        ratio: mebibytes / 1024,
        goal: '<= 1 GiB',
      },
      page,
      {
        what: 'start to first answer with these series',
        measured: `${startSeconds.toFixed(2)} s`,
        ratio: startSeconds / 2,
        goal: '< 2 s',
      },
    ];
  },
};

export default bench;

/** The first pages of ListMetrics, each against the time of JSON.stringify of what it shows. */
async function measurePages(port: number): Promise<Row> {
  const requests = [signedRequest('ListMetrics', Buffer.from('{"Namespace":"Bench"}'))];
  const load = { port, connections: 1, requests };
  await loadFromElsewhere({ ...load, seconds: 1 });
  const { p50Milliseconds } = await loadFromElsewhere({ ...load, seconds: 3 });
  const Metrics = Array.from({ length: 500 }, (_, index) => ({
    Namespace: 'Bench',
    MetricName: 'CPUUtilization',
    Dimensions: [{ Name: 'InstanceId', Value: `i-${index}` }],
  }));
  const stringified = medianMilliseconds(() => JSON.stringify({ Metrics }));
  return {
    what: 'a page of ListMetrics over these series, against JSON.stringify of it',
    measured: `${p50Milliseconds.toFixed(2)} / ${stringified.toFixed(2)} ms`,
    ratio: p50Milliseconds / stringified,
    goal: '',
  };
}

function* putRequests(): Generator<Buffer> {
  for (let from = 0; from < series; from += datumsPerRequest) {
    const MetricData = Array.from({ length: datumsPerRequest }, (_, index) => ({
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'InstanceId', Value: `i-${from + index}` }],
      Value: index,
    }));
    const text = JSON.stringify({ Namespace: 'Bench', MetricData });
    yield signedRequest('PutMetricData', gzipSync(text), true);
  }
}
