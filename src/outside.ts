import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Courier } from './delivery/courier.js';
import { createCourier } from './delivery/couriers.js';
import { createFunctions, type Functions } from './delivery/functions.js';
import { createLogs } from './delivery/logs.js';
import type { Ec2 } from './ec2/ec2.js';
import { createEc2 } from './ec2/ec2-client.js';
import { DataSourceAsks } from './heartbeat/data-source-asks.js';
import { Ec2Asks } from './heartbeat/ec2-asks.js';
import { FunctionAsks } from './heartbeat/function-asks.js';
import type { BeatObservation } from './heartbeat/heartbeat.js';
import type { Journal } from './heartbeat/journal.js';
import { type LogQueries, runLogQueries } from './heartbeat/run-log-queries.js';
import { type Sender, sendMessages } from './heartbeat/send-messages.js';
import type { Log } from './log.js';
import type { Store } from './store/store.js';

/** All who are told and asked something at the configured endpoints. */
export interface Outside {
  readonly courier: Courier;
  readonly sender: Sender;
  readonly ec2: Ec2 | undefined;
  readonly ec2Asks: Ec2Asks | undefined;
  readonly functions: Functions | undefined;
  readonly functionAsks: FunctionAsks | undefined;
  readonly dataSources: DataSourceAsks;
  readonly logQueries: LogQueries;
  /** What operations refuse where there is nobody to ask. */
  readonly asks: {
    readonly asksFunctions: boolean;
    readonly asksLogs: boolean;
    readonly tellsAll: boolean;
  };
}

export interface OutsideRooms {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly observe: (observation: BeatObservation) => void;
}

export function openOutside(
  { endpoints }: Config,
  { store, journal, clock, log, observe }: OutsideRooms,
): Outside {
  const courier = createCourier(endpoints);
  const functions = createFunctions(endpoints);
  const logs = createLogs(endpoints);
  const ec2 = createEc2(endpoints);
  const isClockHeld = (): boolean => clock.isFrozen;
  const sender = sendMessages({
    store,
    courier,
    isClockHeld,
    observe: ({ targetArn }, reason) => {
      log.warn('A message could not be delivered', { target: targetArn, reason });
    },
  });
  return {
    courier,
    sender,
    functions,
    functionAsks: functions && new FunctionAsks({ functions, isClockHeld }),
    dataSources: new DataSourceAsks({ functions, isClockHeld }),
    ec2,
    ec2Asks: ec2 && new Ec2Asks({ ec2, isClockHeld }),
    logQueries: runLogQueries({ store, logs, journal, observe, isClockHeld }),
    asks: {
      asksFunctions: functions !== undefined,
      asksLogs: logs !== undefined,
      tellsAll: endpoints.webhook !== undefined,
    },
  };
}
