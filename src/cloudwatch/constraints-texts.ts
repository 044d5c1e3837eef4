import type { Rule } from '../wire/rule.js';

/** One side of a range of percentiles, and of values, as AWS's pattern for statistics spells it. */
const percent = String.raw`((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%`;
const bound = String.raw`(\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+))`;
const basic = 'SampleCount|Average|Sum|Minimum|Maximum|IQM';
const statistic = [
  String.raw`(${basic}|(p|tc|tm|ts|wm)(\d{1,2}(\.\d{0,10})?|100)|[ou]\d+(\.\d*)?)(_E|_L|_H)?`,
  String.raw`(TM|TC|TS|WM)\(((${percent})?:${percent}|${percent}:(${percent})?)\)`,
  String.raw`(TM|TC|TS|WM|PR)\((${bound}:(${bound})?|(${bound})?:${bound})\)`,
].join('|');

/**
 * How long texts may be and what they may hold, from the service model; what that lacks (log
 * alarms, OpenTelemetry enrichment, datasets, detailed metrics) from the documentation.
 */
export const texts: readonly Rule[] = [
  // A namespace. The model forbids a leading colon; the service was seen to take it.
  {
    length: [1, 255],
    at: `
      DeleteAnomalyDetectorInput: Namespace
      DescribeAlarmsForMetricInput: Namespace
      DescribeAnomalyDetectorsInput: Namespace
      GetMetricStatisticsInput: Namespace
      ListMetricsInput: Namespace
      Metric: Namespace
      MetricStreamFilter: Namespace
      MetricStreamStatisticsMetric: Namespace
      OTelEnrichmentMetricSelector: Namespace
      PutAnomalyDetectorInput: Namespace
      PutMetricAlarmInput: Namespace
      PutMetricDataInput: Namespace
      SingleMetricAnomalyDetector: Namespace
    `,
  },
  {
    length: [1, 255],
    at: `
      DeleteAlarmMuteRuleInput: AlarmMuteRuleName
      DeleteAlarmsInput: AlarmNames[]
      DeleteAnomalyDetectorInput: MetricName
      DeleteMetricStreamInput: Name
      DescribeAlarmContributorsInput: AlarmName
      DescribeAlarmHistoryInput: AlarmName
      DescribeAlarmsForMetricInput: MetricName
      DescribeAlarmsInput: AlarmNamePrefix AlarmNames[] ChildrenOfAlarmName ParentsOfAlarmName
      DescribeAnomalyDetectorsInput: MetricName
      Dimension: Name
      DimensionFilter: Name
      DisableAlarmActionsInput: AlarmNames[]
      EnableAlarmActionsInput: AlarmNames[]
      GetAlarmMuteRuleInput: AlarmMuteRuleName
      GetMetricStatisticsInput: MetricName
      GetMetricStreamInput: Name
      ListAlarmMuteRulesInput: AlarmName
      ListMetricsInput: MetricName OwningAccount
      Metric: MetricName
      MetricDataQuery: AccountId Id
      MetricDatum: MetricName
      MetricStreamFilter: MetricNames[]
      MetricStreamStatisticsMetric: MetricName
      MuteTargets: AlarmNames[]
      OTelEnrichmentMetricSelector: MetricNames[]
      PutAlarmMuteRuleInput: Name
      PutAnomalyDetectorInput: MetricName
      PutCompositeAlarmInput: AlarmName
      PutLogAlarmInput: AlarmName TreatMissingData
      PutMetricAlarmInput: AlarmName EvaluateLowSampleCountPercentile MetricName ThresholdMetricId
         TreatMissingData
      PutMetricStreamInput: Name
      ResourceMetricSelection: IncludeMetrics[]
      SetAlarmStateInput: AlarmName
      SingleMetricAnomalyDetector: AccountId MetricName
      StartMetricStreamsInput: Names[]
      StopMetricStreamsInput: Names[]
    `,
  },
  // Dashboards, which the model leaves free and the documentation does not.
  {
    length: [1, 255],
    at: `
      DeleteDashboardsInput: DashboardNames[]
      GetDashboardInput: DashboardName
      ListDashboardsInput: DashboardNamePrefix
      PutDashboardInput: DashboardName
    `,
  },
  {
    length: [1, 1024],
    at: `
      AssociateDatasetKmsKeyInput: DatasetIdentifier KmsKeyArn
      CreateResourceMetricsConfigurationInput: ResourceArn
      DeleteResourceMetricsConfigurationInput: ResourceArn
      DescribeAlarmsInput: ActionPrefix
      Dimension: Value
      DimensionFilter: Value
      DisassociateDatasetKmsKeyInput: DatasetIdentifier
      GetDatasetInput: DatasetIdentifier
      GetResourceMetricsConfigurationInput: ResourceArn
      ListManagedInsightRulesInput: ResourceARN
      ListTagsForResourceInput: ResourceARN
      ManagedRule: ResourceARN
      PutCompositeAlarmInput: AlarmActions[] InsufficientDataActions[] OKActions[]
      PutLogAlarmInput: ActionLogLineRoleArn AlarmActions[] InsufficientDataActions[] OKActions[]
      PutMetricAlarmInput: AlarmActions[] InsufficientDataActions[] OKActions[]
      PutMetricStreamInput: FirehoseArn RoleArn
      ScheduledQueryConfiguration: ScheduledQueryRoleARN
      TagResourceInput: ResourceARN
      UntagResourceInput: ResourceARN
      UpdateResourceMetricsConfigurationInput: ResourceArn
    `,
  },
  { length: [1, 1600], at: 'PutCompositeAlarmInput: ActionsSuppressor' },
  {
    length: [0, 1024],
    at: `
      PutAlarmMuteRuleInput: Description
      PutCompositeAlarmInput: AlarmDescription
      PutLogAlarmInput: AlarmDescription
      PutMetricAlarmInput: AlarmDescription
    `,
  },
  { length: [0, 1023], at: 'SetAlarmStateInput: StateReason' },
  { length: [0, 4000], at: 'SetAlarmStateInput: StateReasonData' },
  { length: [1, 10240], at: 'PutCompositeAlarmInput: AlarmRule' },
  { length: [1, 10000], at: 'AlarmPromQLCriteria: Query' },
  { length: [1, 16], at: 'DescribeAlarmHistoryInput: AlarmContributorId' },
  {
    length: [1, 2048],
    at: `
      MetricDataQuery: Expression
      ScheduledQueryConfiguration: AggregationExpression
    `,
  },
  { length: [0, 10000], at: 'ScheduledQueryConfiguration: QueryString' },
  { length: [1, 256], at: 'Schedule: Expression' },
  {
    length: [1, 50],
    at: `
      Schedule: Duration Timezone
      WallClockWindow: Timezone
    `,
  },
  {
    length: [1, 128],
    at: `
      AlarmTagsPropagation: ExcludedTagKeys[] IncludedTagKeys[]
      Tag: Key
      UntagResourceInput: TagKeys[]
    `,
  },
  { length: [0, 256], at: 'Tag: Value' },
  {
    length: [1, 128],
    pattern: String.raw`[\x20-\x7E]+`,
    at: `
      DeleteInsightRulesInput: RuleNames[]
      DisableInsightRulesInput: RuleNames[]
      EnableInsightRulesInput: RuleNames[]
      GetInsightRuleReportInput: RuleName
      PutInsightRuleInput: RuleName
    `,
  },
  {
    length: [1, 32],
    pattern: String.raw`[\x20-\x7E]+`,
    at: `
      GetInsightRuleReportInput: Metrics[] OrderBy
      PutInsightRuleInput: RuleState
    `,
  },
  {
    length: [1, 8192],
    pattern: String.raw`[\x00-\x7F]+`,
    at: 'PutInsightRuleInput: RuleDefinition',
  },
  {
    length: [1, 128],
    pattern: String.raw`[0-9A-Za-z][\-\.\_0-9A-Za-z]{0,126}[0-9A-Za-z]`,
    at: 'ManagedRule: TemplateName',
  },
  {
    length: [0, 50],
    pattern: statistic,
    at: `
      DeleteAnomalyDetectorInput: Stat
      PutAnomalyDetectorInput: Stat
      SingleMetricAnomalyDetector: Stat
    `,
  },
  { length: [0, 50], pattern: '.*', at: 'AnomalyDetectorConfiguration: MetricTimezone' },
];
