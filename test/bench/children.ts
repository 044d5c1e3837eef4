import { type ChildProcess, spawn } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Load, LoadResult } from './load.js';

/** A server of its own process, known by the port that it prints. */
export interface ServerProcess {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startServer(
  command: string,
  args: readonly string[],
  portOf = /(?:port |127\.0\.0\.1:)(\d+)/,
): Promise<ServerProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const port = await new Promise<number>((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const [, found] = portOf.exec(output) ?? [];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`${command} ended: ${output}`)));
    child.once('error', reject);
  });
  return { port, pid: child.pid ?? 0, stop: () => stop(child) };
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Runs a load in a process of its own, so that it takes no time of the server's. */
export async function loadFromElsewhere(load: Load): Promise<LoadResult> {
  const child = fork(new URL('load-process.js', import.meta.url), { serialization: 'advanced' });
  child.send(load);
  const ended = once(child, 'exit').then(() => {
    throw new Error('The load ended without a result.');
  });
  const [result] = (await Promise.race([once(child, 'message'), ended])) as [LoadResult];
  await stop(child);
  await ended.catch(() => undefined);
  return result;
}
