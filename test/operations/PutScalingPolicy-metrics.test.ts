import {
  PutScalingPolicyCommand,
  type TargetTrackingMetricDataQuery,
} from '@aws-sdk/client-auto-scaling';
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { shownAlarms } from '../support/alarms.js';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { tracked } from '../support/policies.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

function metric(Id: string, MetricName: string): TargetTrackingMetricDataQuery {
  const Metric = { Namespace: 'App', MetricName, Dimensions: [] };
  return { Id, MetricStat: { Metric, Stat: 'Average' }, ReturnData: false };
}

const [queue, workers] = [metric('m1', 'Queue'), metric('m2', 'Workers')];
const backlog = { Id: 'e1', Expression: 'm1 / m2', Label: 'backlog', ReturnData: true };

describe('PutScalingPolicy with metric math', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1, DesiredCapacity: 2 });
    await world.advance('5s');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (Metrics: object[], given: object = {}) =>
    world.autoScaling.send(
      new PutScalingPolicyCommand({
        ...{ AutoScalingGroupName: 'web', PolicyName: 'track' },
        ...tracked({ TargetValue: 10, CustomizedMetricSpecification: { Metrics, ...given } }),
      }),
    );
  const putData = async (values: Readonly<Record<string, number>>) => {
    const MetricData = Object.entries(values).map(([MetricName, Value]) => ({ MetricName, Value }));
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  };

  it('has alarms on the expression, with the period of its metrics', async () => {
    await put([queue, workers, backlog]);
    const alarms = await shownAlarms(world);
    expect(alarms.length).to.equal(2);
    const withPeriod = ({ MetricStat, ...query }: TargetTrackingMetricDataQuery) => {
      return { ...query, MetricStat: { ...MetricStat, Period: 60 } };
    };
    expect(alarms[0]?.Metrics).to.deep.equal([withPeriod(queue), withPeriod(workers), backlog]);
    expect(alarms[0]).to.include({ Threshold: 10, EvaluationPeriods: 3 });
  });

  it('may have periods under a minute, which are those of its expressions too', async () => {
    const each10s = [queue, workers].map(({ MetricStat, ...query }) => {
      return { ...query, MetricStat: { ...MetricStat, Period: 10 } };
    });
    await put([...each10s, backlog]);
    const alarms = await shownAlarms(world);
    expect(alarms[0]?.Metrics).to.deep.equal([...each10s, backlog]);
  });

  it('is predictive with expressions alone, which say no period', async () => {
    const series = (value: number) => ({
      MetricDataQueries: [{ Id: 'e1', Expression: `TIME_SERIES(${value})` }],
    });
    const specification = {
      TargetValue: 32,
      CustomizedLoadMetricSpecification: series(100),
      CustomizedScalingMetricSpecification: series(1),
    };
    const command = new PutScalingPolicyCommand({
      ...{ AutoScalingGroupName: 'web', PolicyName: 'predict', PolicyType: 'PredictiveScaling' },
      PredictiveScalingConfiguration: { MetricSpecifications: [specification] },
    });
    expect((await world.autoScaling.send(command)).PolicyARN).to.match(/policyName\/predict$/);
  });

  it('scales by what the expression is worth', async () => {
    await put([queue, workers, backlog]);
    for (let minute = 0; minute < 4; minute++) {
      await putData({ Queue: 60, Workers: 2 });
      await world.advance('1m');
    }
    // Three times the target: two instances become six.
    expect((await groupOf(world))?.DesiredCapacity).to.equal(6);
  });

  const refusals: readonly (readonly [string, object[], object, string])[] = [
    [
      'a metric beside the list',
      [queue, workers, backlog],
      { Namespace: 'App' },
      "A customized metric specification with 'Metrics' specified cannot have any of " +
        "['Dimensions', 'MetricName', 'Namespace', 'Statistic', 'Unit', 'Period'] specified as " +
        'well',
    ],
    [
      'a query of both kinds',
      [{ ...queue, Expression: 'm2' }, workers, backlog],
      {},
      'The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you ' +
        'have specified both',
    ],
    [
      'a list that returns nothing',
      [queue, workers],
      {},
      'Exactly one element of the metrics list should return data',
    ],
    [
      'periods that differ',
      [{ ...queue, MetricStat: { ...queue.MetricStat, Period: 30 } }, workers, backlog],
      {},
      'All metrics in the alarm should have the same period',
    ],
    [
      'periods that no alarm has',
      [
        ...[queue, workers].map(({ MetricStat, ...query }) => {
          return { ...query, MetricStat: { ...MetricStat, Period: 15 } };
        }),
        backlog,
      ],
      {},
      'Period must be 10, 20, 30 or a multiple of 60',
    ],
    [
      'an expression that is none',
      [queue, workers, { ...backlog, Expression: 'm1 /' }],
      {},
      "Error in expression 'e1'",
    ],
  ];
  for (const [what, Metrics, given, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const refusal = await refusalOf(put(Metrics, given));
      expect(refusal.code).to.equal('ValidationError');
      expect(refusal.message).to.contain(message);
    });
  }
});
