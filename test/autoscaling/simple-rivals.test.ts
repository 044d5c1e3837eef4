import { PutScalingPolicyCommand } from '@aws-sdk/client-auto-scaling';
import { PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { type PolicyGiven, simple } from '../support/policies.js';
import { createWorld, type World } from '../support/world.js';

const simpleBy = (ScalingAdjustment: number): PolicyGiven => ({ ...simple, ScalingAdjustment });

const stepBy = (ScalingAdjustment: number): PolicyGiven => ({
  ...{ PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity' },
  StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment }],
});

/**
 * Policies of one alarm come one after the other, and the largest capacity is what counts: the
 * launches and the cooldown of the first are none that the second had to wait for.
 */
describe('two policies of one alarm, one of them simple', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1, MaxSize: 100, DesiredCapacity: 10 });
    await world.advance('10m');
  });

  afterEach(() => world.close());

  const cases: readonly (readonly [string, readonly PolicyGiven[], number])[] = [
    ['+1, then +5', [simpleBy(1), simpleBy(5)], 15],
    ['+5, then +1', [simpleBy(5), simpleBy(1)], 15],
    ['a step of +1, then +5', [stepBy(1), simpleBy(5)], 15],
    ['+5, then a step of +1', [simpleBy(5), stepBy(1)], 15],
    ['-2, then -1', [simpleBy(-2), simpleBy(-1)], 9],
    ['a step of -1, then +2', [stepBy(-1), simpleBy(2)], 12],
  ];
  for (const [name, policies, expected] of cases) {
    it(`make the larger capacity: ${name}`, async () => {
      const AlarmActions: string[] = [];
      for (const [index, policy] of policies.entries()) {
        const names = { AutoScalingGroupName: 'web', PolicyName: `policy-${index}` };
        const put = new PutScalingPolicyCommand({ ...policy, ...names });
        AlarmActions.push((await world.autoScaling.send(put)).PolicyARN ?? '');
      }
      const metric = { Namespace: 'App', MetricName: 'Load' };
      await world.cloudWatch.send(
        new PutMetricAlarmCommand({
          ...{ ...metric, AlarmName: 'hot', Statistic: 'Average', Period: 60, Threshold: 60 },
          ...{ EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold', AlarmActions },
        }),
      );
      await world.cloudWatch.send(
        new PutMetricDataCommand({
          Namespace: 'App',
          MetricData: [{ MetricName: 'Load', Value: 90 }],
        }),
      );
      await world.advance('1m');
      expect((await groupOf(world))?.DesiredCapacity).to.equal(expected);
    });
  }
});
