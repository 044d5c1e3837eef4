import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeAlarmHistoryCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { temporaryDirectory } from '../support/directory.js';
import { sharedMongo, type TestMongo } from '../support/mongo.js';
import { Random } from '../support/random.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { worldStart } from '../support/world.js';

const group = { AutoScalingGroupName: 'web' };

describe('a server that is killed in the midst of the story', function () {
  this.timeout(60_000);
  const servers: ServerProcess[] = [];

  const start = async (flags: readonly string[]): Promise<ServerProcess> => {
    const server = await startServer(['--test-clock', worldStart.toISOString(), ...flags]);
    servers.push(server);
    return server;
  };

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.kill()));
  });

  for (const seed of [1, 2]) {
    it(`loses nothing and does nothing twice, on the embedded store (seed ${seed})`, async () => {
      const directory = temporaryDirectory();
      const flags = ['--data', directory.path];
      const first = await start(flags);
      await tellBeginning(first);
      await killAmid(first, new Random(seed));
      const second = await start(flags);
      await tellEnd(second);
      directory.remove();
    });
  }

  describe('on MongoDB', () => {
    let mongo: TestMongo | undefined;

    before(async function () {
      mongo = await sharedMongo();
      if (mongo === undefined) this.skip();
    });

    for (const seed of [4, 5]) {
      it(`leaves its work to the other server (seed ${seed})`, async () => {
        const flags = ['--store', mongo?.freshUrl() ?? ''];
        const [first, second] = await Promise.all([start(flags), start(flags)]);
        await tellBeginning(first);
        const steps = new Random(seed).below(20);
        for (let step = 0; step < steps; step++) await advanceBoth(first, second);
        const advancing = advanceBoth(first, second).catch(() => undefined);
        await first.kill();
        await advancing;
        await tellEnd(second);
      });
    }
  });
});

/** Their clocks go together, as those of two machines do. */
async function advanceBoth(first: ServerProcess, second: ServerProcess): Promise<void> {
  await Promise.all([first, second].map((server) => server.setClock({ advance: '5s' })));
}

/** One breach, of which a policy makes exactly one instance more. */
async function tellBeginning({ cloudWatch, autoScaling }: ServerProcess): Promise<void> {
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
  const { PolicyARN } = await autoScaling.send(
    new PutScalingPolicyCommand({
      ...group,
      PolicyName: 'out',
      AdjustmentType: 'ChangeInCapacity',
      ScalingAdjustment: 1,
      Cooldown: 7_200,
    }),
  );
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'hot',
      Namespace: 'App',
      MetricName: 'Load',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 60,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [PolicyARN ?? ''],
    }),
  );
  const puts = Array.from({ length: 20 }, () =>
    cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'App',
        MetricData: [{ MetricName: 'Load', Value: 10 }],
      }),
    ),
  );
  await Promise.all(puts);
}

async function killAmid(server: ServerProcess, random: Random): Promise<void> {
  const advancing = server.setClock({ advance: '10m' }).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, random.below(60)));
  await server.kill();
  await advancing;
}

async function tellEnd({ cloudWatch, autoScaling, setClock }: ServerProcess): Promise<void> {
  await setClock({ advance: '20m' });
  const { Datapoints } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'App',
      MetricName: 'Load',
      StartTime: worldStart,
      EndTime: new Date(worldStart.getTime() + 60_000),
      Period: 60,
      Statistics: ['SampleCount', 'Sum'],
    }),
  );
  expect(Datapoints).to.deep.equal([
    { Timestamp: worldStart, Unit: 'None', SampleCount: 20, Sum: 200 },
  ]);
  const history = await cloudWatch.send(
    new DescribeAlarmHistoryCommand({
      AlarmName: 'hot',
      HistoryItemType: 'StateUpdate',
      ScanBy: 'TimestampAscending',
    }),
  );
  expect(history.AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
    'Alarm updated from INSUFFICIENT_DATA to ALARM',
    'Alarm updated from ALARM to INSUFFICIENT_DATA',
  ]);
  const { AutoScalingGroups } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
  const [web] = AutoScalingGroups ?? [];
  expect(web?.DesiredCapacity).to.equal(2);
  expect(web?.Instances?.map(({ LifecycleState }) => LifecycleState)).to.deep.equal([
    'InService',
    'InService',
  ]);
  const { Activities } = await autoScaling.send(new DescribeScalingActivitiesCommand(group));
  expect(Activities?.map(({ StatusCode }) => StatusCode)).to.deep.equal([
    'Successful',
    'Successful',
  ]);
}
