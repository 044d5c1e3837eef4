import type { Context } from '../service.js';
import type { Key, Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { groupNotFound, validationError } from './errors.js';
import { partsOfPolicyArn } from './identity.js';
import { groupKey, policyKey, policyPrefix } from './keys.js';
import { listAll } from './listing.js';
import { isPolicyThere, type Policy, type PolicyDocument } from './policy-document.js';

/**
 * A policy by its ARN, or by its name together with its group's. The group need not be named, says
 * the model of the API: then the name stands for the only policy that is called so.
 */
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
  const group =
    parts?.AutoScalingGroupName ??
    AutoScalingGroupName ??
    onlyOf(await groupsWithPolicy(store, scope, PolicyName));
  if ((await store.get(groupKey(scope, group))) === undefined) throw groupNotFound();
  const key = policyKey(scope, group, parts?.name ?? PolicyName);
  const document = await store.get(key);
  const isWanted = parts === undefined || document?.policy.PolicyARN === PolicyName;
  if (!isPolicyThere(document) || !isWanted) throw policyNotFound();
  return { key, policy: document.policy };
}

/** The names of groups that have a policy of the name; of many, the first two. */
export async function groupsWithPolicy(
  store: Store,
  scope: Scope,
  name: string,
): Promise<readonly string[]> {
  const groups: string[] = [];
  const isNamed = (document: PolicyDocument): boolean =>
    isPolicyThere(document) && document.policy.PolicyName === name;
  for await (const { policy } of listAll(store, policyPrefix(scope), isNamed)) {
    groups.push(policy.AutoScalingGroupName);
    if (groups.length === 2) break;
  }
  return groups;
}

/** No recording shows AWS's words where the name is not enough. */
function onlyOf([group, ...others]: readonly string[]): string {
  if (group === undefined) throw policyNotFound();
  if (others.length === 0) return group;
  throw validationError('AutoScalingGroupName is required, since several policies have this name');
}

export function policyNotFound(): Error {
  return validationError('Policy name not found');
}
