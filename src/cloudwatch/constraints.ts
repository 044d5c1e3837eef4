import {
  InvalidParameterValueException$,
  MissingRequiredParameterException$,
} from '@aws-sdk/client-cloudwatch';
import type { Settings } from '../service.js';
import type { Ruleset } from '../wire/constraints.js';
import { coral } from '../wire/coral.js';
import { ValidationError$ } from '../wire/errors.js';
import { graniteWording } from '../wire/granite.js';
import type { Rule } from '../wire/rule.js';
import { lists, values } from './constraints-counts.js';
import { enums, units } from './constraints-enums.js';
import { texts } from './constraints-texts.js';

/** The rules that the API reference shows, whatever the wording. */
const model: readonly Rule[] = [...texts, ...lists, ...values, ...enums];

/** 2 to the power of 360: CloudWatch takes no value beyond, nor what is no number. */
const magnitudeMax = 2 ** 360;
const ascii = String.raw`[\x00-\x7F]*`;
const nonAscii = 'The value for parameter {path} contains non-ASCII characters.';
const isInvalid = 'The value {value} for parameter {path} is invalid.';

const metricId: Rule = { pattern: '^[a-z][a-zA-Z0-9_]*$', at: 'MetricDataQuery: Id' };

/** What the metric operations check beyond the model, with the texts recorded for it. */
const metricRules: readonly Rule[] = [
  {
    pattern: ascii,
    says: nonAscii,
    at: `
      Dimension: Name Value
      GetMetricStatisticsInput: MetricName Namespace
      ListMetricsInput: MetricName Namespace
      Metric: MetricName Namespace
      MetricDatum: MetricName
      PutMetricDataInput: Namespace
    `,
  },
  // Of metric names and dimensions the documentation asks for printable ASCII.
  {
    pattern: String.raw`[^\x00-\x1F\x7F]*`,
    says: isInvalid,
    at: 'Dimension: Value MetricDatum: MetricName',
  },
  { pattern: String.raw`(?!:)[^\x00-\x1F\x7F]*`, says: isInvalid, at: 'Dimension: Name' },
  {
    value: [-magnitudeMax, magnitudeMax],
    says: isInvalid,
    at: `
      MetricDatum: Value Values[]
      StatisticSet: Maximum Minimum Sum
    `,
  },
  // A count of 0 was seen to pass, whatever the message says.
  {
    value: [0, magnitudeMax],
    says: 'The parameter {list} must contain only values greater than 0.',
    at: 'MetricDatum: Counts[]',
  },
  {
    value: [Number.MIN_VALUE, magnitudeMax],
    says: 'The parameter {path} must be greater than 0.',
    at: 'StatisticSet: SampleCount',
  },
  { oneOf: [1, 60], at: 'MetricDatum: StorageResolution' },
  { length: [0, 150], at: 'MetricDatum: Counts Values' },
  { length: [0, 1000], at: 'EntityMetricData: MetricData PutMetricDataInput: MetricData' },
  { length: [0, 2], at: 'PutMetricDataInput: EntityMetricData' },
  {
    oneOf: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'],
    says:
      'The parameter {path}.<list element> must be a value in the set ' +
      '[SampleCount, Average, Sum, Minimum, Maximum].',
    at: 'GetMetricStatisticsInput: Statistics[]',
  },
  {
    oneOf: ['PT3H'],
    says: 'Request parameter recentlyActive value is invalid',
    at: 'ListMetricsInput: RecentlyActive',
  },
  { length: [1, 500], at: 'GetMetricDataInput: MetricDataQueries' },
  metricId,
];

/** The same for dashboards, streams and tags. */
const resourceRules: readonly Rule[] = [
  {
    required: true,
    says: 'Field DashboardNames is required and has to contain at least 1 element.\n',
    at: 'DeleteDashboardsInput: DashboardNames',
  },
  {
    pattern: '[A-Za-z0-9_-]*',
    says:
      'The value for field DashboardName contains invalid characters. ' +
      'It can only contain alphanumerics, dash (-) and underscore (_).\n',
    at: 'PutDashboardInput: DashboardName',
  },
  { pattern: '[A-Za-z0-9_-]*', at: 'PutMetricStreamInput: Name' },
  { required: true, says: 'tags cannot be empty.', at: 'TagResourceInput: Tags' },
  { required: true, says: 'tagKeys cannot be empty.', at: 'UntagResourceInput: TagKeys' },
];

