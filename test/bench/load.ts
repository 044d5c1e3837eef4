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
    const answer = new PartialAnswer();
    const send = (): void => {
      const request = load.requests[next % load.requests.length];
      next += load.connections;
      if (request === undefined || performance.now() > end) {
        socket.destroy();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    // An answer that does not come must not hold up the measurement.
    socket.setTimeout(silenceMilliseconds, () => socket.destroy());
    // Some servers close a connection behind each answer, or reset it.
    socket.on('error', (error) => failures.push(...(isReset(error) ? [] : [error.message])));
    socket.on('close', () => {
      if (performance.now() > end || failures.length > 0) resolve();
      else drive(load, next, { end, latencies, failures }).then(resolve, reject);
    });
    socket.on('data', (chunk: Buffer) => {
      const bytes = answer.with(chunk);
      if (bytes === undefined) return;
      latencies.push(performance.now() - sentAt);
      const status = bytes.toString('latin1', 9, 12);
      if (status !== '200') failures.push(bytes.toString('latin1', 0, 600));
      const head = bytes.toString('latin1', 0, bytes.indexOf('\r\n\r\n'));
      if (/\r\nconnection: *close/i.test(head)) socket.destroy();
      else send();
    });
  });
}

/** Puts an answer together; its bytes are copied once, however many pieces a long one comes in. */
class PartialAnswer {
  private chunks: Buffer[] = [];
  private missingBytes = 0;

  /** All of the answer, once it is there. */
  with(chunk: Buffer): Buffer | undefined {
    this.chunks.push(chunk);
    this.missingBytes -= chunk.length;
    if (this.missingBytes > 0) return undefined;
    const bytes = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    const length = answerLength(bytes);
    this.missingBytes = length === undefined ? 0 : length - bytes.length;
    this.chunks = [bytes];
    if (length === undefined || this.missingBytes > 0) return undefined;
    this.chunks = [];
    this.missingBytes = 0;
    return bytes;
  }
}

const silenceMilliseconds = 5_000;

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}

/** The length of the first answer in the bytes, once its head is complete. */
export function answerLength(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd).toLowerCase();
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/.exec(head) ?? [];
  return headEnd + 4 + Number(length);
}
