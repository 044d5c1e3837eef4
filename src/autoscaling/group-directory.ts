import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { findManaged } from './group-lookup.js';
import { groupKey } from './keys.js';
import { groupsWithPolicy } from './policy-lookup.js';

/** What policies of callers ask of groups, and a request does not tell. */
export function groupDirectory(store: Store): {
  groupArn(scope: Scope, groupName: string): Promise<string | undefined>;
  groupNameOfInstance(scope: Scope, instanceId: string): Promise<string | undefined>;
  groupNamesOfPolicy(scope: Scope, policyName: string): Promise<readonly string[]>;
} {
  return {
    groupArn: async (scope, groupName) =>
      (await store.get(groupKey(scope, groupName)))?.group.AutoScalingGroupARN,
    groupNamesOfPolicy: (scope, name) => groupsWithPolicy(store, scope, name),
    groupNameOfInstance: async ({ account, region }, instanceId) => {
      const found = await findManaged(instanceId, { store, account, region });
      return found?.document.group.AutoScalingGroupName;
    },
  };
}
