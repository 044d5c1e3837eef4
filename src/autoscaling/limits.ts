import type { Prefix, Scope } from '../store/keys.js';
import {
  groupPrefix,
  launchConfigurationPrefix,
  policyPrefix,
  scheduledActionPrefix,
} from './keys.js';

/** AWS's default quotas, per account and region or per group. */
export const limits = {
  groups: 500,
  launchConfigurations: 200,
  policiesPerGroup: 50,
  scheduledActionsPerGroup: 125,
  hooksPerGroup: 50,
} as const;

/** How many documents there may be under a prefix, and what is said to one more. */
export interface Quota {
  readonly prefix: Prefix<object>;
  readonly max: number;
  readonly message: string;
}

export function groupQuota(scope: Scope): Quota {
  return {
    prefix: groupPrefix(scope),
    max: limits.groups,
    message: 'You have already reached the limit of Auto Scaling groups for your account.',
  };
}

export function launchConfigurationQuota(scope: Scope): Quota {
  return {
    prefix: launchConfigurationPrefix(scope),
    max: limits.launchConfigurations,
    message: 'You have already reached the limit of launch configurations for your account.',
  };
}

export function policyQuota(scope: Scope, AutoScalingGroupName: string): Quota {
  return {
    prefix: policyPrefix(scope, AutoScalingGroupName),
    max: limits.policiesPerGroup,
    message: 'You have already reached the limit of scaling policies for this group.',
  };
}

export function scheduledActionQuota(scope: Scope, AutoScalingGroupName: string): Quota {
  return {
    prefix: scheduledActionPrefix(scope, AutoScalingGroupName),
    max: limits.scheduledActionsPerGroup,
    message: 'You have already reached the limit of scheduled actions for this group.',
  };
}
