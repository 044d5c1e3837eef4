import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of its own that tells by lines how far it is. */
export interface Child {
  readonly pid: number;
  /** The next line; rejects when the process has ended without one. */
  line(): Promise<string>;
  /** Kills it so that it can do nothing more, and gives the lines that it still had written. */
  kill(): Promise<readonly string[]>;
}

export function startChild(script: URL, args: readonly string[]): Child {
  const child = spawn(process.execPath, [script.pathname, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${script.pathname} could not be started.`);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = `${complaints}${chunk.toString()}`.slice(-2_000);
  });
  return {
    pid,
    line: async () => {
      const next = await lines.next();
      if (next.done === true) throw new Error(`${script.pathname} has ended: ${complaints}`);
      return next.value;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
      const rest: string[] = [];
      for (;;) {
        const next = await lines.next();
        if (next.done === true) return rest;
        rest.push(next.value);
      }
    },
  };
}
