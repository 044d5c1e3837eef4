import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type Child, startChild } from './child.js';
import { clientSettings } from './world.js';

/** A server in a process of its own, with test controls, that may be killed at any moment. */
export interface ServerProcess {
  readonly child: Child;
  readonly cloudWatch: CloudWatchClient;
  readonly autoScaling: AutoScalingClient;
  /** Sets or moves the test clock: `{now: ISO}` or `{advance: '5m'}`. */
  readonly setClock: (change: object) => Promise<void>;
  readonly kill: () => Promise<void>;
}

const script = new URL('../../src/main.js', import.meta.url);

/** `maxAttempts` are those of its clients at a call. */
export async function startServer(
  flags: readonly string[],
  maxAttempts = 3,
): Promise<ServerProcess> {
  const child = startChild(script, ['--port', '0', '--test-controls', ...flags]);
  const greeting = await child.line();
  const endpoint = /http:\/\/[\d.:]+\d/.exec(greeting)?.[0];
  if (endpoint === undefined) throw new Error(`The server says: ${greeting}`);
  // Clients learn the simulated time from answers, and sign again when it has moved on.
  const settings = { ...clientSettings(endpoint), maxAttempts };
  const cloudWatch = new CloudWatchClient(settings);
  const autoScaling = new AutoScalingClient(settings);
  return {
    child,
    cloudWatch,
    autoScaling,
    setClock: async (change) => {
      const body = JSON.stringify(change);
      const answer = await fetch(`${endpoint}/_admin/clock`, { method: 'POST', body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    kill: async () => {
      cloudWatch.destroy();
      autoScaling.destroy();
      await child.kill();
    },
  };
}
