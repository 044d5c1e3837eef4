import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  EnableMetricsCollectionCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeAlarmHistoryCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { shownAlarms } from '../support/alarms.js';
import { sharedMongo, type TestMongo } from '../support/mongo.js';
import { createWorld, type World } from '../support/world.js';

const group = { AutoScalingGroupName: 'web' };

describe('a group that follows its load', () => {
  describe('on the embedded store', () => {
    tellStory(() => []);
  });

  describe('on MongoDB', function () {
    this.timeout(60_000);
    let mongo: TestMongo | undefined;

    before(async function () {
      mongo = await sharedMongo();
      if (mongo === undefined) this.skip();
    });

    tellStory(() => ['--store', mongo?.freshUrl() ?? '']);
  });
});

/** The story that Updraft exists for, told through the official clients. */
function tellStory(flags: () => readonly string[]): void {
  let world: World;

  beforeEach(async () => {
    world = await createWorld({ flags: flags() });
    const { autoScaling } = world;
    await autoScaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: 'web-1',
        ImageId: 'ami-12345678',
        InstanceType: 't3.micro',
      }),
    );
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({
        ...group,
        LaunchConfigurationName: 'web-1',
        MinSize: 1,
        MaxSize: 5,
        AvailabilityZones: ['us-east-1a', 'us-east-1b'],
      }),
    );
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (Value: number): Promise<unknown> =>
    world.cloudWatch.send(
      new PutMetricDataCommand({ Namespace: 'App', MetricData: [{ MetricName: 'Load', Value }] }),
    );
  const describeGroup = async () => {
    const answer = await world.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    const [only] = answer.AutoScalingGroups ?? [];
    if (only === undefined) throw new Error('There is no group.');
    return only;
  };
  const states = async (): Promise<unknown> =>
    (await describeGroup()).Instances?.map(({ LifecycleState }) => LifecycleState);
  const causes = async (): Promise<unknown> => {
    const { Activities } = await world.autoScaling.send(
      new DescribeScalingActivitiesCommand(group),
    );
    return Activities?.map(({ StatusCode, Cause }) => `${StatusCode ?? ''}: ${Cause ?? ''}`);
  };
  const putAlarm = (AlarmName: string, actionArn: string | undefined, Threshold: number) =>
    world.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'App',
        MetricName: 'Load',
        Statistic: 'Average',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold,
        ComparisonOperator: AlarmName === 'high' ? 'GreaterThanThreshold' : 'LessThanThreshold',
        AlarmActions: [actionArn ?? ''],
      }),
    );

  it('launches what it was created with, and tells why', async () => {
    expect(await states()).to.deep.equal(['Pending']);
    await world.advance('5s');
    expect(await states()).to.deep.equal(['InService']);
    expect(await causes()).to.deep.equal([
      'Successful: At 2026-03-10T12:00:00Z a user request created an AutoScalingGroup changing ' +
        'the desired capacity from 0 to 1.  At 2026-03-10T12:00:00Z an instance was started in ' +
        'response to a difference between desired and actual capacity, increasing the capacity ' +
        'from 0 to 1.',
    ]);
  });

  it('scales out by a step policy a period after the breach, and in by a simple one', async () => {
    const { autoScaling, cloudWatch } = world;
    const out = await autoScaling.send(
      new PutScalingPolicyCommand({
        ...group,
        PolicyName: 'out',
        PolicyType: 'StepScaling',
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [
          { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20, ScalingAdjustment: 1 },
          { MetricIntervalLowerBound: 20, ScalingAdjustment: 2 },
        ],
      }),
    );
    const down = await autoScaling.send(
      new PutScalingPolicyCommand({
        ...group,
        PolicyName: 'in',
        AdjustmentType: 'ChangeInCapacity',
        ScalingAdjustment: -1,
        Cooldown: 60,
      }),
    );
    await putAlarm('high', out.PolicyARN, 60);
    await putAlarm('low', down.PolicyARN, 20);
    await autoScaling.send(
      new EnableMetricsCollectionCommand({ ...group, Granularity: '1Minute' }),
    );
    const { ScalingPolicies } = await autoScaling.send(new DescribePoliciesCommand(group));
    expect(
      ScalingPolicies?.map(({ Alarms }) => Alarms?.map((each) => each.AlarmName)),
    ).to.deep.equal([['low'], ['high']]);

    await put(85);
    await world.advance('1m');
    const grown = await describeGroup();
    expect(grown.DesiredCapacity).to.equal(3);
    expect(grown.Instances?.map(({ AvailabilityZone }) => AvailabilityZone)).to.deep.equal([
      'us-east-1a',
      'us-east-1b',
      'us-east-1a',
    ]);
    await world.advance('10s');
    expect(await states()).to.deep.equal(['InService', 'InService', 'InService']);
    expect(await causes()).to.include(
      'Successful: At 2026-03-10T12:01:00Z a monitor alarm high in state ALARM triggered policy ' +
        'out changing the desired capacity from 1 to 3.  At 2026-03-10T12:01:00Z an instance was ' +
        'started in response to a difference between desired and actual capacity, increasing the ' +
        'capacity from 1 to 2.',
    );
    const { AlarmHistoryItems } = await cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'high' }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary).sort()).to.deep.equal([
      'Alarm "high" created',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      `Successfully executed action ${out.PolicyARN ?? ''}`,
    ]);

    await put(10);
    await world.advance('5m');
    expect((await describeGroup()).DesiredCapacity).to.equal(1);
    const { Datapoints } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/AutoScaling',
        MetricName: 'GroupDesiredCapacity',
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
        StartTime: new Date('2026-03-10T12:00:00Z'),
        EndTime: new Date('2026-03-10T12:10:00Z'),
        Period: 60,
        Statistics: ['Maximum'],
      }),
    );
    expect(Datapoints?.map(({ Maximum }) => Maximum)).to.deep.equal([3, 2, 2, 1, 1, 1]);
  });

  it('tracks a target by alarms of its own', async () => {
    const { PolicyARN, Alarms } = await world.autoScaling.send(
      new PutScalingPolicyCommand({
        ...group,
        PolicyName: 'track',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingConfiguration: {
          TargetValue: 50,
          CustomizedMetricSpecification: {
            Namespace: 'App',
            MetricName: 'Load',
            Statistic: 'Average',
          },
        },
        EstimatedInstanceWarmup: 60,
      }),
    );
    const alarms = await shownAlarms(world);
    expect(alarms.map(({ AlarmName }) => AlarmName)).to.deep.equal(
      Alarms?.map(({ AlarmName }) => AlarmName),
    );
    expect(alarms[0]?.AlarmDescription).to.equal(
      `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${PolicyARN ?? ''}.`,
    );
    for (let minutes = 0; minutes < 3; minutes++) {
      await put(100);
      await world.advance('1m');
    }
    expect((await describeGroup()).DesiredCapacity).to.equal(2);
    for (let minutes = 0; minutes < 20; minutes++) {
      await put(10);
      await world.advance('1m');
    }
    expect((await describeGroup()).DesiredCapacity).to.equal(1);
  });
}
