import { hash } from 'node:crypto';
import { parseDuration } from '../duration.js';
import { type Key, keyOf, prefixOf, type Scope } from '../store/keys.js';
import type { Document, Store } from '../store/store.js';
import type {
  InstanceReference,
  LaunchCommand,
  Launcher,
  LaunchOutcome,
  Observed,
} from './launcher.js';

/**
 * Instances that only exist on paper: they start and stop after a configured time, a configured
 * share of the launches fails, and a zone may have room for so many only. They are documents of
 * the store, so they outlive a restart and every server sees the same ones.
 */
export interface SimulatedOptions {
  readonly startMilliseconds: number;
  readonly stopMilliseconds: number;
  /** From 0 to 1; which launches fail is decided by the instance's id. */
  readonly failures: number;
  /** From 0 to 1; which spot instances are taken back is decided by their ids. */
  readonly interruptions: number;
  /** How long an instance runs until there is notice of that. */
  readonly interruptedAfterMilliseconds: number;
  /** How many instances a zone has room for; others have no limit. */
  readonly zoneCapacity: ReadonlyMap<string, number>;
}

/**
 * What a test may do to an instance: end it behind its group's back, give notice that it is taken
 * back, or fail its checks.
 */
export type Disturbance = 'terminated' | 'interrupted' | 'impaired' | 'ok';

export interface SimulatedLauncher extends Launcher {
  /** False if there is no such instance. */
  disturb(instance: Scope & { InstanceId: string }, to: Disturbance, now: Date): Promise<boolean>;
}

interface SimulatedInstance extends Document {
  readonly InstanceId: string;
  readonly AutoScalingGroupName: string;
  readonly AvailabilityZone: string;
  readonly InstanceType?: string | undefined;
  /** Set when the launch was refused; such an instance never was. */
  readonly refusal?: { readonly code: string; readonly message: string };
  readonly runsAt: Date;
  readonly stopsAt?: Date;
  readonly isImpaired: boolean;
  /** When there is notice that it is taken back. */
  readonly interruptedAt?: Date | undefined;
}

