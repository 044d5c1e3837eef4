import type { Context } from '../service.js';
import type { Key } from '../store/keys.js';
import { groupNotFound, validationError } from './errors.js';
import { partsOfPolicyArn } from './identity.js';
import { groupKey, policyKey } from './keys.js';
import { isPolicyThere, type Policy, type PolicyDocument } from './policy-document.js';

/** A policy by its ARN, or by its name together with its group's. */
export interface PolicyReference {
  readonly PolicyName: string;
  readonly AutoScalingGroupName?: string | undefined;
}

export interface FoundPolicy {
  readonly key: Key<PolicyDocument>;
  readonly policy: Policy;
}

export async function findPolicy(
  { PolicyName, AutoScalingGroupName }: PolicyReference,
  { store, account, region }: Context,
): Promise<FoundPolicy> {
  const scope = { account, region };
  const parts = partsOfPolicyArn(PolicyName);
  const group = parts?.AutoScalingGroupName ?? AutoScalingGroupName;
  if (group === undefined) {
    throw validationError(
      'AutoScalingGroupName is required unless PolicyName is the ARN of a policy',
    );
  }
  if ((await store.get(groupKey(scope, group))) === undefined) throw groupNotFound();
  const key = policyKey(scope, group, parts?.name ?? PolicyName);
  const document = await store.get(key);
  const isWanted = parts === undefined || document?.policy.PolicyARN === PolicyName;
  if (!isPolicyThere(document) || !isWanted) throw policyNotFound();
  return { key, policy: document.policy };
}

export function policyNotFound(): Error {
  return validationError('Policy name not found');
}
