import { DeleteAlarms$, type DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { type Context, operation } from '../../service.js';
import { deleteAlarm, isThere } from '../alarm.js';
import { alarmKey, type CompositeAlarm, isComposite } from '../alarm-document.js';
import { childrenKey, parentsOf, readChildren } from '../composite-document.js';
import { validationError } from '../errors.js';

/** Names that there are not are passed over; where one may not be deleted, none is. */
export default operation<DeleteAlarmsInput>(DeleteAlarms$, async ({ AlarmNames }, context) => {
  const { account, region, now, store } = context;
  const names = [...new Set(AlarmNames)];
  const composites = await checkDeletable(names, context);
  const children = await readChildren(composites, { account, region }, store);
  await Promise.all(
    names.map(async (name) => {
      const key = alarmKey(context, name);
      await store.update(key, (current) => deleteAlarm(current, { now, children }));
      await context.attend(key);
    }),
  );
  await Promise.all(
    composites.map(({ AlarmName }) =>
      store.update(childrenKey(context, AlarmName), () => undefined),
    ),
  );
  return {};
});

/** Resolves to the composite alarms among them, of which AWS takes one at a time. */
async function checkDeletable(
  names: readonly string[],
  context: Context,
): Promise<readonly CompositeAlarm[]> {
  const { account, region, store } = context;
  const documents = await store.getMany(names.map((name) => alarmKey(context, name)));
  const there = documents.filter(isThere).map(({ alarm }) => alarm);
  const parents = await parentsOf(store, { account, region }, names);
  const needed = there.find(({ AlarmName }) =>
    parents.some(
      ({ childNames, suppressorName }) =>
        childNames.includes(AlarmName) || suppressorName === AlarmName,
    ),
  );
  if (needed !== undefined) {
    throw validationError(
      `Cannot delete ${needed.AlarmName} as there are composite alarm(s) depending on it.`,
    );
  }
  const composites = there.filter(isComposite);
  if (composites.length > 1) {
    throw validationError('You can delete at most one composite alarm in one operation.');
  }
  return composites;
}