export function createSimulatedLauncher(
  store: Store,
  options: SimulatedOptions,
): SimulatedLauncher {
  const listeners: ((instance: InstanceReference) => void)[] = [];
  const outcome = async (command: LaunchCommand, now: Date): Promise<LaunchOutcome> => {
    const refusal = await refusalOf(command, now, { store, options });
    const launched = await store.update(instanceKey(command, command.InstanceId), (current) => {
      return current ?? newInstance(command, { now, options, refusal });
    });
    return launched?.refusal ? { kind: 'refused', ...launched.refusal } : { kind: 'launched' };
  };
  return {
    launch: async (commands, now) => {
      // One after the other where room is counted, so that the last place is given once.
      if (options.zoneCapacity.size === 0) {
        return Promise.all(commands.map((command) => outcome(command, now)));
      }
      const outcomes: LaunchOutcome[] = [];
      for (const command of commands) outcomes.push(await outcome(command, now));
      return outcomes;
    },
    terminate: async (instances, now) => {
      const stopsAt = new Date(now.getTime() + options.stopMilliseconds);
      await Promise.all(
        instances.map((instance) =>
          store.update(instanceKey(instance, instance.InstanceId), (current) =>
            current?.stopsAt ? current : stopped(current ?? neverLaunched(instance), stopsAt),
          ),
        ),
      );
    },
    observe: async (instances, now) => {
      const keys = instances.map((instance) => instanceKey(instance, instance.InstanceId));
      const documents = await store.getMany(keys);
      return instances.map(({ InstanceId }, index) => observed(InstanceId, documents[index], now));
    },
    watch: (listener) => void listeners.push(listener),
    disturb: async ({ InstanceId, ...scope }, to, now) => {
      const disturbed = await store.update(instanceKey(scope, InstanceId), (current) => {
        if (current === undefined || to === 'terminated') return current && stopped(current, now);
        if (to === 'interrupted') return { ...current, interruptedAt: now };
        return { ...current, isImpaired: to === 'impaired' };
      });
      if (disturbed === undefined) return false;
      const { AutoScalingGroupName } = disturbed;
      for (const listener of listeners) listener({ ...scope, InstanceId, AutoScalingGroupName });
      return true;
    },
    // Its instances are documents of the store, and go with the others.
    reset: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** Reads `--launcher-options`; what is wrong with them is added to the problems. */
export function readSimulatedOptions(
  pairs: ReadonlyMap<string, string>,
  problems: string[],
): SimulatedOptions {
  const zoneCapacity = new Map<string, number>();
  const options = { ...defaultOptions, zoneCapacity };
  for (const [name, value] of pairs) {
    const milliseconds = parseDuration(value);
    const amount = Number(value);
    if (name === 'start' && milliseconds !== undefined) options.startMilliseconds = milliseconds;
    else if (name === 'stop' && milliseconds !== undefined) options.stopMilliseconds = milliseconds;
    else if (name === 'interrupted-after' && milliseconds !== undefined) {
      options.interruptedAfterMilliseconds = milliseconds;
    } else if (isShare(name, amount)) options[name] = amount;
    else if (name.startsWith('capacity.') && Number.isInteger(amount) && amount >= 0) {
      zoneCapacity.set(name.slice('capacity.'.length), amount);
    } else problems.push(`--launcher-options cannot take ${name}=${value}`);
  }
  return options;
}

function isShare(name: string, amount: number): name is 'failures' | 'interruptions' {
  return ['failures', 'interruptions'].includes(name) && amount >= 0 && amount <= 1;
}

const defaultOptions = {
  ...{ startMilliseconds: 3_000, stopMilliseconds: 2_000, failures: 0 },
  ...{ interruptions: 0, interruptedAfterMilliseconds: 600_000 },
};

function instanceKey(scope: Scope, InstanceId: string): Key<SimulatedInstance> {
  return keyOf(scope, simulatedInstanceKind, InstanceId);
}

export const simulatedInstanceKind = 'simulated-instance';

/** Its launch may still come; it must not run then. */
function neverLaunched(instance: InstanceReference): SimulatedInstance {
  const { InstanceId, AutoScalingGroupName } = instance;
  const runsAt = new Date(8.64e15);
  return { InstanceId, AutoScalingGroupName, AvailabilityZone: '', runsAt, isImpaired: false };
}

/** A stopped instance is remembered this long, should its end be asked for once more. */
const rememberedMilliseconds = 3_600_000;

function stopped(instance: SimulatedInstance, stopsAt: Date): SimulatedInstance {
  return { ...instance, stopsAt, due: new Date(stopsAt.getTime() + rememberedMilliseconds) };
}

interface Beginning {
  readonly now: Date;
  readonly options: SimulatedOptions;
  readonly refusal: SimulatedInstance['refusal'];
}

function newInstance(command: LaunchCommand, beginning: Beginning): SimulatedInstance {
  const { now, options, refusal } = beginning;
  const { InstanceId, AutoScalingGroupName, AvailabilityZone, InstanceType } = command;
  const runsAt = new Date(now.getTime() + options.startMilliseconds);
  // Another number than that which decides on failures, or none would be taken back but those.
  const isTakenBack = command.isSpot && fractionOf(`back ${InstanceId}`) < options.interruptions;
  const interruptedAt = new Date(runsAt.getTime() + options.interruptedAfterMilliseconds);
  const instance = {
    ...{ InstanceId, AutoScalingGroupName, AvailabilityZone, InstanceType },
    ...{ runsAt, isImpaired: false },
    ...(isTakenBack && { interruptedAt }),
  };
  return refusal === undefined ? instance : stopped({ ...instance, refusal }, runsAt);
}

function observed(
  InstanceId: string,
  instance: SimulatedInstance | undefined,
  now: Date,
): Observed {
  if (instance === undefined || instance.refusal !== undefined) {
    return { InstanceId, state: 'absent', status: 'initializing' };
  }
  const { runsAt, isImpaired, interruptedAt } = instance;
  const stopsAt = instance.stopsAt ?? takenBackAt(instance, now);
  if (stopsAt !== undefined) {
    return stopsAt <= now
      ? { InstanceId, state: 'terminated', status: 'initializing' }
      : { InstanceId, state: 'shutting-down', status: 'initializing', changesAt: stopsAt };
  }
  if (runsAt > now) {
    return { InstanceId, state: 'pending', status: 'initializing', changesAt: runsAt };
  }
  const running = { InstanceId, state: 'running', status: isImpaired ? 'impaired' : 'ok' } as const;
  if (interruptedAt === undefined) return running;
  if (interruptedAt > now) return { ...running, changesAt: interruptedAt };
  return { ...running, isInterrupted: true, changesAt: endOfNotice(interruptedAt) };
}

/** EC2 takes a spot instance back two minutes after it has given notice. */
const noticeMilliseconds = 120_000;

function endOfNotice(interruptedAt: Date): Date {
  return new Date(interruptedAt.getTime() + noticeMilliseconds);
}

function takenBackAt({ interruptedAt }: SimulatedInstance, now: Date): Date | undefined {
  if (interruptedAt === undefined) return undefined;
  const end = endOfNotice(interruptedAt);
  return end <= now ? end : undefined;
}

interface World {
  readonly store: Store;
  readonly options: SimulatedOptions;
}

async function refusalOf(
  command: LaunchCommand,
  now: Date,
  { store, options }: World,
): Promise<SimulatedInstance['refusal']> {
  const { failures } = options;
  if (failures > 0 && fractionOf(command.InstanceId) < failures) {
    return { code: 'InternalError', message: 'Client.InternalError: Client error on launch.' };
  }
  const { AvailabilityZone, InstanceType: type = 'instance' } = command;
  const ofZone = options.zoneCapacity.get(AvailabilityZone);
  const ofType = options.zoneCapacity.get(`${AvailabilityZone}.${type}`);
  if (ofZone === undefined && ofType === undefined) return undefined;
  const { living, livingOfType } = await livingInstances(command, now, store);
  if (living < (ofZone ?? Infinity) && livingOfType < (ofType ?? Infinity)) return undefined;
  const message =
    `We currently do not have sufficient ${type} capacity in the Availability Zone you ` +
    `requested (${command.AvailabilityZone}). Our system will be working on provisioning ` +
    `additional capacity. You can currently get ${type} capacity by not specifying an ` +
    `Availability Zone in your request.`;
  return { code: 'InsufficientInstanceCapacity', message };
}

const pageSize = 1_000;

/**
 * How many instances of the zone run, and of the type there, but for the one that is asked for.
 */
async function livingInstances(
  command: LaunchCommand,
  now: Date,
  store: Store,
): Promise<{ readonly living: number; readonly livingOfType: number }> {
  const prefix = prefixOf<SimulatedInstance>(command, simulatedInstanceKind);
  let living = 0;
  let livingOfType = 0;
  let after: Key<unknown> | undefined;
  for (;;) {
    const page = await store.list(prefix, { after, limit: pageSize });
    for (const { document } of page) {
      const isSame = document.InstanceId === command.InstanceId;
      const stopsAt = document.stopsAt ?? takenBackAt(document, now);
      const isOver = stopsAt !== undefined && stopsAt <= now;
      const isElsewhere = document.AvailabilityZone !== command.AvailabilityZone;
      if (isSame || isOver || isElsewhere) continue;
      living += 1;
      if (document.InstanceType === command.InstanceType) livingOfType += 1;
    }
    if (page.length < pageSize) return { living, livingOfType };
    after = page.at(-1)?.key;
  }
}

/** A number from 0 to 1 that only depends on the id. */
function fractionOf(InstanceId: string): number {
  return hash('sha256', InstanceId, 'buffer').readUInt32BE(0) / 2 ** 32;
}
