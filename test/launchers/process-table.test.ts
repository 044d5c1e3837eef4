import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { markedProcesses, type ProcessSource } from '../../src/launchers/process-table.js';

interface PaperProcess {
  readonly environment: string;
  readonly state?: string;
  readonly flags?: number;
  /** Where its environment lies; 0 and 0 while it starts another program. */
  readonly bounds?: readonly [number, number];
}

/** What each look finds; the last one goes on. */
type Looks = readonly ReadonlyMap<number, PaperProcess>[];

describe('markedProcesses', () => {
  const ours: PaperProcess = { environment: 'A=b\0MARK=i-1\0' };
  const other: PaperProcess = { environment: 'NO_MARK=i-1\0' };
  const starting: PaperProcess = { environment: '', bounds: [0, 0] };
  const cases: readonly { name: string; looks: Looks; found: [string, number[]][] }[] = [
    {
      name: 'finds all that carry the mark, by its value',
      looks: [
        new Map([
          [1, ours],
          [2, other],
          [3, ours],
          [4, { environment: 'MARK=i-2\0' }],
        ]),
      ],
      found: [
        ['i-1', [1, 3]],
        ['i-2', [4]],
      ],
    },
    {
      name: 'waits for a process that starts another program',
      looks: [new Map([[1, starting]]), new Map([[1, starting]]), new Map([[1, ours]])],
      found: [['i-1', [1]]],
    },
    {
      name: 'waits for one that had started it by the time its state was read',
      looks: [new Map([[1, { environment: '', bounds: [8, 20] }]]), new Map([[1, ours]])],
      found: [['i-1', [1]]],
    },
    {
      name: 'finds the child of a process that ended before it was read',
      looks: [new Map([[2, other]]), new Map([[3, ours]])],
      found: [['i-1', [3]]],
    },
    {
      name: 'waits for none that has no environment for good',
      looks: [
        new Map([
          [1, { environment: '', state: 'Z', bounds: [0, 0] }],
          [2, { environment: '', flags: 0x0020_8040, bounds: [0, 0] }],
          [3, { environment: '', bounds: [20, 20] }],
        ]),
        new Map([
          [1, ours],
          [2, ours],
          [3, ours],
        ]),
      ],
      found: [],
    },
    {
      name: 'gives up on one that starts a program for ever',
      looks: [new Map([[1, starting]])],
      found: [],
    },
  ];
  for (const { name, looks, found } of cases) {
    it(name, async () => {
      expect([...(await markedProcesses('MARK', sourceOf(looks)))]).to.deep.equal(found);
    });
  }

  it('passes over a process that is gone when it is read', async () => {
    const source: ProcessSource = {
      pids: () => Promise.resolve([1]),
      environment: () => Promise.reject(new Error('ESRCH')),
      status: () => Promise.reject(new Error('ESRCH')),
    };
    expect([...(await markedProcesses('MARK', source))]).to.deep.equal([]);
  });

  it('finds real processes and their children', async function () {
    if (process.platform !== 'linux') this.skip();
    const MARK_OF_TEST = `i-${process.pid}`;
    const child = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], {
      env: { PATH: process.env.PATH, MARK_OF_TEST },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const grandchild = Number(line.toString());
    const found = await markedProcesses('MARK_OF_TEST');
    process.kill(grandchild);
    await once(child, 'exit');
    expect([...found]).to.deep.equal([[MARK_OF_TEST, [child.pid, grandchild]]]);
  });
});

function sourceOf(looks: Looks): ProcessSource {
  let number = -1;
  const found = (pid: number): PaperProcess => {
    const look = looks[Math.min(number, looks.length - 1)];
    const process = look?.get(pid);
    if (process === undefined) throw new Error('ESRCH');
    return process;
  };
  return {
    pids: () => {
      number += 1;
      return Promise.resolve([...(looks[Math.min(number, looks.length - 1)]?.keys() ?? [])]);
    },
    environment: (pid) => Promise.resolve(found(pid).environment),
    status: (pid) => Promise.resolve(statusOf(found(pid))),
  };
}

/** The fields that are read lie at their places: 3, 9, 50 and 51. */
function statusOf({ state = 'S', flags = 0, bounds = [8, 20] }: PaperProcess): string {
  const between = Array.from({ length: 40 }, () => '0').join(' ');
  return `7 (odd ) name) ${state} 1 1 1 0 -1 ${flags} ${between} ${bounds.join(' ')} 0\n`;
}
