import { type Choice, deed, type WeightedDeed } from './deed.js';
import { hookName } from './group-deeds.js';

/** What clients do to single instances. */
export const instanceDeeds: readonly WeightedDeed[] = [
  deed(3, 'TerminateInstanceInAutoScalingGroup', (choice) => ({
    InstanceId: choice.instance(),
    ShouldDecrementDesiredCapacity: isLikely(choice),
  })),
  deed(3, 'SetInstanceHealth', (choice) => ({
    InstanceId: choice.instance('InService'),
    HealthStatus: choice.random.pick(['Healthy', 'Unhealthy', 'Unhealthy']),
    ShouldRespectGracePeriod: isLikely(choice),
  })),
  deed(2, 'SetInstanceProtection', (choice) => ({
    ...members(choice, 'InService'),
    ProtectedFromScaleIn: isLikely(choice),
  })),
  deed(3, 'EnterStandby', (choice) => ({
    ...members(choice, 'InService'),
    ShouldDecrementDesiredCapacity: isLikely(choice),
  })),
  deed(3, 'ExitStandby', (choice) => members(choice, 'Standby')),
  deed(2, 'DetachInstances', (choice) => ({
    ...members(choice, choice.random.pick(['InService', 'Standby'])),
    ShouldDecrementDesiredCapacity: isLikely(choice),
  })),
  deed(3, 'AttachInstances', ({ group, detached }) => ({
    AutoScalingGroupName: group,
    InstanceIds: [detached()],
  })),
  deed(8, 'CompleteLifecycleAction', (choice) => ({
    ...action(choice),
    LifecycleActionResult: choice.random.pick(['CONTINUE', 'CONTINUE', 'ABANDON']),
  })),
  deed(3, 'RecordLifecycleActionHeartbeat', action),
];

function isLikely({ random }: Choice): boolean {
  return random.next() < 0.6;
}

function members({ random, group, instance }: Choice, state: string): object {
  const count = random.pick([1, 1, 1, 2]);
  const InstanceIds = Array.from({ length: count }, () => instance(state));
  return { AutoScalingGroupName: group, InstanceIds };
}

function action({ random, group, instance }: Choice): object {
  return {
    AutoScalingGroupName: group,
    LifecycleHookName: hookName(random),
    InstanceId: instance(random.pick(['Pending:Wait', 'Terminating:Wait'])),
  };
}
