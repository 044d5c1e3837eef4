import type { Context } from '../service.js';
import { isThere } from './alarm.js';
import { withActionsEnabled } from './alarm-configuration.js';
import { alarmKey } from './alarm-document.js';
import { readChildren } from './composite-document.js';

/** Names that there are not are passed over. Enabling does not make up for actions missed. */
export async function setActionsEnabled(
  names: readonly string[],
  ActionsEnabled: boolean,
  context: Context,
): Promise<void> {
  const { account, region, now, store } = context;
  await Promise.all(
    [...new Set(names)].map(async (name) => {
      const key = alarmKey(context, name);
      const document = await store.get(key);
      if (!isThere(document)) return;
      const children = await readChildren([document.alarm], { account, region }, store);
      await store.update(key, (current) =>
        !isThere(current)
          ? current
          : withActionsEnabled(current, ActionsEnabled, { now, children }),
      );
      await context.attend(key);
    }),
  );
}
