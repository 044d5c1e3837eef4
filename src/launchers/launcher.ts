import type { Scope } from '../store/keys.js';

/**
 * What an instance really is. A group's reconciliation chooses ids and writes them down before it
 * sends a command, so a launcher may be told the same thing twice and must do it once.
 */
export interface Launcher {
  /** Resolves to one outcome for each command, in their order. */
  launch(commands: readonly LaunchCommand[], now: Date): Promise<readonly LaunchOutcome[]>;

  terminate(instances: readonly InstanceReference[], now: Date): Promise<void>;

  /** One for each reference, in their order. */
  observe(instances: readonly InstanceReference[], now: Date): Promise<readonly Observed[]>;

  /** Calls back when an instance changed by itself, so that its group is looked at. */
  watch(listener: (instance: InstanceReference) => void): void;

  /** Ends every instance at once, and forgets it; a test control. */
  reset(): Promise<void>;

  close(): Promise<void>;
}

export interface InstanceReference extends Scope {
  readonly AutoScalingGroupName: string;
  readonly InstanceId: string;
}

export interface LaunchCommand extends InstanceReference {
  readonly AvailabilityZone: string;
  readonly SubnetId?: string | undefined;
  readonly ImageId?: string | undefined;
  readonly InstanceType?: string | undefined;
  /** EC2 may take it back. */
  readonly isSpot: boolean;
  /** Base64, as EC2 takes it. */
  readonly UserData?: string | undefined;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

export type LaunchOutcome =
  | { readonly kind: 'launched' }
  /** EC2's error code and text, as an activity's StatusMessage quotes it. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export interface Observed {
  readonly InstanceId: string;
  /** EC2's states; `absent` is an instance that the launcher does not know. */
  readonly state: 'pending' | 'running' | 'shutting-down' | 'stopped' | 'terminated' | 'absent';
  /** EC2's status checks. */
  readonly status: 'initializing' | 'ok' | 'impaired';
  /** EC2 has given notice that it takes the instance back. */
  readonly isInterrupted?: boolean | undefined;
  /** When the launcher expects the next change, if it knows. */
  readonly changesAt?: Date | undefined;
}

type Running = (
  scope: Scope,
  InstanceIds: readonly string[],
  now: Date,
) => Promise<ReadonlySet<string>>;

/** Those that run or are about to, in whichever group. */
export function runningOf(launcher: Launcher): Running {
  return async ({ account, region }, InstanceIds, now) => {
    const references = InstanceIds.map((InstanceId) => {
      return { account, region, AutoScalingGroupName: '', InstanceId };
    });
    const observed = await launcher.observe(references, now);
    const running = observed.filter(({ state }) => state === 'pending' || state === 'running');
    return new Set(running.map(({ InstanceId }) => InstanceId));
  };
}
