import {
  DescribeAlarmContributorsCommand,
  type DescribeAlarmContributorsOutput,
  type AlarmContributor,
  type AlarmHistoryItem,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryInput,
  type MetricAlarm,
  type MetricDataQuery,
  type PutMetricAlarmInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { putAlarm, shownAlarms } from './alarms.js';
import type { World } from './world.js';

/** An alarm on the load of many hosts, and what is asked of it. */
export interface Fleet {
  put(given?: Partial<PutMetricAlarmInput>): Promise<unknown>;
  shown(): Promise<MetricAlarm | undefined>;
  state(): Promise<readonly unknown[]>;
  putLoad(hosts: Readonly<Record<string, number>>): Promise<unknown>;
  /** Their load, and the evaluation that sees it. */
  minute(hosts: Readonly<Record<string, number>>): Promise<void>;
  contributors(): Promise<readonly AlarmContributor[]>;
  contributorPage(NextToken?: string): Promise<DescribeAlarmContributorsOutput>;
  hosts(): Promise<readonly (string | undefined)[]>;
  history(given?: DescribeAlarmHistoryInput): Promise<readonly AlarmHistoryItem[]>;
}

export const byHost = 'SELECT AVG(Load) FROM App GROUP BY Host ORDER BY MAX() DESC';

export function insightsQuery(Expression: string, Period = 60): MetricDataQuery[] {
  return [{ Id: 'q1', Expression, Period, ReturnData: true }];
}

export const fleetSettings = {
  AlarmName: 'Fleet',
  EvaluationPeriods: 1,
  Threshold: 80,
  ComparisonOperator: 'GreaterThanThreshold',
  Metrics: insightsQuery(byHost),
} satisfies PutMetricAlarmInput;

export function fleetOf(world: World): Fleet {
  const { cloudWatch } = world;
  const shown = async () => (await shownAlarms(world))[0];
  const contributorPage = (NextToken?: string): Promise<DescribeAlarmContributorsOutput> =>
    cloudWatch.send(new DescribeAlarmContributorsCommand({ AlarmName: 'Fleet', NextToken }));
  const contributors = async (): Promise<readonly AlarmContributor[]> =>
    (await contributorPage()).AlarmContributors ?? [];
  const putLoad = (hosts: Readonly<Record<string, number>>): Promise<unknown> =>
    cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData: loadsOf(hosts) }));
  return {
    put: (given = {}) => putAlarm(world, fleetSettings, given),
    shown,
    state: async () => {
      const { StateValue, StateReason } = (await shown()) ?? {};
      return [StateValue, StateReason];
    },
    putLoad,
    minute: async (hosts) => {
      await putLoad(hosts);
      await world.advance('1m');
    },
    contributorPage,
    contributors,
    hosts: async () => {
      const found = await contributors();
      return found.map((each) => each.ContributorAttributes?.Host).sort();
    },
    history: async (given = {}) => {
      const asked = { AlarmName: 'Fleet', ScanBy: 'TimestampAscending', ...given } as const;
      const command = new DescribeAlarmHistoryCommand(asked);
      return (await cloudWatch.send(command)).AlarmHistoryItems ?? [];
    },
  };
}

function loadsOf(hosts: Readonly<Record<string, number>>) {
  return Object.entries(hosts).map(([Value, load]) => {
    return { MetricName: 'Load', Dimensions: [{ Name: 'Host', Value }], Value: load };
  });
}
