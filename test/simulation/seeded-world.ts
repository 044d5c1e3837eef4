import { createHash } from 'node:crypto';
import { readAutoScalingModel } from '../../src/autoscaling/model.js';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import type { Courier, OutgoingMessage } from '../../src/delivery/courier.js';
import type { Disturbance } from '../../src/launchers/simulated.js';
import { loadService } from '../../src/operations.js';
import type { Service } from '../../src/service.js';
import { Random } from '../support/random.js';
import { refusingTopic, unknownTopic } from './alarm-cast.js';
import { type StoreFaults, noFaults } from './faulty-store.js';
import { MemoryBlocks } from './memory-blocks.js';
import { MemoryStore, type Written } from './memory-store.js';
import { SeededCloud } from './seeded-cloud.js';
import { SeededLogs } from './seeded-logs.js';
import { type Answer, type SeededGround, SeededServer } from './seeded-server.js';

export const seededScope = { account: '000000000000', region: 'us-east-1' };

export interface SeededOptions {
  readonly seed: number;
  readonly services: readonly Service[];
  readonly start?: Date;
  readonly serverCount?: number;
  /** Looks over each write of a document. */
  readonly observe?: (written: Written, now: Date) => void;
}

/** Read once, and shared by all worlds, none of whose calls waits for the file of an operation. */
export function loadServices(): Promise<readonly Service[]> {
  const settings = { lenientUnits: false, awsNamespaces: true };
  return Promise.all([
    loadService(readCloudWatchModel(settings), { reads: 'atOnce' }),
    loadService(readAutoScalingModel(), { reads: 'atOnce' }),
  ]);
}

/**
 * Updraft in a world that a seed determines wholly: production code on a store in memory, a clock
 * of its own, one or more servers, and a cloud whose faults are the world's to choose. The digest
 * over all answers and documents is the same whenever the same things are done.
 */
export class SeededWorld {
  readonly random: Random;
  readonly store: MemoryStore;
  readonly cloud = new SeededCloud();
  readonly messages: OutgoingMessage[] = [];
  readonly logs: SeededLogs;
  readonly servers: SeededServer[];
  now: Date;
  /** Of the messages to the world outside, from 0 to 1; each is sent again. */
  unheardShare = 0;
  private readonly blocks = new MemoryBlocks();
  private readonly ground: SeededGround;
  private readonly told = createHash('sha256');
  private serverNumber = 0;
  private faultsNow = noFaults;

  constructor({ seed, services, start, serverCount = 1, observe }: SeededOptions) {
    this.random = new Random(seed);
    this.logs = new SeededLogs(seed);
    this.now = start ?? new Date('2026-03-10T12:00:00Z');
    this.store = new MemoryStore((written) => observe?.(written, this.now));
    const { random, store, cloud, blocks, logs } = this;
    const unheard = new Random(seed ^ 0xdeaf);
    const courier: Courier = {
      refusal: (arn) => (arn === unknownTopic ? 'no endpoint' : undefined),
      endpointOf: () => '',
      send: (message) => {
        if (unheard.next() < this.unheardShare) {
          return Promise.resolve({ kind: 'failed', reason: 'no answer' });
        }
        if (message.targetArn === refusingTopic) {
          return Promise.resolve({ kind: 'refused', reason: 'no such topic' });
        }
        this.messages.push(message);
        return Promise.resolve({ kind: 'delivered' });
      },
    };
    const hasRivals = serverCount > 1;
    this.ground = { services, store, blocks, cloud, courier, logs, random, hasRivals };
    this.servers = Array.from({ length: serverCount }, () => this.newServer());
  }

  set faults(faults: StoreFaults) {
    this.faultsNow = faults;
    for (const { wire } of this.servers) wire.faults = faults;
  }

  /** One server ends behind so many more operations on the store, and another takes its place. */
  cutSoon(operations: number): void {
    this.random.pick(this.servers).wire.operationsLeft = operations;
  }

  /** One server ends between two writes, the second of them of a document of that kind. */
  cutBefore(kind: string): void {
    this.random.pick(this.servers).wire.cutBefore = kind;
  }

  async call(action: string, input: object): Promise<Answer> {
    const server = this.random.pick(this.servers);
    const answer = await server.call(action, input, { ...seededScope, now: this.now });
    this.told.update(JSON.stringify([this.now, action, input, answer]));
    this.replaceCut();
    return answer;
  }

  async disturb(InstanceId: string, to: Disturbance): Promise<void> {
    const server = this.random.pick(this.servers);
    await server.disturb({ ...seededScope, InstanceId }, to, this.now);
    this.replaceCut();
  }

  /** Beats at every second at which something is due, up to and at the end. */
  async advance(seconds: number, afterBeat: () => void = () => undefined): Promise<void> {
    const end = this.now.getTime() + seconds * 1000;
    while (this.now.getTime() < end) {
      const due = await this.servers[0]?.heartbeat.nextDue(this.now);
      const next = Math.max(ceilSecond(this.now.getTime() + 1), ceilSecond(due?.getTime() ?? end));
      this.now = new Date(Math.min(next, end));
      await this.beat();
      afterBeat();
    }
  }

  async beat(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.beat(this.now)));
    this.replaceCut();
  }

  /** Of all that was answered, and of all that is there now. */
  digest(): string {
    const all = this.told.copy();
    for (const [text, document] of this.store.documents()) {
      all.update(text).update(JSON.stringify(document));
    }
    for (const bytes of this.blocks.contents()) all.update(bytes);
    return all.digest('hex');
  }

  private replaceCut(): void {
    this.servers.forEach(({ wire }, index) => {
      if (wire.isCut) this.servers[index] = this.newServer();
    });
  }

  private newServer(): SeededServer {
    this.serverNumber += 1;
    const server = new SeededServer(this.ground, `server-${this.serverNumber}`);
    server.wire.faults = this.faultsNow;
    return server;
  }
}

function ceilSecond(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000) * 1000;
}
