import type { Context } from '../service.js';
import { freePlace, takePlace } from '../store/roster.js';
import { groupNotFound } from './errors.js';
import { assertChangeable } from './group.js';
import { withdrawIfGone } from './group-lookup.js';
import { groupKey, scheduledActionKey, scheduledActionPrefix, startClaimsKey } from './keys.js';
import { scheduledActionQuota } from './limits.js';
import { listAll } from './listing.js';
import {
  putScheduledAction,
  type ScheduledActionDocument,
  type ScheduleInput,
} from './scheduled-action.js';
import { startTaken, withoutStartClaim, withStartClaim } from './start-claims.js';

/** Puts one scheduled action of a group, as both calls do that put them. */
export async function writeScheduledAction(input: ScheduleInput, context: Context): Promise<void> {
  const { account, region, now, store } = context;
  const scope = { account, region };
  const { AutoScalingGroupName, ScheduledActionName } = input;
  await assertGroup(AutoScalingGroupName, context);
  const put = { scope, now, uuid: context.newId(), order: 0 };
  const key = scheduledActionKey(scope, AutoScalingGroupName, ScheduledActionName);
  const current = await store.get(key);
  const asked = putScheduledAction(current, input, put);
  await holdingStart(asked, context, async () => {
    const order = 1 + (await checkOthers(asked, context));
    if (current === undefined) {
      await takePlace(key, scheduledActionQuota(scope, AutoScalingGroupName), context);
    }
    await store.update(key, (newest) => putScheduledAction(newest, input, { ...put, order }));
    const withdraw = (): Promise<unknown> =>
      deleteScheduledAction(AutoScalingGroupName, ScheduledActionName, context);
    await withdrawIfGone(AutoScalingGroupName, withdraw, context);
  });
}

/** While somebody else holds the same start, it throws. */
async function holdingStart(
  { action: { AutoScalingGroupName, ScheduledActionName }, namedStart }: ScheduledActionDocument,
  context: Context,
  write: () => Promise<void>,
): Promise<void> {
  if (namedStart === undefined) return write();
  const { store, now: at } = context;
  const key = startClaimsKey(context, AutoScalingGroupName);
  const claim = { id: context.newId(), ScheduledActionName, start: namedStart, at };
  await store.update(key, (current) => withStartClaim(current, claim));
  try {
    await write();
  } finally {
    await store.update(key, (current) => withoutStartClaim(current, claim));
  }
}

/** False where there is none. */
export async function deleteScheduledAction(
  AutoScalingGroupName: string,
  ScheduledActionName: string,
  { store, account, region }: Context,
): Promise<boolean> {
  const scope = { account, region };
  const key = scheduledActionKey(scope, AutoScalingGroupName, ScheduledActionName);
  const found = await store.get(key);
  await store.update(key, () => undefined);
  await freePlace(key, scheduledActionQuota(scope, AutoScalingGroupName), store);
  return found !== undefined;
}

export async function assertGroup(AutoScalingGroupName: string, context: Context): Promise<void> {
  const group = await context.store.get(groupKey(context, AutoScalingGroupName));
  if (group === undefined) throw groupNotFound();
  assertChangeable(group);
}

/**
 * The actions of a group begin at different times, those that a user has named a time for; where
 * the clock has brought a recurring action to does not matter. Answers with the order of the one
 * that was created last.
 */
async function checkOthers(
  { action, namedStart }: ScheduledActionDocument,
  { store, account, region }: Context,
): Promise<number> {
  const { AutoScalingGroupName, ScheduledActionName } = action;
  const prefix = scheduledActionPrefix({ account, region }, AutoScalingGroupName);
  let last = 0;
  for await (const { action: other, ...rest } of listAll(store, prefix, () => true)) {
    last = Math.max(last, rest.order ?? 0);
    const isOther = other.ScheduledActionName !== ScheduledActionName;
    const isSameTime = namedStart?.getTime() === rest.namedStart?.getTime();
    if (isOther && isSameTime && namedStart !== undefined) {
      throw startTaken();
    }
  }
  return last;
}
