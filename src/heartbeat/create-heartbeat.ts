import type { Courier } from '../delivery/courier.js';
import type { Launcher } from '../launchers/launcher.js';
import type { Key } from '../store/keys.js';
import type { Storage } from '../store/open.js';
import { attendAlarms, forgetHistory } from './attend-alarms.js';
import type { DataSourceAsks } from './data-source-asks.js';
import type { Ec2Asks } from './ec2-asks.js';
import type { FunctionAsks } from './function-asks.js';
import { forecastLoads } from './forecast-load.js';
import { forgetActivities } from './forget-activities.js';
import { forgetInstances } from './forget-instances.js';
import { type BeatObservation, Heartbeat } from './heartbeat.js';
import type { Journal } from './journal.js';
import { manageAlarms } from './manage-alarms.js';
import { attendMuteRules } from './mute-alarms.js';
import { postActions } from './post-actions.js';
import { reconcileGroups } from './reconcile-groups.js';
import { runScheduledActions } from './run-scheduled-actions.js';
import { scaleOnAlarm } from './scale-on-alarm.js';
import type { LogQueries } from './run-log-queries.js';
import type { Sender } from './send-messages.js';
import { trainDetectors } from './train-detectors.js';
import type { Worker } from './worker.js';

export interface BeatParts {
  readonly storage: Pick<Storage, 'store' | 'datapoints' | 'ownPartitions' | 'sweep'>;
  readonly launcher: Launcher;
  readonly courier: Courier;
  readonly sender: Sender;
  readonly logQueries?: LogQueries | undefined;
  readonly journal: Journal;
  readonly ec2Asks?: Ec2Asks | undefined;
  readonly functionAsks?: FunctionAsks | undefined;
  readonly dataSources?: DataSourceAsks | undefined;
}

/** The heartbeat with all of its workers. */
export function createHeartbeat(
  parts: BeatParts,
  observe: (observation: BeatObservation) => void,
): Heartbeat {
  const { storage, sender } = parts;
  const heartbeat: Heartbeat = new Heartbeat({
    store: storage.store,
    workers: [
      ...createWorkers({ ...parts, observe }, (key, now) => heartbeat.attend(key, now)),
      sender.worker,
    ],
    ownPartitions: (now) => storage.ownPartitions(now),
    sweep: (now) => storage.sweep(now),
    observe,
  });
  return heartbeat;
}

interface WorkerParts extends BeatParts {
  readonly observe: (observation: BeatObservation) => void;
}

type Attend = (key: Key<unknown>, now: Date) => Promise<void>;

function createWorkers(parts: WorkerParts, attend: Attend): readonly Worker[] {
  const { storage, launcher, courier, journal, logQueries, observe } = parts;
  const { store, datapoints } = storage;
  const { dataSources, ec2Asks, functionAsks } = parts;
  const targets = [scaleOnAlarm({ store, journal, attend }), postActions(store, courier)];
  return [
    ...(logQueries === undefined ? [] : [logQueries.worker(attend)]),
    attendAlarms({ store, datapoints, targets, journal, dataSources, observe }),
    forgetHistory(store),
    attendMuteRules({ store, attend }),
    trainDetectors(store, datapoints),
    runScheduledActions({ store, journal, attend }),
    reconcileGroups({ store, datapoints, launcher, journal, ec2Asks, functionAsks, attend }),
    forgetActivities(store),
    manageAlarms({ store, attend }),
    forecastLoads({ store, datapoints, journal, attend }),
    forgetInstances(store),
  ];
}
