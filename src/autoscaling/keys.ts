import { type Key, keyOf, type Prefix, prefixOf, type Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import type { ActivityDocument, GroupActivity } from './activity.js';
import type { GroupDocument } from './group-document.js';
import { instanceIdPrefixLength } from './identity.js';
import type { LaunchConfigurationDocument } from './launch-configuration.js';
import type { PolicyDocument } from './policy-document.js';
import type { ScheduledActionDocument } from './scheduled-action.js';
import type { StartClaimsDocument } from './start-claims.js';

/** Where the documents of Auto Scaling lie. */
export const groupKind = 'group';
export const policyKind = 'policy';
export const scheduledActionKind = 'scheduled-action';
export const activityKind = 'activity';
const launchConfigurationKind = 'launch-configuration';
const instanceOwnerKind = 'instance-owner';

export function groupKey(scope: Scope, AutoScalingGroupName: string): Key<GroupDocument> {
  return keyOf(scope, groupKind, AutoScalingGroupName);
}

export function groupPrefix(scope: Scope): Prefix<GroupDocument> {
  return prefixOf(scope, groupKind);
}

export function policyKey(scope: Scope, group: string, policy: string): Key<PolicyDocument> {
  return keyOf(scope, policyKind, group, policy);
}

/** The policies of a group, or all of them. */
export function policyPrefix(scope: Scope, ...group: readonly [string?]): Prefix<PolicyDocument> {
  return prefixOf(scope, policyKind, ...present(group));
}

export function scheduledActionKey(
  scope: Scope,
  group: string,
  action: string,
): Key<ScheduledActionDocument> {
  return keyOf(scope, scheduledActionKind, group, action);
}

export function startClaimsKey(scope: Scope, group: string): Key<StartClaimsDocument> {
  return keyOf(scope, 'start-claims', group);
}

export function scheduledActionPrefix(
  scope: Scope,
  ...group: readonly [string?]
): Prefix<ScheduledActionDocument> {
  return prefixOf(scope, scheduledActionKind, ...present(group));
}

export function launchConfigurationKey(
  scope: Scope,
  LaunchConfigurationName: string,
): Key<LaunchConfigurationDocument> {
  return keyOf(scope, launchConfigurationKind, LaunchConfigurationName);
}

export function launchConfigurationPrefix(scope: Scope): Prefix<LaunchConfigurationDocument> {
  return prefixOf(scope, launchConfigurationKind);
}

/** A finished activity; those of a group lie newest first. */
export function activityKey(scope: Scope, activity: GroupActivity): Key<ActivityDocument> {
  const { AutoScalingGroupName, StartTime, ActivityId } = activity;
  return keyOf(scope, activityKind, AutoScalingGroupName, newestFirst(StartTime), ActivityId);
}

export function activityPrefix(
  scope: Scope,
  ...group: readonly [string?]
): Prefix<ActivityDocument> {
  return prefixOf(scope, activityKind, ...present(group));
}

/** Times whose texts sort from the latest to the earliest. */
export function newestFirst(time: Date): string {
  return String(latestMilliseconds - time.getTime()).padStart(14, '0');
}

const latestMilliseconds = 99_999_999_999_999;

/** Which groups have given out instance ids with a prefix: one, but for a collision. */
export interface InstanceOwnerDocument extends Document {
  readonly AutoScalingGroupNames: readonly string[];
}

export function instanceOwnerKey(scope: Scope, InstanceId: string): Key<InstanceOwnerDocument> {
  return keyOf(scope, instanceOwnerKind, InstanceId.slice(0, instanceIdPrefixLength));
}

function present(names: readonly (string | undefined)[]): string[] {
  return names.filter((name) => name !== undefined);
}
