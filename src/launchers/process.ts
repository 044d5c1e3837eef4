import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDuration } from '../duration.js';
import type {
  InstanceReference,
  LaunchCommand,
  Launcher,
  LaunchOutcome,
  Observed,
} from './launcher.js';

/**
 * Instances that are processes of this machine: an instance runs its launch configuration's user
 * data, in a session of its own, and lives on when this server ends. All that is known of it lies
 * in a directory named as it, so that a server that starts again finds it.
 *
 * An instance's processes are told by a variable of their environment, which their children
 * inherit: no pid of something else is ever taken for an instance, and no child is left behind.
 */
export interface ProcessLauncher extends Launcher {
  /** Every instance that has been launched here and is not forgotten. */
  inventory(): Promise<readonly InstanceReference[]>;
}

const marker = 'UPDRAFT_INSTANCE_ID';
export interface ProcessOptions {
  /** An instance that has been asked to end may take this long before it is killed. */
  readonly graceMilliseconds: number;
  /** How often the processes are looked at. */
  readonly pollMilliseconds: number;
}

/** Reads `--launcher-options`; what is wrong with them is added to the problems. */
export function readProcessOptions(
  pairs: ReadonlyMap<string, string>,
  problems: string[],
): ProcessOptions {
  const options = { graceMilliseconds: 5_000, pollMilliseconds: 1_000 };
  for (const [name, value] of pairs) {
    const milliseconds = parseDuration(value);
    if (name === 'grace' && milliseconds !== undefined) options.graceMilliseconds = milliseconds;
    else problems.push(`--launcher-options cannot take ${name}=${value}`);
  }
  return options;
}

/** What an ended instance has written can be read for this long. */
const rememberedMilliseconds = 3_600_000;

export async function createProcessLauncher(
  directory: string,
  { graceMilliseconds, pollMilliseconds }: ProcessOptions,
): Promise<ProcessLauncher> {
  await mkdir(directory, { recursive: true });
  const listeners: ((instance: InstanceReference) => void)[] = [];
  // Those that ended while no server ran are among them: the first look tells their groups.
  const inventory = await readInventory(directory);
  const living = new Map(inventory.map((reference) => [reference.InstanceId, reference]));

  const look = async (): Promise<void> => {
    await finishTerminations(directory, graceMilliseconds);
    if (living.size === 0) return;
    const running = await runningInstances();
    for (const [InstanceId, reference] of living) {
      if (running.has(InstanceId)) continue;
      living.delete(InstanceId);
      for (const listener of listeners) listener(reference);
    }
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, pollMilliseconds);

  return {
    launch: (commands) =>
      Promise.all(
        commands.map(async (command) => {
          const outcome = await launch(command, directory);
          if (outcome.kind === 'launched') living.set(command.InstanceId, referenceOf(command));
          return outcome;
        }),
      ),
    terminate: async (instances) => {
      for (const { InstanceId } of instances) await askToEnd(InstanceId, directory);
    },
    observe: async (instances) => {
      const running = await runningInstances();
      return Promise.all(
        instances.map(({ InstanceId }) => observe(InstanceId, running.has(InstanceId), directory)),
      );
    },
    watch: (listener) => void listeners.push(listener),
    inventory: () => readInventory(directory),
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

async function observe(
  InstanceId: string,
  isRunning: boolean,
  directory: string,
): Promise<Observed> {
  const home = join(directory, InstanceId);
  if (!isRunning) {
    const state = (await changedAt(home)) === undefined ? 'absent' : 'terminated';
    return { InstanceId, state, status: 'initializing' };
  }
  const isEnding = (await changedAt(join(home, endingMark))) !== undefined;
  return isEnding
    ? { InstanceId, state: 'shutting-down', status: 'initializing' }
    : { InstanceId, state: 'running', status: 'ok' };
}

/**
 * Starts an instance, unless it has been started: the shell that becomes the instance claims a
 * directory first, so of two that were started for one launch only one goes on.
 */
async function launch(command: LaunchCommand, directory: string): Promise<LaunchOutcome> {
  const home = join(directory, command.InstanceId);
  await mkdir(home, { recursive: true });
  const script = command.UserData === undefined ? '' : decodeUserData(command.UserData);
  await writeFile(join(home, 'user-data'), script, { mode: 0o700 });
  await writeFile(join(home, 'instance.json'), JSON.stringify(referenceOf(command)));
  const body = script.startsWith('#!') ? 'exec ./user-data' : 'exec /bin/sh ./user-data';
  const run = script === '' ? 'exec sleep 2147483647' : body;
  const child = spawn('/bin/sh', ['-c', `mkdir claimed 2>/dev/null && { ${run}; } >output 2>&1`], {
    cwd: home,
    detached: true,
    stdio: 'ignore',
    env: instanceEnvironment(command),
  });
  return new Promise((resolve) => {
    child.once('spawn', () => {
      child.unref();
      resolve({ kind: 'launched' });
    });
    child.once('error', (error) => {
      resolve({ kind: 'refused', code: 'InternalError', message: `${error.message}.` });
    });
  });
}

/** Nothing of our own environment but what any program needs: it may hold secrets. */
function instanceEnvironment(command: LaunchCommand): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LANG: process.env.LANG,
    AWS_REGION: command.region,
    AVAILABILITY_ZONE: command.AvailabilityZone,
    AUTO_SCALING_GROUP_NAME: command.AutoScalingGroupName,
    INSTANCE_ID: command.InstanceId,
    [marker]: command.InstanceId,
  };
}

