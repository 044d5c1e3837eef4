import {
  AlreadyExistsFault$,
  PutScheduledUpdateGroupAction$,
  type PutScheduledUpdateGroupActionType,
} from '@aws-sdk/client-auto-scaling';
import { type Context, operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { groupNotFound } from '../errors.js';
import { assertChangeable } from '../group.js';
import { groupKey, scheduledActionKey, scheduledActionPrefix } from '../keys.js';
import { assertRoom, limits } from '../limits.js';
import { listAll } from '../listing.js';
import { putScheduledAction, type ScheduledActionDocument } from '../scheduled-action.js';

export default operation<PutScheduledUpdateGroupActionType>(
  PutScheduledUpdateGroupAction$,
  async (input, context) => {
    const { account, region, now, store } = context;
    const scope = { account, region };
    const { AutoScalingGroupName, ScheduledActionName } = input;
    const group = await store.get(groupKey(scope, AutoScalingGroupName));
    if (group === undefined) throw groupNotFound();
    assertChangeable(group);
    const put = { scope, now, uuid: context.newId() };
    const key = scheduledActionKey(scope, AutoScalingGroupName, ScheduledActionName);
    const current = await store.get(key);
    await checkOthers(putScheduledAction(current, input, put), current === undefined, context);
    await store.update(key, (newest) => putScheduledAction(newest, input, put));
    return {};
  },
);

/** The actions of a group begin at different times, those that a user has set a time for. */
async function checkOthers(
  { action }: ScheduledActionDocument,
  isNew: boolean,
  { store, account, region }: Context,
): Promise<void> {
  const { AutoScalingGroupName, ScheduledActionName, StartTime, Recurrence } = action;
  const prefix = scheduledActionPrefix({ account, region }, AutoScalingGroupName);
  for await (const { action: other } of listAll(store, prefix, () => true)) {
    const isOther = other.ScheduledActionName !== ScheduledActionName;
    const isSameTime = other.StartTime.getTime() === StartTime.getTime();
    if (isOther && isSameTime && Recurrence === undefined) {
      throw new ServiceError(
        AlreadyExistsFault$,
        'Scheduled action with this scheduled start time already exists',
      );
    }
  }
  if (!isNew) return;
  await assertRoom(store, prefix, {
    quota: limits.scheduledActionsPerGroup,
    message: 'You have already reached the limit of scheduled actions for this group.',
  });
}
