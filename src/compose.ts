import type { Server } from 'node:http';
import { join } from 'node:path';
import { groupDirectory } from './autoscaling/group-directory.js';
import { readAutoScalingModel } from './autoscaling/model.js';
import { Clock } from './clock.js';
import { alarmChecks } from './cloudwatch/alarm-check.js';
import { readCloudWatchModel } from './cloudwatch/model.js';
import type { Config } from './config.js';
import { sendAtOnce } from './delivery/courier.js';
import { createHeartbeat } from './heartbeat/create-heartbeat.js';
import { explain } from './heartbeat/explain.js';
import type { BeatObservation, Heartbeat } from './heartbeat/heartbeat.js';
import { Journal } from './heartbeat/journal.js';
import { InstanceNotices } from './heartbeat/notice-instance.js';
import { Timeline } from './heartbeat/timeline.js';
import { type Launcher, runningOf } from './launchers/launcher.js';
import { ProcessLauncher } from './launchers/process.js';
import { createSimulatedLauncher } from './launchers/simulated.js';
import { failureFields, type Log } from './log.js';
import { loadService } from './operations.js';
import { openOutside } from './outside.js';
import { entityTooLarge } from './server/body.js';
import { defaultAccount, defaultKeys, type Keys } from './server/credentials.js';
import { openCredentialsFile } from './server/credentials-file.js';
import { dispatch, refuse } from './server/dispatch.js';
import { createDrain } from './server/drain.js';
import { explainAccess } from './server/explain-access.js';
import { createHouse } from './server/house.js';
import { createHttpServer } from './server/http.js';
import { createOwnPaths } from './server/own-paths.js';
import { Telemetry } from './server/telemetry.js';
import type { Service } from './service.js';
import type { Key } from './store/keys.js';
import { type Measure, measuredStorage } from './store/measured.js';
import { openStorage, type Storage } from './store/open.js';
import { type Store, StoreError } from './store/store.js';
import { TokenSecret } from './store/token-secret.js';
import { createTokens } from './tokens.js';

