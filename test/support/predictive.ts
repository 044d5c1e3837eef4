import {
  GetPredictiveScalingForecastCommand,
  type GetPredictiveScalingForecastCommandOutput,
  type PredictiveScalingConfiguration,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandOutput,
} from '@aws-sdk/client-auto-scaling';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { type World, worldStart } from './world.js';

/** What the tests of predictive scaling put, and ask of the group `web`. */
export const names = { AutoScalingGroupName: 'web', PolicyName: 'foresee' };
export const pair = {
  PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' },
};
export const configuration = {
  MetricSpecifications: [{ TargetValue: 50, ...pair }],
  Mode: 'ForecastAndScale',
} as PredictiveScalingConfiguration;

export type PredictiveGiven = Partial<PredictiveScalingConfiguration>;

export function putPredictive(
  { autoScaling }: World,
  given: PredictiveGiven = {},
  more = {},
): Promise<PutScalingPolicyCommandOutput> {
  return autoScaling.send(
    new PutScalingPolicyCommand({
      ...{ ...names, PolicyType: 'PredictiveScaling' },
      PredictiveScalingConfiguration: { ...configuration, ...given },
      ...more,
    }),
  );
}

/** The forecast of the day in which the world begins. */
export function forecastOf({
  autoScaling,
}: World): Promise<GetPredictiveScalingForecastCommandOutput> {
  const EndTime = new Date(worldStart.getTime() + 24 * 3_600_000);
  return autoScaling.send(
    new GetPredictiveScalingForecastCommand({ ...names, StartTime: worldStart, EndTime }),
  );
}

/** Two weeks in which two instances were at 50 % before 13 h, and at 100 % behind it. */
export async function fillLoad(world: World, { isCounted = true } = {}): Promise<void> {
  const Dimensions = [{ Name: 'AutoScalingGroupName', Value: 'web' }];
  const scope = { account: '000000000000', region: 'us-east-1' };
  const samples: Sample[] = [];
  for (let hour = 1; hour <= 14 * 24; hour++) {
    const Timestamp = new Date(worldStart.getTime() - hour * 3_600_000);
    const load = Timestamp.getUTCHours() < 13 ? 50 : 100;
    const add = (Namespace: string, MetricName: string, value: number): void => {
      samples.push({
        metric: { ...scope, Namespace, MetricName, Dimensions },
        ...{ Unit: 'None', Timestamp, StorageResolution: 60, cell: cellOfValue(value) },
      });
    };
    add('AWS/EC2', 'CPUUtilization', load);
    add('AWS/EC2', 'CPUUtilization', load);
    if (!isCounted) continue;
    add('AWS/AutoScaling', 'GroupInServiceInstances', 2);
    add('AWS/AutoScaling', 'GroupInServiceCapacity', 8);
  }
  await world.updraft.storage.datapoints.append(samples, world.now());
}
