import type { Launcher, LaunchCommand, LaunchOutcome } from '../../src/launchers/launcher.js';
import {
  createSimulatedLauncher,
  type SimulatedLauncher,
  type SimulatedOptions,
} from '../../src/launchers/simulated.js';
import type { Store } from '../../src/store/store.js';

/**
 * What instances are made of in a seeded world: the simulated launcher, whose settings change while
 * the world goes on. Zones may be out, launches may be refused, and starts may be slow.
 */
export class SeededCloud {
  readonly zonesOut = new Set<string>();
  /** How many instances a zone has room for; others have no limit. */
  readonly zoneCapacity = new Map<string, number>();
  /** From 0 to 1; which launches fail is decided by the instance's id. */
  failures = 0;
  /** The same of spot instances that are taken back. */
  interruptions = 0;
  startMilliseconds = 3_000;
  stopMilliseconds = 2_000;

  set(options: SimulatedOptions): void {
    this.failures = options.failures;
    this.startMilliseconds = options.startMilliseconds;
    this.stopMilliseconds = options.stopMilliseconds;
    for (const [zone, capacity] of options.zoneCapacity) this.zoneCapacity.set(zone, capacity);
  }

  open(store: Store): SimulatedLauncher {
    const inner = createSimulatedLauncher(store, this.options());
    const launch = async (command: LaunchCommand, now: Date): Promise<LaunchOutcome> => {
      if (this.zonesOut.has(command.AvailabilityZone)) {
        const [known] = await inner.observe([command], now);
        if (known?.state === 'absent') return zoneIsOut(command.AvailabilityZone);
      }
      const [outcome = refusedOddly] = await inner.launch([command], now);
      return outcome;
    };
    const launchAll: Launcher['launch'] = async (commands, now) => {
      const outcomes: LaunchOutcome[] = [];
      // One after the other, so that the last place of a zone is given once.
      for (const command of commands) outcomes.push(await launch(command, now));
      return outcomes;
    };
    return { ...inner, launch: launchAll };
  }

  private options(): SimulatedOptions {
    const settings = (): SeededCloud => this;
    return {
      get startMilliseconds() {
        return settings().startMilliseconds;
      },
      get stopMilliseconds() {
        return settings().stopMilliseconds;
      },
      get failures() {
        return settings().failures;
      },
      get interruptions() {
        return settings().interruptions;
      },
      interruptedAfterMilliseconds: 300_000,
      zoneCapacity: this.zoneCapacity,
    };
  }
}

function zoneIsOut(zone: string): LaunchOutcome {
  return { kind: 'refused', code: 'InsufficientInstanceCapacity', message: `No room in ${zone}.` };
}

const refusedOddly: LaunchOutcome = { kind: 'refused', code: 'InternalError', message: 'None.' };
