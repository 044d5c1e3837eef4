import { readdir, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/**
 * The processes of this machine that belong to instances. They are told by a variable of their
 * environment, which their children inherit: no pid of something else is ever taken for an
 * instance, and no child is left behind.
 *
 * A list of processes is no picture of one moment. What forks while it is read may be in it under
 * neither name, and a process has no environment while it starts another program; so the list is
 * read again until it holds nothing that is new or undecided.
 */
export async function markedProcesses(
  marker: string,
  source: ProcessSource = kernelProcesses,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const read = new Map<number, ProcessMark>();
  for (let round = 0; round < roundsMax; round++) {
    const unread = (await source.pids()).filter((pid) => !read.has(pid));
    if (unread.length === 0) break;
    const marks = await Promise.all(unread.map((pid) => markOf(pid, marker, source)));
    unread.forEach((pid, index) => {
      const mark = marks[index];
      if (mark !== undefined && mark.kind !== 'undecided') read.set(pid, mark);
    });
    // Whoever starts another program needs the processor for it.
    if (marks.some(({ kind }) => kind === 'undecided')) await setTimeout(1);
  }
  return byValue(read);
}

/** What the kernel tells of processes; of one that is gone it throws. */
export interface ProcessSource {
  pids(): Promise<readonly number[]>;
  /** `NAME=value` entries, each ended by a NUL. */
  environment(pid: number): Promise<string>;
  /** One line of fields, as `/proc/PID/stat` has it. */
  status(pid: number): Promise<string>;
}

const kernelProcesses: ProcessSource = {
  pids: async () => (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number),
  environment: (pid) => readFile(`/proc/${pid}/environ`, 'latin1'),
  status: (pid) => readFile(`/proc/${pid}/stat`, 'latin1'),
};

/** Each is a look at all processes that were not there, or not decided, in the last one. */
const roundsMax = 100;

type ProcessMark =
  | { readonly kind: 'marked'; readonly value: string }
  | { readonly kind: 'unmarked' }
  /** Its environment cannot be read just now. */
  | { readonly kind: 'undecided' };

async function markOf(pid: number, marker: string, source: ProcessSource): Promise<ProcessMark> {
  try {
    const environment = await source.environment(pid);
    if (environment === '') {
      return { kind: isBare(await source.status(pid)) ? 'unmarked' : 'undecided' };
    }
    const entry = environment.split('\0').find((each) => each.startsWith(`${marker}=`));
    if (entry === undefined) return { kind: 'unmarked' };
    return { kind: 'marked', value: entry.slice(marker.length + 1) };
  } catch {
    // Gone meanwhile, or another user's: no process of ours in either case.
    return { kind: 'unmarked' };
  }
}

/** True of what has no environment for good: a dead process, a thread of the kernel, `env -i`. */
function isBare(status: string): boolean {
  // The name before the last parenthesis may hold anything; field 3 is the first one behind it.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): string => fields[number - 3] ?? '';
  const [state, flags, start, end] = [field(3), Number(field(9)), field(50), field(51)];
  const isEmpty = start === end && Number(end) !== 0;
  return ['Z', 'X'].includes(state) || (flags & kernelThreadFlag) !== 0 || isEmpty;
}

/** PF_KTHREAD of the kernel's sched.h. */
const kernelThreadFlag = 0x0020_0000;

function byValue(marks: ReadonlyMap<number, ProcessMark>): ReadonlyMap<string, readonly number[]> {
  const pids = new Map<string, number[]>();
  for (const [pid, mark] of marks) {
    if (mark.kind !== 'marked') continue;
    const known = pids.get(mark.value);
    if (known === undefined) pids.set(mark.value, [pid]);
    else known.push(pid);
  }
  return pids;
}
