import {
  DescribeAlarmsForMetric$,
  type DescribeAlarmsForMetricInput,
} from '@aws-sdk/client-cloudwatch';
import { operation, type Validated } from '../../service.js';
import { isThere } from '../alarm.js';
import { type Alarm, type AlarmDocument, alarmKey, alarmsPrefix } from '../alarm-document.js';
import { sortedDimensions } from '../dimensions.js';

/** Only alarms on just that set of dimensions; every other member must be the alarm's own. */
export default operation<DescribeAlarmsForMetricInput>(
  DescribeAlarmsForMetric$,
  async (input, { store, account, region }) => {
    const scope = { account, region };
    const wanted = wantedText({ ...input, Dimensions: [...sortedDimensions(input.Dimensions)] });
    const MetricAlarms: Alarm[] = [];
    let after: string | undefined;
    do {
      const entries = await store.list(alarmsPrefix(scope), {
        after: after === undefined ? undefined : alarmKey(scope, after),
        limit: readMax,
      });
      const documents = entries.map(({ document }): AlarmDocument => document);
      MetricAlarms.push(
        ...documents
          .filter(isThere)
          .map(({ alarm }) => alarm)
          .filter((alarm) => wantedText(alarm) === wanted && fits(alarm, input)),
      );
      after = entries.length < readMax ? undefined : documents.at(-1)?.alarm.AlarmName;
    } while (after !== undefined);
    return { MetricAlarms };
  },
);

const readMax = 500;

function wantedText({
  Namespace,
  MetricName,
  Dimensions,
}: Pick<Alarm, 'Namespace' | 'MetricName' | 'Dimensions'>): string {
  const dimensions = Dimensions.map(({ Name, Value }) => [Name, Value]);
  return JSON.stringify([Namespace, MetricName, dimensions]);
}

function fits(alarm: Alarm, input: Validated<DescribeAlarmsForMetricInput>): boolean {
  const members = ['Statistic', 'ExtendedStatistic', 'Period', 'Unit'] as const;
  return members.every((name) => input[name] === undefined || input[name] === alarm[name]);
}
