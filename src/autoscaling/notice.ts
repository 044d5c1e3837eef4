import type { GroupDocument, ManagedInstance } from './group-document.js';
import { partsOfGroupArn, uuidOf } from './identity.js';
import type { LifecycleWait } from './lifecycle-wait.js';

/**
 * What a group tells topics, queues and functions. It lies in the group's document until it is
 * handed on, under an id that follows from what it tells of.
 */
export interface Notice {
  readonly id: string;
  readonly targetArn: string;
  readonly subject?: string | undefined;
  readonly body: string;
  /** Of a hook: what the instance waits for, which ends by default if nobody can be told. */
  readonly lifecycleAction?: LifecycleActionName | undefined;
}

export interface LifecycleActionName {
  readonly AutoScalingGroupName: string;
  readonly LifecycleActionToken: string;
}

/** "Lifecycle hook notifications": one for each hook that has a target. */
export function hookNotices(
  { group }: GroupDocument,
  { instance }: ManagedInstance,
  { waits, now }: { readonly waits: readonly LifecycleWait[]; readonly now: Date },
): readonly Notice[] {
  return waits.flatMap(({ hook, token }) => {
    const { NotificationTargetARN: targetArn, LifecycleTransition } = hook;
    if (targetArn === undefined) return [];
    const isLaunch = LifecycleTransition === 'autoscaling:EC2_INSTANCE_LAUNCHING';
    const what = isLaunch ? 'LAUNCHING' : 'TERMINATING';
    const body = JSON.stringify({
      Origin: isLaunch ? 'EC2' : 'AutoScalingGroup',
      LifecycleHookName: hook.LifecycleHookName,
      Destination: isLaunch ? 'AutoScalingGroup' : 'EC2',
      AccountId: partsOfGroupArn(group.AutoScalingGroupARN).account,
      RequestId: uuidOf(token, 'request'),
      LifecycleTransition,
      AutoScalingGroupName: group.AutoScalingGroupName,
      Service: service,
      Time: now.toISOString(),
      EC2InstanceId: instance.InstanceId,
      NotificationMetadata: hook.NotificationMetadata,
      LifecycleActionToken: token,
    });
    const subject = `Auto Scaling:  Lifecycle action '${what}' for instance ${
      instance.InstanceId
    } in progress.`;
    const { AutoScalingGroupName } = group;
    const lifecycleAction = { AutoScalingGroupName, LifecycleActionToken: token };
    return [{ id: `hook-${token}`, targetArn, subject, body, lifecycleAction }];
  });
}

const service = 'AWS Auto Scaling';

/** Sent when a hook or a topic is put, so that its owner sees that it can be reached. */
export function testNotice(
  { group }: GroupDocument,
  targetArn: string,
  { id, now }: { readonly id: string; readonly now: Date },
): Notice {
  const { AutoScalingGroupName, AutoScalingGroupARN } = group;
  const body = JSON.stringify({
    AccountId: partsOfGroupArn(AutoScalingGroupARN).account,
    RequestId: id,
    AutoScalingGroupARN,
    AutoScalingGroupName,
    Service: service,
    Event: 'autoscaling:TEST_NOTIFICATION',
    Time: now.toISOString(),
  });
  const subject = `Auto Scaling: test notification for group "${AutoScalingGroupName}"`;
  return { id: `test-${id}`, targetArn, subject, body };
}

export function withNotices(document: GroupDocument, notices: readonly Notice[]): GroupDocument {
  if (notices.length === 0) return document;
  return { ...document, notices: [...(document.notices ?? []), ...notices] };
}
