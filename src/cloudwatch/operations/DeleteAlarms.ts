import { DeleteAlarms$, type DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { type Context, operation } from '../../service.js';
import { StoreError } from '../../store/store.js';
import { isThere } from '../alarm.js';
import { deleteAlarm } from '../alarm-configuration.js';
import {
  checkDeletable,
  isDeletionAhead,
  withDeletionAhead,
  withDeletionCalledOff,
} from '../alarm-deletion.js';
import { alarmKey } from '../alarm-document.js';
import { readChildren } from '../composite-document.js';
import { settleLinks, watchedByAlarm } from '../composite-link.js';

/** Names that there are not are passed over; where one may not be deleted, none is. */
export default operation<DeleteAlarmsInput>(DeleteAlarms$, async ({ AlarmNames }, context) => {
  const id = context.newId();
  let left: readonly string[] = [...new Set(AlarmNames)];
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === attemptsMax) throw new StoreError(`${left.join(', ')} are put all the time`);
    left = await deleteAll(left, id, context);
  }
  return {};
});

const attemptsMax = 5;

/** Resolves to those that were put, or claimed by a composite alarm, meanwhile. */
async function deleteAll(
  names: readonly string[],
  id: string,
  context: Context,
): Promise<readonly string[]> {
  const { account, region, now, store } = context;
  const scope = { account, region };
  const keys = names.map((name) => alarmKey(scope, name));
  const composites = await checkDeletable(names, context);
  const children = await readChildren(composites, scope, store);
  await Promise.all(
    keys.map((key) => store.update(key, (current) => withDeletionAhead(current, id))),
  );
  try {
    await checkDeletable(names, context);
  } catch (refusal) {
    await Promise.all(
      keys.map((key) => store.update(key, (current) => withDeletionCalledOff(current, id))),
    );
    throw refusal;
  }
  const deleteEach = async (some: readonly string[]): Promise<readonly string[]> => {
    const deleted = some.map(async (name) => {
      const key = alarmKey(scope, name);
      const seen = { isLost: false };
      await store.update(key, (current) => {
        seen.isLost = isThere(current) && !isDeletionAhead(current, id);
        return seen.isLost ? current : deleteAlarm(current, { now, children });
      });
      if (seen.isLost) return [name];
      await context.attend(key);
      return [];
    });
    return (await Promise.all(deleted)).flat();
  };
  const first = composites.map(({ AlarmName }) => AlarmName);
  const others = names.filter((name) => !first.includes(name));
  const lostFirst = await deleteEach(first);
  // What a composite alarm needs goes behind it, and stays if that does.
  const lost = lostFirst.length > 0 ? [...lostFirst, ...others] : await deleteEach(others);
  for (const alarm of composites) {
    await settleLinks(alarm.AlarmName, watchedByAlarm(alarm, scope), { store, scope, now, id });
  }
  return lost;
}
