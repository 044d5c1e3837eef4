import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { parseDuration } from '../duration.js';
import { messageOf } from '../store/data-directory.js';
import { InstanceHomes } from './instance-home.js';
import type {
  InstanceReference,
  LaunchCommand,
  Launcher,
  LaunchOutcome,
  Observed,
} from './launcher.js';
import { markedProcesses } from './process-table.js';

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

/** By instance id. */
export type ProcessTable = ReadonlyMap<string, readonly number[]>;

export interface ProcessLauncherParts {
  readonly directory: string;
  readonly options: ProcessOptions;
  /** Is given a line for each failure that is no request's. */
  readonly tell: (line: string) => void;
  /** The processes of all instances that there are; a test may tell others. */
  readonly processes?: () => Promise<ProcessTable>;
}

const marker = 'UPDRAFT_INSTANCE_ID';
/** What an ended instance has written can be read for this long. */
const rememberedMilliseconds = 3_600_000;
/** What is killed is gone a moment later; what forks meanwhile is killed in another round. */
const killRoundsMax = 500;
const killMilliseconds = 10;

/**
 * Instances that are processes of this machine: an instance runs its launch configuration's user
 * data, in a session of its own, and lives on when this server ends. All that is known of it lies
 * in a directory named as it, so that a server that starts again finds it.
 *
 * An instance runs while any process with its environment does. The first one of each is a child of
 * ours, of whose end we are told; of the others, and after a restart, the kernel's list tells.
 */
export class ProcessLauncher implements Launcher {
  private readonly listeners: ((instance: InstanceReference) => void)[] = [];
  /** Launches on their way; whoever tells of one again waits for the same. */
  private readonly launches = new Map<string, Promise<LaunchOutcome>>();
  /** The first process of each instance that was launched here, until it ends. */
  private readonly leaders = new Map<string, ChildProcess>();
  /** Instances of whose end nobody has been told. */
  private readonly living = new Map<string, InstanceReference>();
  private readonly timer: NodeJS.Timeout;
  private looking = Promise.resolve();
  private lastFailure: string | undefined;

  static async open(parts: ProcessLauncherParts): Promise<ProcessLauncher> {
    const homes = new InstanceHomes(parts.directory);
    await homes.make();
    const launcher = new ProcessLauncher(homes, parts);
    const { known, spoilt } = await homes.records();
    for (const reference of known) launcher.living.set(reference.InstanceId, reference);
    for (const line of spoilt) parts.tell(line);
    return launcher;
  }

