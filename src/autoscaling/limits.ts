import { LimitExceededFault$ } from '@aws-sdk/client-auto-scaling';
import type { Scope } from '../store/keys.js';
import type { Quota } from '../store/roster.js';
import { ServiceError } from '../wire/errors.js';
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

function refusing(message: string): Quota['refusal'] {
  return () => new ServiceError(LimitExceededFault$, message);
}

export function groupQuota(scope: Scope): Quota {
  return {
    prefix: groupPrefix(scope),
    max: limits.groups,
    refusal: refusing(
      'You have already reached the limit of Auto Scaling groups for your account.',
    ),
  };
}

export function launchConfigurationQuota(scope: Scope): Quota {
  return {
    prefix: launchConfigurationPrefix(scope),
    max: limits.launchConfigurations,
    refusal: refusing(
      'You have already reached the limit of launch configurations for your account.',
    ),
  };
}

export function policyQuota(scope: Scope, AutoScalingGroupName: string): Quota {
  return {
    prefix: policyPrefix(scope, AutoScalingGroupName),
    max: limits.policiesPerGroup,
    refusal: refusing('You have already reached the limit of scaling policies for this group.'),
  };
}

export function scheduledActionQuota(scope: Scope, AutoScalingGroupName: string): Quota {
  return {
    prefix: scheduledActionPrefix(scope, AutoScalingGroupName),
    max: limits.scheduledActionsPerGroup,
    refusal: refusing('You have already reached the limit of scheduled actions for this group.'),
  };
}
