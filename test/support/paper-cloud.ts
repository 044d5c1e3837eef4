import { isEnded } from '../../src/autoscaling/activity.js';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { toBeTerminated, untold, withLaunchRefused } from '../../src/autoscaling/launch-outcome.js';
import { reconcile } from '../../src/autoscaling/reconciliation.js';
import type { ObservedInstance } from '../../src/autoscaling/turn.js';

interface PaperInstance {
  readonly zone: string;
  state: ObservedInstance['state'];
  status: ObservedInstance['status'];
  changesAt: Date | undefined;
}

/** One group on instances of paper, without store, server or clock: what a property test needs. */
export class PaperCloud {
  readonly instances = new Map<string, PaperInstance>();
  readonly fullZones = new Set<string>();
  readonly causes: string[] = [];
  launchCount = 0;

  constructor(
    public document: GroupDocument,
    public now: Date,
    private readonly startSeconds: () => number,
  ) {}

  /** Turns until nothing changes, as the worker of groups does; false if there is no end to it. */
  settle(): boolean {
    for (let turn = 0; turn < turnsMax; turn++) {
      const before = this.document;
      this.document = reconcile(before, { now: this.now, observed: this.observed() });
      const hasRefusals = this.tell();
      this.fileEnded();
      if (this.document === before && !hasRefusals) return true;
    }
    return false;
  }

  advance(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1000);
    for (const instance of this.instances.values()) {
      if (instance.changesAt === undefined || instance.changesAt > this.now) continue;
      instance.changesAt = undefined;
      if (instance.state === 'pending') instance.state = 'running';
      if (instance.state === 'shutting-down') instance.state = 'terminated';
    }
  }

  /** Those that run or will, whatever the group knows of them. */
  living(): string[] {
    const states: readonly string[] = ['pending', 'running'];
    return [...this.instances].filter(([, { state }]) => states.includes(state)).map(([id]) => id);
  }

  private observed(): Map<string, ObservedInstance> {
    return new Map(
      this.document.instances.map(({ instance: { InstanceId } }) => {
        const { state, status, changesAt } = this.instances.get(InstanceId) ?? absent;
        return [InstanceId, { state, status, changesAt }];
      }),
    );
  }

  private tell(): boolean {
    for (const { instance } of toBeTerminated(this.document)) {
      const found = this.instances.get(instance.InstanceId);
      if (found === undefined || ['shutting-down', 'terminated'].includes(found.state)) continue;
      found.state = 'shutting-down';
      found.changesAt = new Date(this.now.getTime() + 2_000);
    }
    const before = this.document;
    for (const { instance } of untold(this.document)) {
      const { InstanceId, AvailabilityZone: zone } = instance;
      if (this.fullZones.has(zone)) {
        const code = 'InsufficientInstanceCapacity';
        const message = `No room in ${zone}.`;
        const refusal = { InstanceId, code, message, now: this.now };
        this.document = withLaunchRefused(this.document, refusal);
      } else if (!this.instances.has(InstanceId)) {
        this.launchCount += 1;
        const changesAt = new Date(this.now.getTime() + this.startSeconds() * 1000);
        this.instances.set(InstanceId, { zone, state: 'pending', status: 'ok', changesAt });
      }
    }
    return this.document !== before;
  }

  private fileEnded(): void {
    const ended = this.document.activities.filter(isEnded);
    if (ended.length === 0) return;
    this.causes.push(...ended.map(({ Cause }) => Cause));
    const activities = this.document.activities.filter((activity) => !isEnded(activity));
    this.document = { ...this.document, activities };
  }
}

/** A turn that launches a hundred must be followed by others; a group of the tests is smaller. */
const turnsMax = 30;

const absent = { state: 'absent', status: 'initializing', changesAt: undefined } as const;