/** The alarm operations ask this of names once the model is satisfied. */
const alarmRules: readonly Rule[] = [
  {
    pattern: String.raw`[^\x00-\x1F\x7F]*`,
    says: 'AlarmName must not contain ASCII Control characters',
    at: `
      PutCompositeAlarmInput: AlarmName
      PutLogAlarmInput: AlarmName
      PutMetricAlarmInput: AlarmName
    `,
  },
  // Recorded of what is not ASCII (terraform-provider-aws issue 21112, cdk-preflight).
  ...['MetricName', 'Namespace'].flatMap((member) => {
    const at = `PutMetricAlarmInput: ${member}`;
    const unlike = (what: string): string => `${member} must not contain ${what}`;
    return [
      { pattern: String.raw`[\x00-\x7F]*`, says: unlike('Non-ASCII characters.'), at },
      { pattern: String.raw`[\x20-\x7E]*`, says: unlike('ASCII Control characters'), at },
    ];
  }),
  { pattern: String.raw`[\x20-\x7E]*`, at: 'Metric: MetricName Namespace' },
  { pattern: String.raw`(?=.*\S)[\x20-\x7E]*`, at: 'Dimension: Value' },
  { pattern: String.raw`(?!:)(?=.*\S)[\x20-\x7E]*`, at: 'Dimension: Name' },
  metricId,
];

const unit: Rule = { oneOf: units, at: 'MetricDatum: Unit' };

/** The one setting that changes what is demanded. */
export type UnitSettings = Pick<Settings, 'lenientUnits'>;

/**
 * Which operations speak in which wording (the errors that the model declares for an operation
 * tell it), and their rules. With lenient units, PutMetricData itself says which units it takes.
 */
export function cloudWatchRulesets({ lenientUnits }: UnitSettings): readonly Ruleset[] {
  const granite = [...metricRules, ...(lenientUnits ? [] : [unit]), ...resourceRules, ...model];
  return [
    { operations: coralOperations, wording: coral, rules: [...model, ...alarmRules] },
    {
      operations: graniteOperations,
      wording: graniteWording({
        missing: MissingRequiredParameterException$,
        invalid: InvalidParameterValueException$,
      }),
      rules: granite,
    },
    // Recorded: the texts of Granite under the code of Coral.
    {
      operations: 'GetMetricData',
      wording: graniteWording({ missing: ValidationError$, invalid: ValidationError$ }),
      rules: granite,
    },
  ];
}

const coralOperations = `
  DeleteAlarms DescribeAlarmContributors DescribeAlarmHistory DescribeAlarms
  DescribeAlarmsForMetric DisableAlarmActions EnableAlarmActions SetAlarmState
  PutCompositeAlarm PutLogAlarm PutMetricAlarm
  DeleteAlarmMuteRule GetAlarmMuteRule ListAlarmMuteRules PutAlarmMuteRule
  GetOTelEnrichment StartOTelEnrichment StopOTelEnrichment UpdateOTelEnrichment
  AssociateDatasetKmsKey DisassociateDatasetKmsKey GetDataset
  CreateResourceMetricsConfiguration DeleteResourceMetricsConfiguration
  GetResourceMetricsConfiguration UpdateResourceMetricsConfiguration
  GetMetricWidgetImage
`;

const graniteOperations = `
  GetMetricStatistics ListMetrics PutMetricData
  DeleteAnomalyDetector DescribeAnomalyDetectors PutAnomalyDetector
  DeleteDashboards GetDashboard ListDashboards PutDashboard
  DeleteInsightRules DescribeInsightRules DisableInsightRules EnableInsightRules
  GetInsightRuleReport ListManagedInsightRules PutInsightRule PutManagedInsightRules
  DeleteMetricStream GetMetricStream ListMetricStreams PutMetricStream
  StartMetricStreams StopMetricStreams
  ListTagsForResource TagResource UntagResource
`;
