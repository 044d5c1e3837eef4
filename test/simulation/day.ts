import type { Service } from '../../src/service.js';
import { GroupAuditor } from './group-auditor.js';
import { SeededWorld } from './seeded-world.js';

export interface Day {
  readonly faults: readonly string[];
  readonly digest: string;
  readonly seconds: number;
  readonly groupWrites: number;
}

const groupCount = 20;
const alarmsPerGroup = 10;

/**
 * A day of 20 groups and 200 alarms: each group has two policies that follow its load and eight
 * alarms that only watch it; loads go up and down with the hours. A sample each minute and group.
 */
export async function simulateDay(services: readonly Service[], hours = 24): Promise<Day> {
  const auditor = new GroupAuditor();
  const observe = auditor.observe.bind(auditor);
  const world = new SeededWorld({ seed: 1, services, observe });
  await furnish(world);
  const started = performance.now();
  for (let minute = 0; minute < hours * 60; minute++) {
    const MetricData = Array.from({ length: groupCount }, (_, index) => ({
      MetricName: `load-${index}`,
      Value: 50 + 45 * Math.sin((minute + index * 37) / 120) + world.random.below(10),
    }));
    await world.call('PutMetricData', { Namespace: 'Day', MetricData });
    await world.advance(60);
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    ...{ faults: auditor.faults, digest: world.digest(), seconds },
    groupWrites: auditor.writeCount,
  };
}

async function furnish(world: SeededWorld): Promise<void> {
  const source = { ImageId: 'ami-1', InstanceType: 't3.micro' };
  await world.call('CreateLaunchConfiguration', { LaunchConfigurationName: 'lc', ...source });
  for (let index = 0; index < groupCount; index++) {
    const AutoScalingGroupName = `group-${index}`;
    await world.call('CreateAutoScalingGroup', {
      ...{ AutoScalingGroupName, LaunchConfigurationName: 'lc', MinSize: 2, MaxSize: 20 },
      AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    });
    for (let number = 0; number < alarmsPerGroup; number++) {
      await putAlarm(world, { index, number });
    }
  }
}

/** The first two of a group's alarms scale it out and in. */
async function putAlarm(
  world: SeededWorld,
  { index, number }: { readonly index: number; readonly number: number },
): Promise<void> {
  const isOut = number === 0;
  const policy = {
    ...{ AutoScalingGroupName: `group-${index}`, PolicyName: isOut ? 'out' : 'in' },
    ...{ AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: isOut ? 2 : -1, Cooldown: 300 },
  };
  const answer = number < 2 ? await world.call('PutScalingPolicy', policy) : undefined;
  const output = answer?.kind === 'answered' ? answer.output : {};
  const { PolicyARN } = output as { readonly PolicyARN?: string };
  await world.call('PutMetricAlarm', {
    ...{ AlarmName: `group-${index}-${number}`, Namespace: 'Day', MetricName: `load-${index}` },
    ...{ Statistic: 'Average', Period: 60, EvaluationPeriods: 1 + (number % 3) },
    Threshold: isOut ? 80 : 20 + number,
    ComparisonOperator: isOut ? 'GreaterThanThreshold' : 'LessThanThreshold',
    ...(PolicyARN !== undefined && { AlarmActions: [PolicyARN] }),
  });
}
