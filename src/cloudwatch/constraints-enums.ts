import { readWords } from '../wire/places.js';
import type { Rule } from '../wire/rule.js';

/** The units, in the order of the model, which is that of the message for PutMetricData. */
export const units = readWords(`
  Seconds Microseconds Milliseconds
  Bytes Kilobytes Megabytes Gigabytes Terabytes
  Bits Kilobits Megabits Gigabits Terabits
  Percent Count
  Bytes/Second Kilobytes/Second Megabytes/Second Gigabytes/Second Terabytes/Second
  Bits/Second Kilobits/Second Megabits/Second Gigabits/Second Terabits/Second
  Count/Second None
`);

/** The texts of which AWS gives the list, in the order of its model. */
export const enums: readonly Rule[] = [
  {
    oneOf: units,
    at: `
      DescribeAlarmsForMetricInput: Unit
      GetMetricStatisticsInput: Unit
      MetricStat: Unit
      PutMetricAlarmInput: Unit
    `,
  },
  {
    oneOf: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'],
    at: 'DescribeAlarmsForMetricInput: Statistic PutMetricAlarmInput: Statistic',
  },
  {
    oneOf: ['OK', 'ALARM', 'INSUFFICIENT_DATA'],
    at: 'DescribeAlarmsInput: StateValue SetAlarmStateInput: StateValue',
  },
  {
    oneOf: [
      'GreaterThanOrEqualToThreshold',
      'GreaterThanThreshold',
      'LessThanThreshold',
      'LessThanOrEqualToThreshold',
      'LessThanLowerOrGreaterThanUpperThreshold',
      'LessThanLowerThreshold',
      'GreaterThanUpperThreshold',
    ],
    at: 'PutLogAlarmInput: ComparisonOperator PutMetricAlarmInput: ComparisonOperator',
  },
  {
    oneOf: ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'],
    at: 'DescribeAlarmHistoryInput: AlarmTypes[] DescribeAlarmsInput: AlarmTypes[]',
  },
  {
    oneOf: [
      'ConfigurationUpdate',
      'StateUpdate',
      'Action',
      'AlarmContributorStateUpdate',
      'AlarmContributorAction',
    ],
    at: 'DescribeAlarmHistoryInput: HistoryItemType',
  },
  {
    oneOf: ['TimestampDescending', 'TimestampAscending'],
    at: 'DescribeAlarmHistoryInput: ScanBy GetMetricDataInput: ScanBy',
  },
  { oneOf: ['SCHEDULED', 'ACTIVE', 'EXPIRED'], at: 'ListAlarmMuteRulesInput: Statuses[]' },
  {
    oneOf: ['SINGLE_METRIC', 'METRIC_MATH'],
    at: 'DescribeAnomalyDetectorsInput: AnomalyDetectorTypes[]',
  },
  { oneOf: ['FAST', 'NORMAL', 'SLOW'], at: 'AnomalyDetectorConfiguration: AdaptationSpeed' },
  {
    oneOf: ['MINIMAL', 'MODERATE', 'STRICT'],
    at: 'AnomalyDetectorConfiguration: OutlierFilteringStrength',
  },
  {
    oneOf: ['json', 'opentelemetry0.7', 'opentelemetry1.0'],
    at: 'PutMetricStreamInput: OutputFormat',
  },
];
