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
    const wanted = dimensionsText([...(input.Dimensions ?? [])]);
    const MetricAlarms: Alarm[] = [];
    for await (const alarm of listAlarms(store, { account, region })) {
      if (!isOnMetrics(alarm)) continue;
      // The dimensions last, since most alarms are on other metrics.
      if (fits(alarm, input) && dimensionsText(alarm.Dimensions) === wanted) {
        MetricAlarms.push(alarm);
      }
    }
    return { MetricAlarms };
  },
);

function dimensionsText(dimensions: Alarm['Dimensions']): string {
  return JSON.stringify(metricDimensions(dimensions).map(({ Name, Value }) => [Name, Value]));
}

function fits(alarm: Alarm, input: Validated<DescribeAlarmsForMetricInput>): boolean {
  const { Namespace, MetricName } = input;
  if (alarm.Namespace !== Namespace || alarm.MetricName !== MetricName) return false;
  const members = ['Statistic', 'ExtendedStatistic', 'Period', 'Unit'] as const;
  return members.every((name) => input[name] === undefined || input[name] === alarm[name]);
}
