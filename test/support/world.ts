import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock } from '../../src/clock.js';
import { compose, type Updraft } from '../../src/compose.js';
import { type Config, readConfig } from '../../src/config.js';
import { parseDuration } from '../../src/duration.js';
import { createLog } from '../../src/log.js';

/** A fresh server with a store and a held clock of its own, and the official clients of it. */
export interface World {
  readonly endpoint: string;
  readonly cloudWatch: CloudWatchClient;
  readonly autoScaling: AutoScalingClient;
  readonly updraft: Updraft;
  /** What the server has logged so far; a world without a failure has nothing to say. */
  readonly logLines: readonly string[];
  now(): Date;
  /** Beats through a stretch of time, `5m` or `30s`. */
  advance(duration: string): Promise<void>;
  /** Another server on the same store, as after a restart; the first one ends. */
  restart(): Promise<World>;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Flags behind those of the world; the last one of a kind wins. */
  readonly flags?: readonly string[];
  readonly now?: Date;
}

/** A Tuesday, on the minute. */
export const worldStart = new Date('2026-03-10T12:00:00Z');

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const data = await mkdtemp(join(tmpdir(), 'updraft-world-'));
  return openWorld(data, options);
}

async function openWorld(data: string, options: WorldOptions): Promise<World> {
  const flags = ['--port', '0', '--data', data, '--test-controls', '--log-level', 'warn'];
  const config = configOf([...flags, ...(options.flags ?? [])]);
  const clock = new Clock();
  clock.freeze(options.now ?? worldStart);
  const logLines: string[] = [];
  const log = createLog(config.logLevel, (line) => logLines.push(line));
  const updraft = await compose(config, log, clock);
  const endpoint = await listen(updraft);
  const settings = clientSettings(endpoint);
  const cloudWatch = inTime(new CloudWatchClient(settings), clock);
  const autoScaling = inTime(new AutoScalingClient(settings), clock);
  const end = async (): Promise<void> => {
    cloudWatch.destroy();
    autoScaling.destroy();
    await updraft.close();
  };
  return {
    endpoint,
    cloudWatch,
    autoScaling,
    updraft,
    logLines,
    now: () => clock.now(),
    advance: (duration) => updraft.timeline.advance(millisecondsOf(duration)),
    restart: async () => {
      await end();
      return openWorld(data, { ...options, now: clock.now() });
    },
    close: async () => {
      await end();
      await rm(data, { recursive: true });
    },
  };
}

/** A client that signs at the time of the held clock, which it would have to learn from answers. */
function inTime<C extends CloudWatchClient | AutoScalingClient>(client: C, clock: Clock): C {
  const { config } = client;
  Object.defineProperty(config, 'systemClockOffset', {
    get: () => clock.now().getTime() - clock.realNow().getTime(),
    set: () => undefined,
  });
  return client;
}

/** How an SDK client is pointed at a server: what README.md tells users to do. */
export function clientSettings(endpoint: string): {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
} {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
}

function configOf(flags: readonly string[]): Config {
  const reading = readConfig(flags, {});
  if (reading.kind !== 'config') throw new Error(`Bad settings: ${JSON.stringify(reading)}`);
  return reading.config;
}

function listen({ server }: Updraft): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}

function millisecondsOf(duration: string): number {
  const milliseconds = parseDuration(duration);
  if (milliseconds === undefined) throw new Error(`'${duration}' is no duration like 5m.`);
  return milliseconds;
}
