import {
  DescribeAlarmsForMetric$,
  type DescribeAlarmsForMetricInput,
} from '@aws-sdk/client-cloudwatch';
import { operation, type Validated } from '../../service.js';
import { type Alarm, isOnMetrics } from '../alarm-document.js';
import { listAlarms } from '../alarm-listing.js';
import { metricDimensions } from '../dimensions.js';

/** Only alarms on just that set of dimensions; every other member must be the alarm's own. */
export default operation<DescribeAlarmsForMetricInput>(
  DescribeAlarmsForMetric$,
  async (input, { store, account, region }) => {
    const wanted = metricText({ ...input, Dimensions: [...(input.Dimensions ?? [])] });
    const MetricAlarms: Alarm[] = [];
    for await (const alarm of listAlarms(store, { account, region })) {
      if (!isOnMetrics(alarm)) continue;
      if (metricText(alarm) === wanted && fits(alarm, input)) MetricAlarms.push(alarm);
    }
    return { MetricAlarms };
  },
);

type AlarmMetric = Pick<Alarm, 'Namespace' | 'MetricName' | 'Dimensions'>;

function metricText({ Namespace, MetricName, Dimensions }: AlarmMetric): string {
  const dimensions = metricDimensions(Dimensions).map(({ Name, Value }) => [Name, Value]);
  return JSON.stringify([Namespace, MetricName, dimensions]);
}

function fits(alarm: Alarm, input: Validated<DescribeAlarmsForMetricInput>): boolean {
  const members = ['Statistic', 'ExtendedStatistic', 'Period', 'Unit'] as const;
  return members.every((name) => input[name] === undefined || input[name] === alarm[name]);
}
