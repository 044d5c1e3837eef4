import {
  DescribeScalingActivitiesCommand,
  DescribeScheduledActionsCommand,
  GetPredictiveScalingForecastCommand,
  PutScalingPolicyCommand,
  PutScheduledUpdateGroupActionCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeAlarmHistoryCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  PutAlarmMuteRuleCommand,
  PutAnomalyDetectorCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { createConfiguration, createGroup } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

/** Times that a Timestamp can tell and that nothing ever happens at. */
describe('times that are far away', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world);
    const MetricData = [{ MetricName: 'Load', Value: 1 }];
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    await world.autoScaling.send(
      new PutScalingPolicyCommand({
        ...{ AutoScalingGroupName: 'web', PolicyName: 'ahead', PolicyType: 'PredictiveScaling' },
        PredictiveScalingConfiguration: {
          MetricSpecifications: [
            {
              TargetValue: 50,
              PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' },
            },
          ],
        },
      }),
    );
  });

  after(() => world.close());

  const last = 8.64e12;
  const longest = 35_791_394 * 60;
  const group = { AutoScalingGroupName: 'web' };
  const load = { Namespace: 'App', MetricName: 'Load' };
  const MetricStat = { Metric: load, Period: 60, Stat: 'p90' };

  const calls: Readonly<Record<string, (from: Date, to: Date) => Promise<unknown>>> = {
    GetMetricStatistics: (StartTime, EndTime) =>
      world.cloudWatch.send(
        new GetMetricStatisticsCommand({
          ...{ ...load, StartTime, EndTime, Statistics: ['Sum'] },
          Period: EndTime.getTime() - StartTime.getTime() > 60_000 ? longest : 60,
        }),
      ),
    GetMetricData: (StartTime, EndTime) =>
      world.cloudWatch.send(
        new GetMetricDataCommand({
          ...{ StartTime, EndTime },
          MetricDataQueries: [
            { Id: 'm1', MetricStat, Label: '${MAX_TIME} ${LAST_TIME_RELATIVE}' },
            { Id: 'e1', Expression: 'FILL(m1, 0)+YEAR(m1)+TIME_SERIES(1)' },
            { Id: 'e2', Expression: "SEARCH('{App} Load', 'Sum', 3600)" },
            { Id: 'e3', Expression: 'SELECT SUM(Load) FROM App', Period: 60 },
            { Id: 'e4', Expression: 'ANOMALY_DETECTION_BAND(m1)' },
          ],
        }),
      ),
    PutMetricData: (Timestamp) =>
      world.cloudWatch.send(
        new PutMetricDataCommand({
          ...{ Namespace: 'App', MetricData: [{ MetricName: 'Load', Value: 1, Timestamp }] },
        }),
      ),
    PutAnomalyDetector: (StartTime, EndTime) =>
      world.cloudWatch.send(
        new PutAnomalyDetectorCommand({
          ...{ SingleMetricAnomalyDetector: { ...load, Stat: 'Sum' } },
          Configuration: { ExcludedTimeRanges: [{ StartTime, EndTime }] },
        }),
      ),
    PutAlarmMuteRule: (StartDate, ExpireDate) =>
      world.cloudWatch.send(
        new PutAlarmMuteRuleCommand({
          ...{ Name: 'night', StartDate, ExpireDate },
          Rule: { Schedule: { Expression: 'cron(0 2 * * *)', Duration: 'PT4H' } },
        }),
      ),
    DescribeAlarmHistory: (StartDate, EndDate) =>
      world.cloudWatch.send(new DescribeAlarmHistoryCommand({ StartDate, EndDate })),
    GetPredictiveScalingForecast: (StartTime, EndTime) =>
      world.autoScaling.send(
        new GetPredictiveScalingForecastCommand({
          ...{ ...group, PolicyName: 'ahead', StartTime, EndTime },
        }),
      ),
    DescribeScalingActivities: (from, to) =>
      world.autoScaling.send(
        new DescribeScalingActivitiesCommand({
          ...group,
          Filters: [
            { Name: 'StartTimeLowerBound', Values: [from.toISOString()] },
            { Name: 'StartTimeUpperBound', Values: [to.toISOString()] },
          ],
        }),
      ),
    DescribeScheduledActions: (StartTime, EndTime) =>
      world.autoScaling.send(new DescribeScheduledActionsCommand({ ...group, StartTime, EndTime })),
    PutScheduledUpdateGroupAction: (StartTime, EndTime) =>
      world.autoScaling.send(
        new PutScheduledUpdateGroupActionCommand({
          ...{ ...group, ScheduledActionName: 'far', MinSize: 1, Recurrence: '0 0 * * *' },
          ...{ StartTime, EndTime },
        }),
      ),
  };

  const windows: readonly (readonly [fromSeconds: number, toSeconds: number])[] = [
    [-last, -last + 60],
    [-last, last],
    [-60, 60],
    [0, 1.2e12],
    [2 ** 40 - 60, 2 ** 40 + 60],
    [1.2e12, 1.2e12 + 60],
    [last - 60, last],
  ];

  for (const [name, call] of Object.entries(calls)) {
    it(`are answered or refused by ${name}`, async () => {
      const before = world.logLines.length;
      for (const [from, to] of windows) {
        const { code } = await refusalOf(call(new Date(from * 1000), new Date(to * 1000)));
        expect(code, `${from} to ${to}`).to.be.oneOf(['accepted', ...refusals]);
      }
      expect(world.logLines.slice(before)).to.deep.equal([]);
    });
  }
});

const refusals = [
  // An ISO time has a year of four digits.
  'MalformedInput',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'InvalidParameterCombination',
  'InvalidParameterCombinationException',
  'ValidationError',
];
