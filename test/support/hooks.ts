import { PutLifecycleHookCommand, type PutLifecycleHookType } from '@aws-sdk/client-auto-scaling';
import type { World } from './world.js';

export const queue = 'arn:aws:sqs:us-east-1:000000000000:hooks';
export const RoleARN = 'arn:aws:iam::000000000000:role/hooks';
export const launching = 'autoscaling:EC2_INSTANCE_LAUNCHING';
export const terminating = 'autoscaling:EC2_INSTANCE_TERMINATING';

type Given = Partial<PutLifecycleHookType>;

/** A hook of the group `web` for launches, which waits a minute. */
export function putHook({ autoScaling }: World, given: Given = {}): Promise<unknown> {
  return autoScaling.send(
    new PutLifecycleHookCommand({
      ...{ AutoScalingGroupName: 'web', LifecycleHookName: 'boot' },
      ...{ LifecycleTransition: launching, HeartbeatTimeout: 60 },
      ...given,
    }),
  );
}

/** The same for terminations. */
export function putEndHook(world: World, given: Given = {}): Promise<unknown> {
  const drain = { LifecycleHookName: 'drain', LifecycleTransition: terminating };
  return putHook(world, { ...drain, ...given });
}
