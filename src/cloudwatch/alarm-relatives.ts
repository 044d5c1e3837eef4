import type { DescribeAlarmsInput } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import { compareTexts, type Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { type AlarmPage, byType, recordsMax } from './alarm-page.js';
import { isThere } from './alarm.js';
import { alarmKey, type AnyAlarm, isComposite } from './alarm-document.js';
import { parseAlarmRule } from './alarm-rule.js';
import { parentsOf } from './composite-document.js';
import { childNamesOf } from './composite-request.js';
import { validationError } from './errors.js';

/**
 * The children or the parents of an alarm, as DescribeAlarms shows them: of a child its state, of a
 * parent its name and ARN alone. No other filter may stand beside.
 */
export async function readRelatives(
  input: Validated<DescribeAlarmsInput>,
  { store, scope }: { readonly store: Store; readonly scope: Scope },
): Promise<AlarmPage> {
  const {
    ChildrenOfAlarmName,
    ParentsOfAlarmName,
    MaxRecords = recordsMax,
    NextToken = '',
  } = input;
  const others = Object.keys(input).filter((member) => !allowed.has(member));
  if (
    others.length > 0 ||
    (ChildrenOfAlarmName !== undefined && ParentsOfAlarmName !== undefined)
  ) {
    throw validationError(
      'ChildrenOfAlarmName and ParentsOfAlarmName cannot be combined with other filters',
    );
  }
  const alarms =
    ChildrenOfAlarmName === undefined
      ? await readParents(store, scope, ParentsOfAlarmName ?? '')
      : await readChildren(store, scope, ChildrenOfAlarmName);
  const shown = ChildrenOfAlarmName === undefined ? shownParent : shownChild;
  const rest = alarms.filter(({ AlarmName }) => compareTexts(AlarmName, NextToken) > 0);
  const page = rest.slice(0, MaxRecords);
  return {
    ...byType(page, shown),
    NextToken: rest.length > page.length ? page.at(-1)?.AlarmName : undefined,
  };
}

async function readParents(
  store: Store,
  scope: Scope,
  AlarmName: string,
): Promise<readonly AnyAlarm[]> {
  const parents = await parentsOf(store, scope, [AlarmName]);
  return parents
    .filter(({ childNames }) => childNames.includes(AlarmName))
    .map(({ alarm }) => alarm);
}

async function readChildren(
  store: Store,
  scope: Scope,
  AlarmName: string,
): Promise<readonly AnyAlarm[]> {
  const parent = await store.get(alarmKey(scope, AlarmName));
  if (!isThere(parent) || !isComposite(parent.alarm)) return [];
  const names = childNamesOf(parseAlarmRule(parent.alarm.AlarmRule), scope);
  const documents = await store.getMany(
    [...names].sort(compareTexts).map((name) => alarmKey(scope, name)),
  );
  return documents.filter(isThere).map(({ alarm }) => alarm);
}

const allowed: ReadonlySet<string> = new Set([
  'ChildrenOfAlarmName',
  'ParentsOfAlarmName',
  'MaxRecords',
  'NextToken',
]);

function shownParent({ AlarmName, AlarmArn }: AnyAlarm): object {
  return { AlarmName, AlarmArn };
}

function shownChild({ AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp }: AnyAlarm): object {
  return { AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp };
}
