import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Datapoints } from '../datapoints/datapoints.js';
import type { Heartbeat } from '../heartbeat/heartbeat.js';
import type { Journal } from '../heartbeat/journal.js';
import { failureFields, type Log } from '../log.js';
import type { Context, InvokeFunction, Service, Settings, Tokens } from '../service.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { createAuthenticator } from './authentication.js';
import { createAuthorizer } from './authorization.js';
import type { Keys } from './credentials.js';
import type { House, Observation } from './dispatch.js';
import type { Directory } from './iam-resources.js';
import type { Telemetry } from './telemetry.js';

export interface HouseParts {
  readonly services: readonly Service[];
  readonly clock: Clock;
  readonly store: Store;
  readonly datapoints: Datapoints;
  readonly heartbeat: Heartbeat;
  readonly settings: Settings;
  readonly journal: Journal;
  readonly running: (
    scope: Scope,
    InstanceIds: readonly string[],
    now: Date,
  ) => ReturnType<Context['running']>;
  readonly ec2: Context['ec2'];
  readonly functions: { readonly invoke: InvokeFunction } | undefined;
  readonly checkAlarmMetrics: Context['checkAlarmMetrics'];
  readonly send: Context['send'];
  readonly checkAlarm: Context['checkAlarm'];
  readonly tokens: Tokens;
  keys(): Keys;
  readonly directory: Directory;
  readonly defaultRegion: string;
  /** With test controls a signature's date may fit the real time too. */
  readonly hasTestClock: boolean;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

/** What dispatch needs to serve a request, from the parts of the server. */
export function createHouse(parts: HouseParts): House {
  const { clock, store, datapoints, heartbeat, journal, settings, tokens } = parts;
  return {
    services: parts.services,
    now: () => clock.now(),
    stopwatch: () => clock.stopwatch(),
    authenticate: createAuthenticator({
      keys: () => parts.keys(),
      defaultRegion: parts.defaultRegion,
      ...(parts.hasTestClock && { realNow: () => clock.realNow() }),
    }),
    authorize: createAuthorizer(parts.directory),
    context: ({ caller: { account, region } }, { now, requestId, headers }) => ({
      account,
      region,
      now,
      requestId,
      headers,
      store,
      datapoints,
      settings,
      tokens,
      newId: randomUUID,
      attend: (key) => heartbeat.attend(key, now),
      note: (key, look) => journal.note(key, look),
      running: (InstanceIds) => parts.running({ account, region }, InstanceIds, now),
      ec2: parts.ec2,
      invoke: parts.functions?.invoke,
      checkAlarmMetrics: parts.checkAlarmMetrics,
      checkAlarm: parts.checkAlarm,
      send: (message) => parts.send(message),
    }),
    observe: (observation) => observe(observation, parts),
  };
}

function observe(observation: Observation, { telemetry, log }: HouseParts): void {
  const { requestId, service, operation = 'unknown', code, seconds, failure } = observation;
  telemetry.count('updraft_requests_total', { service, operation, code });
  telemetry.observe('updraft_request_seconds', seconds, { service, operation });
  if (failure === undefined) {
    log.debug('Request', { requestId, service, operation, code, seconds });
    return;
  }
  telemetry.count('updraft_failures_total', { place: 'request' });
  log.error('Request failed', { requestId, service, operation, ...failureFields(failure) });
}
