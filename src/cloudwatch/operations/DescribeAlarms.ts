import { DescribeAlarms$, type DescribeAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import { isThere } from '../alarm.js';
import { type Alarm, type AlarmDocument, alarmKey, alarmsPrefix } from '../alarm-document.js';
import { validationError } from '../errors.js';
import { refuseUnserved } from '../unserved.js';

type Input = Validated<DescribeAlarmsInput>;

export default operation<DescribeAlarmsInput>(DescribeAlarms$, async (input, context) => {
  refuseUnserved(input, ['ChildrenOfAlarmName', 'ParentsOfAlarmName']);
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
    throw validationError('AlarmNames and AlarmNamePrefix cannot both be specified');
  }
  // Without types, AWS shows metric alarms alone, even if others are named.
  const showsMetricAlarms = input.AlarmTypes?.includes('MetricAlarm') ?? true;
  const { alarms, NextToken } = showsMetricAlarms
    ? await findAlarms(input, context)
    : { alarms: [], NextToken: undefined };
  return { CompositeAlarms: [], MetricAlarms: alarms, LogAlarms: [], NextToken };
});

const recordsMax = 100;
const readMax = 500;

interface Found {
  readonly alarms: readonly Alarm[];
  readonly NextToken: string | undefined;
}

/** The token is the last name shown; AWS takes any text for one, and so do we. */
async function findAlarms(input: Input, context: Context): Promise<Found> {
  const limit = input.MaxRecords ?? recordsMax;
  const found: Alarm[] = [];
  let after = input.NextToken;
  for (;;) {
    const { documents, next } = await readSome(input, context, after);
    for (const document of documents) {
      if (!isThere(document) || !fits(document.alarm, input)) continue;
      if (found.length === limit) return { alarms: found, NextToken: found.at(-1)?.AlarmName };
      found.push(document.alarm);
    }
    if (next === undefined) return { alarms: found, NextToken: undefined };
    after = next;
  }
}

interface Some {
  readonly documents: readonly (AlarmDocument | undefined)[];
  readonly next: string | undefined;
}

async function readSome(
  { AlarmNames }: Input,
  { store, account, region }: Context,
  after: string | undefined,
): Promise<Some> {
  const scope = { account, region };
  if (AlarmNames !== undefined) {
    const names = [...new Set(AlarmNames)].sort().filter((name) => name > (after ?? ''));
    const documents = await store.getMany(names.map((name) => alarmKey(scope, name)));
    return { documents, next: undefined };
  }
  const entries = await store.list(alarmsPrefix(scope), {
    after: after === undefined ? undefined : alarmKey(scope, after),
    limit: readMax,
  });
  const documents = entries.map(({ document }) => document);
  return {
    documents,
    next: entries.length < readMax ? undefined : documents.at(-1)?.alarm.AlarmName,
  };
}

function fits(alarm: Alarm, { AlarmNamePrefix = '', StateValue, ActionPrefix }: Input): boolean {
  const actions = [...alarm.OKActions, ...alarm.AlarmActions, ...alarm.InsufficientDataActions];
  return (
    alarm.AlarmName.startsWith(AlarmNamePrefix) &&
    (StateValue === undefined || alarm.StateValue === StateValue) &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  );
}
