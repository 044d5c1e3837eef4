import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.js';
import { loadFromElsewhere, startServer } from './children.js';
import { loadOnce } from './load-once.js';
import { datum, putMetricDataRequests, signedRequest } from './requests.js';

const alarms = 10_000;
/** In the first minute, alarms that were all put at once are spread over it. */
const warmUpBeats = 60;
const beats = 120;
const mainPath = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** How late alarms are looked at on the real clock while another process keeps writing samples. */
const bench: Bench = {
  name: 'lateness',
  async run() {
    const data = mkdtempSync(join(tmpdir(), 'updraft-bench-'));
    const server = await startServer(process.execPath, [mainPath, '--port', '0', '--data', data]);
    await loadOnce(server.port, alarmRequests());
    const requests = putMetricDataRequests(1_000, (index) => [datum(index)]);
    const load = { port: server.port, connections: 4, seconds: warmUpBeats + beats, requests };
    const ingest = loadFromElsewhere(load);
    const lateness: number[] = [];
    for (let beat = 0; beat < warmUpBeats + beats; beat++) {
      await wait(1_000);
      if (beat >= warmUpBeats) lateness.push(await latenessSeconds(server.port));
    }
    const { perSecond } = await ingest;
    await server.stop();
    rmSync(data, { recursive: true });
    lateness.sort((a, b) => a - b);
    const quantile = (q: number): string => (lateness[Math.floor(beats * q)] ?? NaN).toFixed(2);
    return [
      {
        what: `lateness of the most overdue of ${alarms} alarms in a beat, under ingest`,
        measured:
          `p50 ${quantile(0.5)} s, p99 ${quantile(0.99)} s ` +
          `(${Math.round(perSecond)} PutMetricData a second)`,
        ratio: undefined,
        goal: 'p99 < 1 s',
      },
    ];
  },
};

export default bench;

function* alarmRequests(): Generator<Buffer> {
  for (let index = 0; index < alarms; index++) {
    const alarm = {
      AlarmName: `alarm-${index}`,
      Namespace: 'Bench',
      MetricName: 'CPUUtilization',
      Dimensions: [
        { Name: 'AutoScalingGroupName', Value: 'web' },
        { Name: 'InstanceId', Value: `i-${String(index % 1000).padStart(8, '0')}` },
      ],
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 3,
      Threshold: 1_000,
      ComparisonOperator: 'GreaterThanThreshold',
    };
    yield signedRequest('PutMetricAlarm', Buffer.from(JSON.stringify(alarm)));
  }
}

async function latenessSeconds(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const [, value] = /^updraft_lateness_seconds (\S+)$/m.exec(text) ?? [];
  return Number(value);
}
