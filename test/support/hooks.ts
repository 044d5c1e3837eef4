import {
  CompleteLifecycleActionCommand,
  type CompleteLifecycleActionType,
  PutLifecycleHookCommand,
  type PutLifecycleHookType,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { type FakeEndpoint, openEndpoint } from './endpoint.js';
import { createConfiguration, createGroup, groupOf } from './groups.js';
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

/** Asks the group `web` for so many instances. */
export function setCapacity({ autoScaling }: World, DesiredCapacity: number): Promise<unknown> {
  const input = { AutoScalingGroupName: 'web', DesiredCapacity };
  return autoScaling.send(new SetDesiredCapacityCommand(input));
}

export async function instanceIdOf(world: World, index = 0): Promise<string> {
  return (await groupOf(world))?.Instances?.[index]?.InstanceId ?? '';
}

export type Action = Omit<Partial<CompleteLifecycleActionType>, 'LifecycleActionResult'>;

/** Ends the wait of the hook `boot`, by its token or for the first instance. */
export async function completeAction(
  world: World,
  LifecycleActionResult: string,
  given: Action = {},
): Promise<unknown> {
  const InstanceId = await instanceIdOf(world);
  return world.autoScaling.send(
    new CompleteLifecycleActionCommand({
      ...{ AutoScalingGroupName: 'web', LifecycleHookName: 'boot', LifecycleActionResult },
      ...(given.LifecycleActionToken === undefined && { InstanceId }),
      ...given,
    }),
  );
}

/** What the queue of a hook was sent. */
export function messagesAt({
  received,
}: FakeEndpoint): readonly Readonly<Record<string, string>>[] {
  return received.map(({ body }) => {
    const text = new URLSearchParams(body).get('MessageBody') ?? '';
    return JSON.parse(text) as Readonly<Record<string, string>>;
  });
}