function decodeUserData(text: string): string {
  return Buffer.from(text, 'base64').toString();
}

/** A file in an instance's directory whose age tells since when the instance should end. */
const endingMark = 'ending';

async function askToEnd(InstanceId: string, directory: string): Promise<void> {
  const home = join(directory, InstanceId);
  if ((await changedAt(home)) === undefined) return;
  if ((await changedAt(join(home, endingMark))) !== undefined) return;
  await writeFile(join(home, endingMark), '');
  await signal([InstanceId], 'SIGTERM');
}

/** Kills what has had its grace, also where it was asked to end by an earlier server. */
async function finishTerminations(directory: string, graceMilliseconds: number): Promise<void> {
  const overdue: string[] = [];
  for (const InstanceId of await readdir(directory)) {
    const home = join(directory, InstanceId);
    const since = await changedAt(join(home, endingMark));
    if (since === undefined) continue;
    const ageMilliseconds = Date.now() - since;
    if (ageMilliseconds > rememberedMilliseconds) await rm(home, { recursive: true, force: true });
    else if (ageMilliseconds > graceMilliseconds) overdue.push(InstanceId);
  }
  if (overdue.length > 0) await signal(overdue, 'SIGKILL');
}

/** When a file was last written; undefined if there is none. */
async function changedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function signal(InstanceIds: readonly string[], name: NodeJS.Signals): Promise<void> {
  const running = await runningInstances();
  for (const pid of InstanceIds.flatMap((InstanceId) => running.get(InstanceId) ?? [])) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

/** The processes of all instances, by instance id, as the kernel lists them. */
async function runningInstances(): Promise<ReadonlyMap<string, readonly number[]>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const running = new Map<string, number[]>();
  await Promise.all(
    pids.map(async (pid) => {
      const InstanceId = await instanceOf(pid);
      if (InstanceId === undefined) return;
      running.set(InstanceId, [...(running.get(InstanceId) ?? []), pid]);
    }),
  );
  return running;
}

async function instanceOf(pid: number): Promise<string | undefined> {
  try {
    const [environment, status] = await Promise.all([
      readFile(`/proc/${pid}/environ`, 'latin1'),
      readFile(`/proc/${pid}/stat`, 'latin1'),
    ]);
    // A dead process that nobody has waited for has an entry, and is none.
    if (status.includes(') Z ')) return undefined;
    const entry = environment.split('\0').find((each) => each.startsWith(`${marker}=`));
    return entry?.slice(marker.length + 1);
  } catch {
    // Gone meanwhile, or another user's: no instance of ours in either case.
    return undefined;
  }
}

async function readInventory(directory: string): Promise<readonly InstanceReference[]> {
  const references = await Promise.all(
    (await readdir(directory)).map(async (name) => {
      try {
        const text = await readFile(join(directory, name, 'instance.json'), 'utf8');
        return JSON.parse(text) as InstanceReference;
      } catch (error) {
        // The server ended between making the directory and writing the file: nothing was started.
        if (isGone(error)) return undefined;
        throw error;
      }
    }),
  );
  return references.filter((reference) => reference !== undefined);
}

function referenceOf(command: LaunchCommand): InstanceReference {
  const { account, region, AutoScalingGroupName, InstanceId } = command;
  return { account, region, AutoScalingGroupName, InstanceId };
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ESRCH';
}
