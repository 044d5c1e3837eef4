import type { SeededWorld } from './seeded-world.js';

export function scaledGroup(AlarmName: string): string {
  return `scaled-${AlarmName}`;
}

/**
 * A group that starts no instances, so that its capacity counts how often its policy was run.
 * No other alarm may run it: of two in one moment a group follows one. Resolves to the policy.
 */
export async function putScaledGroup(world: SeededWorld, AlarmName: string): Promise<string> {
  const AutoScalingGroupName = scaledGroup(AlarmName);
  const source = { ImageId: 'ami-1', InstanceType: 't3.micro' };
  await world.call('CreateLaunchConfiguration', { LaunchConfigurationName: 'lc', ...source });
  await world.call('CreateAutoScalingGroup', {
    ...{ AutoScalingGroupName, LaunchConfigurationName: 'lc', MinSize: 0, MaxSize: 1_000 },
    ...{ DesiredCapacity: 0, AvailabilityZones: ['us-east-1a'] },
  });
  await world.call('SuspendProcesses', { AutoScalingGroupName, ScalingProcesses: ['Launch'] });
  const answer = await world.call('PutScalingPolicy', {
    ...{ AutoScalingGroupName, PolicyName: 'out', PolicyType: 'SimpleScaling', Cooldown: 0 },
    ...{ AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 },
  });
  if (answer.kind !== 'answered') throw new Error(`There is no policy: ${answer.kind}.`);
  const { PolicyARN } = answer.output as { readonly PolicyARN: string };
  return PolicyARN;
}
