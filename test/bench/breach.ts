import { PutScalingPolicyCommand } from '@aws-sdk/client-auto-scaling';
import { PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';
import type { Row } from './bench.js';

/** From a datum that breaches, right behind a minute's start, to capacity; simulated seconds. */
export async function measureBreach(): Promise<Row> {
  const world = await createWorld();
  await furnish(world);
  await world.advance('61s');
  const breachedAt = world.now().getTime();
  await world.cloudWatch.send(
    new PutMetricDataCommand({ Namespace: 'App', MetricData: [{ MetricName: 'Load', Value: 90 }] }),
  );
  const [desiredAfter, servingAfter] = [
    await secondsUntil(world, breachedAt, (instances) => instances.length > 1),
    await secondsUntil(world, breachedAt, (instances) => {
      return instances.filter((state) => state === 'InService').length > 1;
    }),
  ];
  await world.close();
  return {
    what: 'from a breaching datum to a launch, and to the instance in service (it starts in 3 s)',
    measured: `${desiredAfter}, ${servingAfter} s`,
    ratio: desiredAfter / 60,
    goal: 'a period of 60 s',
  };
}

async function furnish(world: World): Promise<void> {
  await createConfiguration(world);
  await createGroup(world, { DesiredCapacity: 1 });
  const { PolicyARN = '' } = await world.autoScaling.send(
    new PutScalingPolicyCommand({
      ...{ AutoScalingGroupName: 'web', PolicyName: 'out' },
      ...{ AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 },
    }),
  );
  await world.cloudWatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName: 'high', Namespace: 'App', MetricName: 'Load', Statistic: 'Average' },
      ...{ Period: 60, EvaluationPeriods: 1, Threshold: 60 },
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [PolicyARN],
    }),
  );
}

const secondsMax = 300;

async function secondsUntil(
  world: World,
  from: number,
  isThere: (states: readonly string[]) => boolean,
): Promise<number> {
  for (let second = 0; second < secondsMax; second++) {
    const { Instances = [] } = (await groupOf(world)) ?? {};
    if (isThere(Instances.map(({ LifecycleState = '' }) => LifecycleState))) break;
    await world.advance('1s');
  }
  return (world.now().getTime() - from) / 1000;
}
