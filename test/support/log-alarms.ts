import {
  type AlarmHistoryItem,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryInput,
  DescribeAlarmsCommand,
  type LogAlarm,
  PutLogAlarmCommand,
  type PutLogAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { type FakeEndpoint, openEndpoint } from './endpoint.js';
import { type LogsEndpoint, openLogs } from './logs-endpoint.js';
import { createWorld, type World } from './world.js';

/** The least that an alarm on logs needs, but for the end of its times. */
export const logAlarmInput = {
  AlarmName: 'Errors',
  ScheduledQueryConfiguration: {
    QueryString: 'fields @message | filter @message like /ERROR/',
    LogGroupIdentifiers: ['/app/web'],
    ScheduledQueryRoleARN: 'arn:aws:iam::000000000000:role/logs',
    ScheduleConfiguration: {
      ScheduleExpression: 'rate(5 minutes)',
      StartTimeOffset: 360,
      EndTimeOffset: 60,
    },
    AggregationExpression: 'count(*)',
  },
  QueryResultsToEvaluate: 3,
  QueryResultsToAlarm: 2,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
} satisfies PutLogAlarmInput;

export function putLogAlarm(
  { cloudWatch }: World,
  given: Partial<PutLogAlarmInput> = {},
): Promise<unknown> {
  return cloudWatch.send(new PutLogAlarmCommand({ ...logAlarmInput, ...given }));
}

export async function shownLogAlarm({ cloudWatch }: World): Promise<LogAlarm | undefined> {
  const input = { AlarmTypes: ['LogAlarm' as const] };
  const { LogAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand(input));
  return LogAlarms[0];
}

/** A world with a CloudWatch Logs outside, and somebody whom alarms tell of their states. */
export interface LogScene {
  readonly logs: LogsEndpoint;
  /** Of topics, functions and Systems Manager. */
  readonly endpoint: FakeEndpoint;
  readonly world: () => World;
  put(given?: Partial<PutLogAlarmInput>): Promise<unknown>;
  /** StateValue, StateReason and, where there is one, EvaluationState. */
  state(): Promise<readonly (string | undefined)[]>;
  value(): Promise<string | undefined>;
  /** Queries come to this number, or to nothing. */
  finding(count: number | undefined): void;
  /** The states after results of these numbers. */
  statesAfter(counts: readonly (number | undefined)[]): Promise<readonly (string | undefined)[]>;
  history(input?: Partial<DescribeAlarmHistoryInput>): Promise<readonly AlarmHistoryItem[]>;
  /** What topics were told. */
  messages(): readonly Readonly<Record<string, unknown>>[];
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openLogScene(): Promise<LogScene> {
  const [logs, endpoint] = [await openLogs(), await openEndpoint()];
  const kinds = ['sns', 'lambda', 'ssm'].flatMap((kind) => [`--${kind}-endpoint`, endpoint.url]);
  let world = await createWorld({ flags: ['--logs-endpoint', logs.url, ...kinds] });
  const value = async () => (await shownLogAlarm(world))?.StateValue;
  const finding = (count: number | undefined): void =>
    logs.find(() => (count === undefined ? [] : [{ 'count(*)': count }]));
  return {
    ...{ logs, endpoint, value, finding, world: () => world },
    put: (given) => putLogAlarm(world, given),
    state: async () => {
      const { StateValue, StateReason, EvaluationState } = (await shownLogAlarm(world)) ?? {};
      const isShown = EvaluationState !== undefined;
      return [StateValue, StateReason, ...(isShown ? [EvaluationState] : [])];
    },
    statesAfter: async (counts) => {
      const states: (string | undefined)[] = [];
      for (const count of counts) {
        finding(count);
        await world.advance('5m');
        states.push(await value());
      }
      return states;
    },
    history: async (input = {}) => {
      const all = { AlarmName: 'Errors', AlarmTypes: ['LogAlarm' as const] };
      const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
        new DescribeAlarmHistoryCommand({ ...all, ScanBy: 'TimestampAscending', ...input }),
      );
      return AlarmHistoryItems;
    },
    messages: () =>
      endpoint.received.flatMap(({ body }) => {
        const text = new URLSearchParams(body).get('Message');
        return text === null ? [] : [JSON.parse(text) as Readonly<Record<string, unknown>>];
      }),
    restart: async () => {
      world = await world.restart();
    },
    close: async () => {
      const { logLines } = world;
      await world.close();
      await endpoint.close();
      await logs.close();
      expect(logLines).to.deep.equal([]);
    },
  };
}
