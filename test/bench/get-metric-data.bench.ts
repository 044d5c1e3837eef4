import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.js';
import { loadFromElsewhere, startServer } from './children.js';
import { signedRequest } from './requests.js';

const queries = 70;
const minutes = 1_440;
const valuesPerPut = 1_000;
const mainPath = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** A full page of GetMetricData, 70 queries of a day each, against JSON.stringify of the answer. */
const bench: Bench = {
  name: 'get-metric-data',
  async run() {
    const data = mkdtempSync(join(tmpdir(), 'updraft-bench-'));
    const server = await startServer(process.execPath, [mainPath, '--port', '0', '--data', data]);
    const start = Math.floor(Date.now() / 60_000) * 60 - minutes * 60;
    const puts = putRequests(start);
    await loadFromElsewhere({ port: server.port, connections: 1, requests: puts, seconds: 10 });
    const requests = [pageRequest(start)];
    const load = { port: server.port, connections: 1, requests };
    await loadFromElsewhere({ ...load, seconds: 1 });
    const page = await loadFromElsewhere({ ...load, seconds: 5 });
    const stringified = stringify(start);
    await server.stop();
    rmSync(data, { recursive: true });
    if (page.failures > 0) throw new Error(page.firstFailure);
    return [
      {
        what: 'a page of GetMetricData with 100,800 datapoints, against JSON.stringify of it',
        measured: `${page.p50Milliseconds.toFixed(0)} / ${stringified.toFixed(0)} ms`,
        ratio: page.p50Milliseconds / stringified,
        goal: '<= 3',
      },
    ];
  },
};

export default bench;

function putRequests(start: number): readonly Buffer[] {
  const datums = Array.from({ length: queries * minutes }, (_, index) => ({
    MetricName: `m${Math.floor(index / minutes)}`,
    Timestamp: start + (index % minutes) * 60,
    Value: index + 0.5,
  }));
  return Array.from({ length: Math.ceil(datums.length / valuesPerPut) }, (_, index) => {
    const MetricData = datums.slice(index * valuesPerPut, (index + 1) * valuesPerPut);
    return signedRequest(
      'PutMetricData',
      Buffer.from(JSON.stringify({ Namespace: 'B', MetricData })),
    );
  });
}

function pageRequest(start: number): Buffer {
  const MetricDataQueries = Array.from({ length: queries }, (_, index) => ({
    Id: `m${index}`,
    MetricStat: {
      Metric: { Namespace: 'B', MetricName: `m${index}` },
      Period: 60,
      Stat: 'Average',
    },
  }));
  const request = { MetricDataQueries, StartTime: start, EndTime: start + minutes * 60 };
  return signedRequest('GetMetricData', Buffer.from(JSON.stringify(request)));
}

/** The same answer as values, with the times as the numbers that JSON 1.0 has for them. */
function stringify(start: number): number {
  const MetricDataResults = Array.from({ length: queries }, (_, query) => ({
    Id: `m${query}`,
    Label: `m${query}`,
    Timestamps: Array.from({ length: minutes }, (__, minute) => start + minute * 60),
    Values: Array.from({ length: minutes }, (__, minute) => query * minutes + minute + 0.5),
    StatusCode: 'Complete',
  }));
  const times = Array.from({ length: 20 }, () => {
    const started = performance.now();
    JSON.stringify({ MetricDataResults, Messages: [] });
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[10] ?? NaN;
}