/** A whole server, composed and not yet listening. */
export interface Updraft {
  readonly server: Server;
  readonly clock: Clock;
  readonly heartbeat: Heartbeat;
  readonly timeline: Timeline;
  readonly storage: Storage;
  readonly launcher: Launcher;
  /** One beat in real time; nothing while the clock is frozen or the last beat goes on. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

/** Builds everything; there is no other place that makes one part known to another. */
export async function compose(config: Config, log: Log, clock = new Clock()): Promise<Updraft> {
  if (config.testClock !== undefined) clock.freeze(config.testClock);
  const telemetry = new Telemetry();
  const keys = await openKeys(config, log);
  const storage = measuredStorage(await openStorage(config), measureBy(telemetry, clock));
  const { store, datapoints } = storage;
  const launcher = await createLauncher(config, store, log);
  const journal = new Journal();
  const observe = (each: BeatObservation): void => observeBeat(each, telemetry, log);
  const outside = openOutside(config, { store, journal, clock, log, observe });
  const { courier, sender, ec2, functions, logQueries } = outside;
  const parts = { storage, launcher, journal, ...outside };
  const heartbeat = createHeartbeat(parts, observe);
  const tellNotices = watchInstances({ launcher, store, heartbeat, clock, log });
  const timeline = new Timeline(clock, heartbeat);
  const { lenientUnits, awsNamespaces } = config;
  const services = await loadServices(config);
  const secret = await TokenSecret.open(store);
  const house = createHouse({
    services,
    clock,
    store,
    datapoints,
    heartbeat,
    journal,
    send: sendAtOnce(courier),
    settings: { lenientUnits, awsNamespaces, ...outside.asks },
    ...{ ec2, functions, running: runningOf(launcher) },
    ...alarmChecks(services),
    tokens: createTokens(secret.text),
    keys: () => keys.keys(),
    directory: groupDirectory(store),
    defaultRegion: config.region,
    hasTestClock: config.testControls,
    telemetry,
    log,
  });
  const pulse = createPulse(clock, heartbeat, telemetry);
  const rooms = { telemetry, storage, launcher, journal, clock, heartbeat, timeline, pulse };
  const server = createHttpServer({
    aws: (request) => dispatch(request, house),
    tooLarge: (request) => refuse(request, house, entityTooLarge()),
    own: openAdmin(config, { ...rooms, secret }),
  });
  const drain = createDrain(server);
  const close = async (): Promise<void> => {
    await drain();
    await pulse.stop();
    await sender.close();
    await logQueries.close();
    keys.close();
    await launcher.close();
    await storage.close();
  };
  const tick = async (): Promise<void> => {
    await tellNotices();
    await pulse.tick();
  };
  return { server, clock, heartbeat, timeline, storage, launcher, tick, close };
}

function loadServices(config: Config): Promise<readonly Service[]> {
  const models = [readCloudWatchModel(config), readAutoScalingModel()];
  return Promise.all(models.map((model) => loadService(model)));
}

interface AdminRooms extends Pick<
  Updraft,
  'storage' | 'launcher' | 'clock' | 'heartbeat' | 'timeline'
> {
  readonly secret: TokenSecret;
  readonly telemetry: Telemetry;
  readonly journal: Journal;
  readonly pulse: Pulse;
}

function openAdmin(
  config: Config,
  { secret, telemetry, storage, launcher, journal, clock, heartbeat, timeline, pulse }: AdminRooms,
): ReturnType<typeof createOwnPaths> {
  const { store } = storage;
  // Nothing beats meanwhile: it might launch what is being forgotten.
  const reset = (): Promise<void> =>
    pulse.hold(async () => {
      await storage.reset();
      await secret.keep();
      await launcher.reset();
      journal.clear();
    });
  const controls = { clock, heartbeat, timeline, token: config.testControlsToken, reset };
  return createOwnPaths({
    telemetry,
    checkHealth: async () => {
      await secret.isStored();
    },
    explain: {
      explain: (question) => explain(question, { store, journal, now: clock.now() }),
      access: explainAccess(config),
      defaults: { account: defaultAccount, region: config.region },
    },
    controls: config.testControls ? controls : undefined,
  });
}

function createLauncher(config: Config, store: Store, log: Log): Promise<Launcher> {
  const { launcher } = config;
  if (launcher.kind === 'process') {
    const directory = join(config.data, 'instances');
    const tell = (line: string): void => log.error(line);
    return ProcessLauncher.open({ directory, options: launcher.options, tell });
  }
  return Promise.resolve(createSimulatedLauncher(store, launcher.options));
}

interface Watch {
  readonly launcher: Launcher;
  readonly store: Store;
  readonly heartbeat: Heartbeat;
  readonly clock: Clock;
  readonly log: Log;
}

/** A launcher tells of instances that change by themselves; their groups are told, or later. */
function watchInstances({ launcher, store, heartbeat, clock, log }: Watch): () => Promise<void> {
  const attend = (key: Key<unknown>, now: Date): Promise<void> => heartbeat.attend(key, now);
  const notices = new InstanceNotices({ store, attend });
  const tell = (): Promise<void> =>
    notices.tell(clock.now()).catch((failure: unknown) => {
      log.error('An instance could not be noticed', failureFields(failure));
    });
  launcher.watch((instance) => {
    notices.add(instance);
    void tell();
  });
  return tell;
}

interface OpenKeys {
  keys(): Keys;
  close(): void;
}

function openKeys({ credentials }: Config, log: Log): Promise<OpenKeys> | OpenKeys {
  if (credentials === undefined) return { keys: () => defaultKeys, close: () => undefined };
  return openCredentialsFile({ path: credentials, tell: (line) => log.warn(line) });
}

interface Pulse {
  tick(): Promise<void>;
  /** Does something between two beats. */
  hold(work: () => Promise<void>): Promise<void>;
  /** Resolves when the last beat has ended; no other follows. */
  stop(): Promise<void>;
}

/** One beat at a time: a tick that comes while a beat goes on is passed over. */
function createPulse(clock: Clock, heartbeat: Heartbeat, telemetry: Telemetry): Pulse {
  let beating: Promise<unknown> | undefined;
  let isStopped = false;
  const turn = async (work: Promise<unknown>): Promise<void> => {
    beating = work;
    await work.finally(() => {
      beating = undefined;
    });
  };
  return {
    tick: async () => {
      if (beating !== undefined || clock.isFrozen || isStopped) return;
      const elapsed = clock.stopwatch();
      await turn(heartbeat.beat(clock.now())).finally(() => {
        telemetry.observe('updraft_beat_seconds', elapsed());
      });
    },
    hold: async (work) => {
      // Whether the beat fails is told by its tick.
      while (beating !== undefined) await beating.catch(() => undefined);
      await turn(work());
    },
    stop: async () => {
      isStopped = true;
      await beating;
    },
  };
}

function observeBeat(observation: BeatObservation, telemetry: Telemetry, log: Log): void {
  if (observation.kind === 'beat') {
    telemetry.count('updraft_beats_total');
    telemetry.count('updraft_attended_total', {}, observation.attended);
    telemetry.set('updraft_lateness_seconds', observation.latenessSecondsMax);
    return;
  }
  if (observation.kind === 'transition') {
    telemetry.count('updraft_alarm_transitions_total', { state: observation.StateValue });
    return;
  }
  telemetry.count('updraft_failures_total', { place: 'heartbeat' });
  log.error('A document could not be attended', {
    key: observation.key,
    ...failureFields(observation.failure),
  });
}

function measureBy(telemetry: Telemetry, clock: Clock): Measure {
  return async (call, work) => {
    const elapsed = clock.stopwatch();
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreError) telemetry.count('updraft_store_failures_total', { call });
      throw error;
    } finally {
      telemetry.observe('updraft_store_seconds', elapsed(), { call });
    }
  };
}
