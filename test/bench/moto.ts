import aws4 from 'aws4';
import { startServer } from './children.js';

/** A moto_server of its own, for what it can do too. */
export async function startMoto(): Promise<{
  readonly endpoint: string;
  stop(): Promise<void>;
}> {
  const moto = await startServer(
    'moto_server',
    ['-H', '127.0.0.1', '-p', '0'],
    /Running on http:\/\/127\.0\.0\.1:(\d+)/,
  );
  return { endpoint: `http://127.0.0.1:${moto.port}`, stop: () => moto.stop() };
}

export interface Asking {
  readonly endpoint: string;
  readonly service: 'autoscaling' | 'monitoring';
  /** In the Query protocol. */
  readonly body: string;
  readonly now: Date;
}

const runs = 7;

/** The bytes of the answer alone: what an SDK takes to read them is its own. */
export async function askedMilliseconds(asking: Asking): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const request = signed(asking);
    const started = performance.now();
    const response = await fetch(asking.endpoint, request);
    const text = await response.text();
    times.push(performance.now() - started);
    if (!response.ok) throw new Error(text.slice(0, 300));
  }
  return times.sort((a, b) => a - b)[runs >> 1] ?? NaN;
}

function signed({ endpoint, service, body, now }: Asking): RequestInit {
  const request = {
    ...{ method: 'POST', path: '/', host: new URL(endpoint).host },
    ...{ service, region: 'us-east-1', body },
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  };
  const signer = new aws4.RequestSigner(request, { accessKeyId: 'test', secretAccessKey: 'test' });
  signer.datetime = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const { headers = {} } = signer.sign();
  const sent = Object.entries(headers).filter(([name]) => !/^(host|content-length)$/i.test(name));
  return {
    ...{ method: 'POST', body },
    headers: sent.map(([name, value]): [string, string] => [name, String(value)]),
  };
}
