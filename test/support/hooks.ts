import { PutLifecycleHookCommand, type PutLifecycleHookType } from '@aws-sdk/client-auto-scaling';
import { type FakeEndpoint, openEndpoint } from './endpoint.js';
import { createConfiguration, createGroup } from './groups.js';
import { createWorld, type World } from './world.js';

export const queue = 'arn:aws:sqs:us-east-1:000000000000:hooks';
export const RoleARN = 'arn:aws:iam::000000000000:role/hooks';
export const launching = 'autoscaling:EC2_INSTANCE_LAUNCHING';
export const terminating = 'autoscaling:EC2_INSTANCE_TERMINATING';

/** The group `web`, and an SQS that hears of its hooks. */
export async function createHookWorld(): Promise<{ endpoint: FakeEndpoint; world: World }> {
  const endpoint = await openEndpoint();
  const world = await createWorld({ flags: ['--sqs-endpoint', endpoint.url] });
  await createConfiguration(world);
  await createGroup(world);
  return { endpoint, world };
}

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
