import { DescribeAlarms$, type DescribeAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import type { Alarm } from '../alarm-document.js';
import { listAlarms, namedAlarms } from '../alarm-listing.js';
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
  const page = showsMetricAlarms ? await readPage(input, context) : { MetricAlarms: [] };
  return { CompositeAlarms: [], LogAlarms: [], ...page };
});

const recordsMax = 100;

interface Page {
  readonly MetricAlarms: readonly Alarm[];
  readonly NextToken?: string | undefined;
}

/** The token is the last name shown; AWS takes any text for one, and so do we. */
async function readPage(input: Input, { store, account, region }: Context): Promise<Page> {
  const { AlarmNames, MaxRecords = recordsMax, NextToken = '' } = input;
  const scope = { account, region };
  const alarms =
    AlarmNames === undefined
      ? listAlarms(store, scope, NextToken)
      : namedAlarms(store, scope, AlarmNames);
  const MetricAlarms: Alarm[] = [];
  for await (const alarm of alarms) {
    if (alarm.AlarmName <= NextToken || !fits(alarm, input)) continue;
    // The one behind the page tells that there is another page.
    if (MetricAlarms.length === MaxRecords) {
      return { MetricAlarms, NextToken: MetricAlarms.at(-1)?.AlarmName };
    }
    MetricAlarms.push(alarm);
  }
  return { MetricAlarms };
}

function fits(alarm: Alarm, { AlarmNamePrefix = '', StateValue, ActionPrefix }: Input): boolean {
  const actions = [...alarm.OKActions, ...alarm.AlarmActions, ...alarm.InsufficientDataActions];
  return (
    alarm.AlarmName.startsWith(AlarmNamePrefix) &&
    (StateValue === undefined || alarm.StateValue === StateValue) &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  );
}
