import { LimitExceededFault$ } from '@aws-sdk/client-auto-scaling';
import type { Prefix } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { ServiceError } from '../wire/errors.js';

/** AWS's default quotas, per account and region or per group. */
export const limits = {
  groups: 500,
  launchConfigurations: 200,
  policiesPerGroup: 50,
  scheduledActionsPerGroup: 125,
  hooksPerGroup: 50,
} as const;

export interface Quota {
  readonly quota: number;
  readonly message: string;
}

/** Refuses one more document under a prefix that has as many as the quota allows. */
export async function assertRoom(
  store: Store,
  prefix: Prefix<object>,
  { quota, message }: Quota,
): Promise<void> {
  if ((await store.count(prefix, quota)) >= quota)
    throw new ServiceError(LimitExceededFault$, message);
}