  private constructor(
    private readonly homes: InstanceHomes,
    private readonly parts: ProcessLauncherParts,
  ) {
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.lookAgain());
    }, parts.options.pollMilliseconds);
  }

  launch(commands: readonly LaunchCommand[]): Promise<readonly LaunchOutcome[]> {
    return Promise.all(
      commands.map((command) => {
        const { InstanceId } = command;
        const launch = this.launches.get(InstanceId) ?? this.start(command);
        this.launches.set(InstanceId, launch);
        return launch.finally(() => this.launches.delete(InstanceId));
      }),
    );
  }

  async terminate(instances: readonly InstanceReference[]): Promise<void> {
    const ending: string[] = [];
    for (const { InstanceId } of instances) {
      // What is on its way is there, or will never be, before it is told to end.
      await this.launches.get(InstanceId);
      if (await this.homes.markEnding(InstanceId)) ending.push(InstanceId);
    }
    if (ending.length > 0) await this.signal(ending, 'SIGTERM');
  }

  async observe(instances: readonly InstanceReference[]): Promise<readonly Observed[]> {
    const running = await this.running();
    return Promise.all(
      instances.map(async ({ InstanceId }): Promise<Observed> => {
        const isEnding = (await this.homes.endingSince(InstanceId)) !== undefined;
        if (running.has(InstanceId)) {
          return isEnding
            ? { InstanceId, state: 'shutting-down', status: 'initializing' }
            : { InstanceId, state: 'running', status: 'ok' };
        }
        const isKnown = isEnding || (await this.homes.isRecorded(InstanceId));
        return { InstanceId, state: isKnown ? 'terminated' : 'absent', status: 'initializing' };
      }),
    );
  }

  watch(listener: (instance: InstanceReference) => void): void {
    this.listeners.push(listener);
  }

  /** Every instance that has been launched here and is not forgotten. */
  async inventory(): Promise<readonly InstanceReference[]> {
    return (await this.homes.records()).known;
  }

  async reset(): Promise<void> {
    await Promise.all(this.launches.values());
    const ids = new Set([...(await this.homes.list()), ...this.living.keys()]);
    this.living.clear();
    // Should this server end in the midst of it, another one will go on.
    for (const InstanceId of ids) await this.homes.markEnding(InstanceId);
    for (let round = 0; (await this.signal([...ids], 'SIGKILL')) > 0; round++) {
      if (round === killRoundsMax) throw new Error('Some instances cannot be killed.');
      await setTimeout(killMilliseconds);
    }
    for (const InstanceId of ids) await this.homes.forget(InstanceId);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** An instance that was started before, or was told to end, is left as it is. */
  private async start(command: LaunchCommand): Promise<LaunchOutcome> {
    const { account, region, AutoScalingGroupName, InstanceId } = command;
    const reference = { account, region, AutoScalingGroupName, InstanceId };
    if (!(await this.homes.isNew(InstanceId))) return { kind: 'launched' };
    try {
      const script = Buffer.from(command.UserData ?? '', 'base64').toString();
      await this.homes.furnish(reference, script);
      const leader = startLeader(command, script, this.homes.of(InstanceId));
      this.leaders.set(InstanceId, leader);
      leader.once('exit', () => this.leaders.delete(InstanceId));
      await once(leader, 'spawn');
      leader.unref();
    } catch (error) {
      this.leaders.delete(InstanceId);
      await this.homes.forget(InstanceId);
      return { kind: 'refused', code: 'InternalError', message: `${messageOf(error)}.` };
    }
    this.living.set(InstanceId, reference);
    return { kind: 'launched' };
  }

  /** Of failures that follow one another without a change, the first is told. */
  private async lookAgain(): Promise<void> {
    try {
      await this.look();
      this.lastFailure = undefined;
    } catch (error) {
      const failure = messageOf(error);
      if (failure === this.lastFailure) return;
      this.lastFailure = failure;
      this.parts.tell(`The processes of instances cannot be looked at: ${failure}.`);
    }
  }

  private async look(): Promise<void> {
    await this.finishTerminations();
    // One that is launched while the processes are listed may be missing in the list.
    const before = [...this.living];
    if (before.length === 0) return;
    const running = await this.running();
    for (const [InstanceId, reference] of before) {
      if (running.has(InstanceId)) continue;
      this.living.delete(InstanceId);
      for (const listener of this.listeners) listener(reference);
    }
  }

  /** Kills what has had its grace, also where it was asked to end by an earlier server. */
  private async finishTerminations(): Promise<void> {
    const overdue: string[] = [];
    for (const InstanceId of await this.homes.list()) {
      const since = await this.homes.endingSince(InstanceId);
      if (since === undefined) continue;
      const ageMilliseconds = Date.now() - since;
      if (ageMilliseconds > rememberedMilliseconds) await this.homes.forget(InstanceId);
      else if (ageMilliseconds > this.parts.options.graceMilliseconds) overdue.push(InstanceId);
    }
    if (overdue.length > 0) await this.signal(overdue, 'SIGKILL');
  }

  /** How many processes of the instances there were. */
  private async signal(InstanceIds: readonly string[], name: NodeJS.Signals): Promise<number> {
    const running = await this.running();
    const pids = InstanceIds.flatMap((InstanceId) => running.get(InstanceId) ?? []);
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    return pids.length;
  }

  /** The processes of instances, in which the first one of each is never missing. */
  private async running(): Promise<ProcessTable> {
    const { processes = () => markedProcesses(marker) } = this.parts;
    const running = new Map(await processes());
    for (const [InstanceId, { pid }] of this.leaders) {
      const others = running.get(InstanceId) ?? [];
      if (pid !== undefined && !others.includes(pid)) running.set(InstanceId, [pid, ...others]);
    }
    return running;
  }
}

/** The shell that becomes the instance. */
function startLeader(command: LaunchCommand, script: string, home: string): ChildProcess {
  const body = script.startsWith('#!') ? 'exec ./user-data' : 'exec /bin/sh ./user-data';
  const run = script === '' ? 'exec sleep 2147483647' : body;
  return spawn('/bin/sh', ['-c', `{ ${run}; } >output 2>&1`], {
    cwd: home,
    detached: true,
    stdio: 'ignore',
    env: instanceEnvironment(command),
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
