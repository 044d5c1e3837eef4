import { connect } from 'node:net';

/**
 * Load from a process of its own: requests that were made beforehand, over raw sockets, one at a
 * time on each. The cost of a client is not measured.
 */
export interface Load {
  readonly port: number;
  readonly requests: readonly Buffer[];
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** Answers other than 200, and the first of them. */
  readonly failures: number;
  readonly firstFailure: string | undefined;
}

export async function runLoad(load: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  const failures: string[] = [];
  const end = performance.now() + load.seconds * 1000;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: load.connections }, (_, index) =>
      drive(load, index, { end, latencies, failures }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const quantile = (q: number): number => latencies[Math.floor(latencies.length * q)] ?? NaN;
  return {
    perSecond: latencies.length / seconds,
    p50Milliseconds: quantile(0.5),
    p99Milliseconds: quantile(0.99),
    failures: failures.length,
    firstFailure: failures[0],
  };
}

interface Tally {
  readonly end: number;
  readonly latencies: number[];
  readonly failures: string[];
}

function drive(load: Load, index: number, { end, latencies, failures }: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(load.port, '127.0.0.1');
    socket.setNoDelay(true);
    let next = index;
    let sentAt = 0;
    let pending: Buffer = Buffer.alloc(0);
    const send = (): void => {
      const request = load.requests[next % load.requests.length];
      next += load.connections;
      if (request === undefined || performance.now() > end) {
        socket.end();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const length = answerLength(pending);
      if (length === undefined || pending.length < length) return;
      latencies.push(performance.now() - sentAt);
      const status = pending.toString('latin1', 9, 12);
      if (status !== '200') failures.push(pending.toString('latin1', 0, 600));
      pending = pending.subarray(length);
      send();
    });
  });
}

/** The length of the first answer in the bytes, once its head is complete. */
function answerLength(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd).toLowerCase();
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/.exec(head) ?? [];
  return headEnd + 4 + Number(length);
}
