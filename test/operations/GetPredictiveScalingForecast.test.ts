import {
  DeletePolicyCommand,
  DescribePoliciesCommand,
  ExecutePolicyCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  groupOf,
  mixed,
} from '../support/groups.js';
import {
  configuration,
  fillLoad,
  forecastOf,
  names,
  pair,
  type PredictiveGiven,
  putPredictive,
} from '../support/predictive.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const { AutoScalingGroupName, PolicyName } = names;

describe('a policy of predictive scaling', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1, MaxSize: 6, DesiredCapacity: 1 });
    await world.advance('5s');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: PredictiveGiven = {}, more = {}) => putPredictive(world, given, more);
  const forecast = () => forecastOf(world);
  const fill = () => fillLoad(world);
  const group = async () => {
    const { DesiredCapacity, PredictedCapacity, MaxSize } = (await groupOf(world)) ?? {};
    return { DesiredCapacity, PredictedCapacity, MaxSize };
  };

  // Terraform's own tests tell that AWS keeps silent on a buffer that is not given.
  it('is shown with its defaults, and has no alarms', async () => {
    const { Alarms } = await put({ Mode: undefined });
    expect(Alarms).to.deep.equal([]);
    const { ScalingPolicies } = await world.autoScaling.send(
      new DescribePoliciesCommand({ AutoScalingGroupName }),
    );
    expect(ScalingPolicies?.[0]?.PredictiveScalingConfiguration).to.deep.equal({
      MetricSpecifications: configuration.MetricSpecifications,
      Mode: 'ForecastOnly',
      MaxCapacityBreachBehavior: 'HonorMaxCapacity',
    });
  });

  it('forecasts load and capacity by the hour', async () => {
    await fill();
    await put();
    const { LoadForecast, CapacityForecast, UpdateTime } = await forecast();
    expect(UpdateTime).to.deep.equal(world.now());
    const [load] = LoadForecast ?? [];
    expect(load?.MetricSpecification).to.deep.equal(configuration.MetricSpecifications?.[0]);
    expect(load?.Timestamps?.length).to.equal(24);
    expect(load?.Timestamps?.[0]).to.deep.equal(worldStart);
    // Two instances at 50 % before 13 h; then at 100 %, which takes four to be at 50 %.
    expect(load?.Values?.slice(0, 3).map(Math.round)).to.deep.equal([100, 200, 200]);
    expect(CapacityForecast?.Values?.slice(0, 3).map(Math.round)).to.deep.equal([2, 4, 4]);
  });

  it('forecasts the capacity of a group with weights in units', async () => {
    await fill();
    const given = { AutoScalingGroupName, MixedInstancesPolicy: mixed({ 'c5.large': '4' }) };
    await world.autoScaling.send(new UpdateAutoScalingGroupCommand(given));
    await put();
    const { CapacityForecast } = await forecast();
    expect(CapacityForecast?.Values?.slice(0, 3).map(Math.round)).to.deep.equal([8, 16, 16]);
  });

  it('has nothing to say without a day of a past', async () => {
    await put();
    const { LoadForecast, CapacityForecast } = await forecast();
    expect(LoadForecast?.[0]?.Values).to.deep.equal([]);
    expect(CapacityForecast?.Values).to.deep.equal([]);
    expect(await group()).to.include({ DesiredCapacity: 1 });
  });

  it('raises the capacity five minutes ahead of the hour, and says why', async () => {
    await fill();
    await put();
    expect(await group()).to.include({ DesiredCapacity: 2, PredictedCapacity: 2 });
    await world.advance('54m');
    expect(await group()).to.include({ DesiredCapacity: 2 });
    await world.advance('1m');
    expect(await group()).to.include({ DesiredCapacity: 4, PredictedCapacity: 4, MaxSize: 6 });
    await world.advance('5s');
    expect((await activitiesOf(world)).at(-1)?.Cause).to.contain(
      'the forecast of predictive scaling policy foresee changing the desired capacity from 2 to 4',
    );
  });

  it('publishes its forecasts, and how well its metrics go together', async () => {
    await fill();
    await put();
    const { Metrics = [] } = await world.cloudWatch.send(
      new ListMetricsCommand({ Dimensions: [{ Name: 'PolicyName', Value: PolicyName }] }),
    );
    const names = Metrics.map(({ MetricName = '', Dimensions = [] }) => {
      const named = Dimensions.map(({ Name, Value }) => `${Name ?? ''}=${Value ?? ''}`);
      return [MetricName, ...named].join(' ');
    });
    const ofPair = 'AutoScalingGroupName=web PairIndex=0 PolicyName=foresee';
    expect(names.sort()).to.deep.equal([
      'PredictiveScalingCapacityForecast AutoScalingGroupName=web PolicyName=foresee',
      `PredictiveScalingLoadForecast ${ofPair}`,
      `PredictiveScalingMetricPairCorrelation ${ofPair}`,
    ]);
    const paired = Metrics.find(({ MetricName }) => MetricName?.endsWith('Correlation'));
    const { Datapoints } = await world.cloudWatch.send(
      new GetMetricStatisticsCommand({
        ...{ ...paired, Period: 3_600, Statistics: ['Average'] },
        Namespace: 'AWS/AutoScaling',
        MetricName: paired?.MetricName,
        StartTime: worldStart,
        EndTime: new Date(worldStart.getTime() + 3_600_000),
      }),
    );
    expect(Datapoints?.[0]?.Average).to.be.closeTo(1, 1e-9);
  });

  it('only forecasts where that is all it is to do', async () => {
    await fill();
    await put({ Mode: 'ForecastOnly' });
    expect(await group()).to.deep.equal({
      ...{ DesiredCapacity: 1, PredictedCapacity: undefined, MaxSize: 6 },
    });
  });

  const breaches: readonly (readonly [string, object, object])[] = [
    ['keeps to the maximum', {}, { DesiredCapacity: 6, PredictedCapacity: 10, MaxSize: 6 }],
    [
      'raises the maximum where it may',
      { MaxCapacityBreachBehavior: 'IncreaseMaxCapacity', MaxCapacityBuffer: 10 },
      { DesiredCapacity: 10, PredictedCapacity: 10, MaxSize: 11 },
    ],
  ];
  for (const [what, given, expected] of breaches) {
    it(what, async () => {
      await fill();
      await put({ MetricSpecifications: [{ TargetValue: 10, ...pair }], ...given } as object);
      expect(await group()).to.deep.equal(expected);
    });
  }

  it('takes its prediction with it when it is deleted', async () => {
    await fill();
    await put();
    await world.autoScaling.send(new DeletePolicyCommand({ AutoScalingGroupName, PolicyName }));
    expect((await group()).PredictedCapacity).to.equal(undefined);
    expect((await refusalOf(forecast())).message).to.equal('Policy name not found');
  });

  it('learns from metrics of its own', async () => {
    await fill();
    const query = (Namespace: string, MetricName: string, Stat: string) => {
      const Dimensions = [{ Name: 'AutoScalingGroupName', Value: 'web' }];
      const Metric = { Namespace, MetricName, Dimensions };
      return { MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric, Stat } }] };
    };
    await put({
      MetricSpecifications: [
        {
          TargetValue: 50,
          CustomizedLoadMetricSpecification: query('AWS/EC2', 'CPUUtilization', 'Sum'),
          CustomizedScalingMetricSpecification: query('AWS/EC2', 'CPUUtilization', 'Average'),
          CustomizedCapacityMetricSpecification: query(
            ...(['AWS/AutoScaling', 'GroupInServiceInstances', 'Average'] as const),
          ),
        },
      ],
    });
    expect(await group()).to.include({ DesiredCapacity: 2 });
  });

  const one = 'You must specify one metric specification';
  const either =
    'A policy must have either one scaling metric and one load metric or one metric pair';
  const load = { PredefinedLoadMetricSpecification: { PredefinedMetricType: 'ASGTotalNetworkIn' } };
  const refusals: readonly (readonly [string, object, object, string])[] = [
    ['no specification', { MetricSpecifications: [] }, {}, one],
    ['a load alone', { MetricSpecifications: [{ TargetValue: 1, ...load }] }, {}, either],
    ['too much', { MetricSpecifications: [{ TargetValue: 1, ...load, ...pair }] }, {}, either],
    [
      'a buffer where the maximum holds',
      { MaxCapacityBuffer: 5 },
      {},
      'You must not specify max capacity buffer when using HonorMaxCapacity',
    ],
    [
      'no buffer where it does not',
      { MaxCapacityBreachBehavior: 'IncreaseMaxCapacity' },
      {},
      'You must specify max capacity buffer when using IncreaseMaxCapacity',
    ],
    [
      'a load balancer that is not named',
      {
        MetricSpecifications: [
          {
            TargetValue: 1,
            PredefinedMetricPairSpecification: { PredefinedMetricType: 'ALBRequestCount' },
          },
        ],
      },
      {},
      'A resource label is required',
    ],
    [
      'a time ahead of more than an hour',
      { SchedulingBufferTime: 3601 },
      {},
      "1 validation error detected: Value '3601' at " +
        "'predictiveScalingConfiguration.schedulingBufferTime' failed to satisfy constraint: " +
        'Member must have value less than or equal to 3600',
    ],
    [
      'members of other types',
      {},
      { Cooldown: 5 },
      "You can't specify Cooldown for policy type: PredictiveScaling",
    ],
    [
      'no configuration',
      {},
      { PredictiveScalingConfiguration: undefined },
      'You must specify PredictiveScalingConfiguration',
    ],
  ];
  for (const [what, given, more, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const refusal = await refusalOf(put(given, more));
      expect(refusal).to.deep.equal({ code: 'ValidationError', message });
    });
  }

  it('cannot be executed', async () => {
    await put();
    const call = world.autoScaling.send(
      new ExecutePolicyCommand({ AutoScalingGroupName, PolicyName }),
    );
    expect((await refusalOf(call)).code).to.equal('ValidationError');
  });
});
