import { alarmChecks } from '../../src/cloudwatch/alarm-check.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import type { Datapoints } from '../../src/datapoints/datapoints.js';
import type { Courier } from '../../src/delivery/courier.js';
import type { Logs } from '../../src/delivery/logs.js';
import { createHeartbeat } from '../../src/heartbeat/create-heartbeat.js';
import {
  allPartitions,
  type BeatObservation,
  type Heartbeat,
} from '../../src/heartbeat/heartbeat.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { noticeInstance } from '../../src/heartbeat/notice-instance.js';
import { runLogQueries } from '../../src/heartbeat/run-log-queries.js';
import { sendMessages } from '../../src/heartbeat/send-messages.js';
import { runningOf } from '../../src/launchers/launcher.js';
import type { Disturbance, SimulatedLauncher } from '../../src/launchers/simulated.js';
import type { Context, Operation, Service } from '../../src/service.js';
import type { Scope } from '../../src/store/keys.js';
import { Leases } from '../../src/store/leases.js';
import { type Store, StoreError } from '../../src/store/store.js';
import { createTokens } from '../../src/tokens.js';
import { ServiceError } from '../../src/wire/errors.js';
import type { OperationShape } from '../../src/wire/shape.js';
import type { Random } from '../support/random.js';
import { answerFault } from './answer-shape.js';
import { faultyBlocks, faultyStore, StoreWire } from './faulty-store.js';
import type { MemoryBlocks } from './memory-blocks.js';
import type { MemoryStore } from './memory-store.js';
import type { SeededCloud } from './seeded-cloud.js';

/** What all servers of a seeded world share. */
export interface SeededGround {
  readonly services: readonly Service[];
  readonly store: MemoryStore;
  readonly blocks: MemoryBlocks;
  readonly cloud: SeededCloud;
  readonly courier: Courier;
  readonly logs: Logs;
  readonly random: Random;
  /** With rivals a server leases its partitions. */
  readonly hasRivals: boolean;
}

export type Answer =
  | { readonly kind: 'answered'; readonly output: object }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** The server ended before it answered; what was asked may be done or not. */
  | { readonly kind: 'lost' };

/** The production code of one server, without its sockets: operations and heartbeat. */
export class SeededServer {
  readonly wire: StoreWire;
  readonly heartbeat: Heartbeat;
  readonly journal = new Journal();
  private readonly store: Store;
  private readonly datapoints: Datapoints;
  private readonly launcher: SimulatedLauncher;
  /** What each call is given, and none changes. */
  private readonly constant: Pick<Context, 'checkAlarm' | 'checkAlarmMetrics' | 'tokens'>;
  private noticed: Promise<void> = Promise.resolve();

  constructor(
    private readonly ground: SeededGround,
    name: string,
  ) {
    const { services, random, store, blocks, cloud, courier, logs, hasRivals } = ground;
    this.constant = { ...alarmChecks(services), tokens: createTokens('seeded') };
    this.wire = new StoreWire(random);
    this.store = faultyStore(store, this.wire);
    this.datapoints = createDatapoints(faultyBlocks(blocks.open(), this.wire));
    this.launcher = cloud.open(this.store);
    const leases = new Leases(this.store, name);
    const observe = (): void => undefined;
    const isClockHeld = (): boolean => true;
    const outside = { store: this.store, journal: this.journal, isClockHeld };
    this.heartbeat = createHeartbeat(
      {
        storage: {
          store: this.store,
          datapoints: this.datapoints,
          ownPartitions: (now) => {
            return hasRivals ? leases.ownPartitions(now) : Promise.resolve(allPartitions);
          },
          sweep: async (now) => {
            await this.datapoints.sweep(now);
          },
        },
        launcher: this.launcher,
        courier,
        journal: this.journal,
        sender: sendMessages({ ...outside, courier, observe }),
        logQueries: runLogQueries({ ...outside, logs, observe: throwBugs }),
      },
      throwBugs,
    );
    this.launcher.watch((instance) => {
      const attend = (key: { readonly text: string }, now: Date): Promise<void> =>
        this.heartbeat.attend(key, now);
      const { now } = this;
      this.noticed = noticeInstance({ store: this.store, attend }, instance, now);
    });
  }

  private now = new Date(0);

  /** False if the server ended meanwhile. */
  async beat(now: Date): Promise<boolean> {
    const beating = this.heartbeat.beat(now).catch((failure: unknown) => {
      if (!(failure instanceof StoreError)) throw failure;
    });
    await Promise.race([beating, this.wire.cut]);
    return !this.wire.isCut;
  }

  async call(
    action: string,
    input: object,
    { now, ...scope }: Scope & { now: Date },
  ): Promise<Answer> {
    const found = find(this.ground.services, action);
    const answering = this.answer(found, input, this.context(scope, now));
    const lost = this.wire.cut.then((): Answer => ({ kind: 'lost' }));
    return Promise.race([answering, lost]);
  }

  /** Does something to an instance behind the back of its group, which is then looked at. */
  async disturb(
    instance: Scope & { readonly InstanceId: string },
    to: Disturbance,
    now: Date,
  ): Promise<void> {
    this.now = now;
    const noticing = this.launcher.disturb(instance, to, now).then(() => this.noticed);
    await Promise.race([noticing.catch(orStoreError), this.wire.cut]);
  }

  private async answer(
    { service, shape, operation }: Found,
    input: object,
    context: Context,
  ): Promise<Answer> {
    try {
      service.model.constraints.check(shape, input);
      const output = await operation.handle(input, context);
      const fault = answerFault(shape.output, output);
      if (fault !== undefined) throw bugIn(shape.name, fault);
      return { kind: 'answered', output };
    } catch (error) {
      return refusalOf(error, shape.name);
    }
  }

  private context({ account, region }: Scope, now: Date): Context {
    const { random, courier } = this.ground;
    return {
      ...{ account, region, now, requestId: uuidOf(random), headers: {} },
      ...{ store: this.store, datapoints: this.datapoints, ...this.constant },
      send: (message) => courier.send(message),
      settings: {
        ...{ lenientUnits: false, awsNamespaces: true },
        ...{ asksFunctions: false, asksLogs: true, tellsAll: false },
      },
      newId: () => uuidOf(random),
      attend: (key) => this.heartbeat.attend(key, now),
      note: (key, look) => this.journal.note(key, look),
      running: (InstanceIds) => runningOf(this.launcher)({ account, region }, InstanceIds, now),
    };
  }
}

interface Found {
  readonly service: Service;
  readonly shape: OperationShape;
  readonly operation: Operation;
}

function find(services: readonly Service[], action: string): Found {
  for (const service of services) {
    const [shape, operation] = [service.model.shapes.get(action), service.operations.get(action)];
    if (shape !== undefined && operation !== undefined) return { service, shape, operation };
  }
  throw new Error(`There is no operation ${action}.`);
}

function refusalOf(error: unknown, action: string): Answer {
  const { message } = error as Error;
  if (error instanceof StoreError) return { kind: 'refused', code: 'ServiceUnavailable', message };
  if (!(error instanceof ServiceError)) throw bugIn(action, error);
  return { kind: 'refused', code: String(error.schema[2]), message };
}

function throwBugs(observation: BeatObservation): void {
  if (observation.kind !== 'failed' || observation.failure instanceof StoreError) return;
  throw bugIn(`the attendance of ${observation.key}`, observation.failure);
}

function bugIn(what: string, failure: unknown): Error {
  const told = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  return new Error(`A bug in ${what}: ${told}`);
}

function orStoreError(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}

function uuidOf(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.below(16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
