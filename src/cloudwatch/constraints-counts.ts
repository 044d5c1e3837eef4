import type { Rule } from '../wire/rule.js';

/** How many elements lists may have. */
export const lists: readonly Rule[] = [
  {
    length: [0, 5],
    at: `
      PutCompositeAlarmInput: AlarmActions InsufficientDataActions OKActions
      PutLogAlarmInput: AlarmActions InsufficientDataActions OKActions
      PutMetricAlarmInput: AlarmActions InsufficientDataActions OKActions
    `,
  },
  {
    length: [0, 30],
    at: `
      DeleteAnomalyDetectorInput: Dimensions
      DescribeAlarmsForMetricInput: Dimensions
      DescribeAnomalyDetectorsInput: Dimensions
      GetMetricStatisticsInput: Dimensions
      Metric: Dimensions
      MetricDatum: Dimensions
      PutAnomalyDetectorInput: Dimensions
      PutMetricAlarmInput: Dimensions
      SingleMetricAnomalyDetector: Dimensions
    `,
  },
  // That at least one statistic is asked for is for the operation to say: there are two lists.
  {
    length: [0, 10],
    at: `
      AnomalyDetectorConfiguration: ExcludedTimeRanges
      GetMetricStatisticsInput: ExtendedStatistics
      ListMetricsInput: Dimensions
    `,
  },
  { length: [0, 5], at: 'GetMetricStatisticsInput: Statistics' },
  {
    length: [0, 100],
    at: `
      DeleteAlarmsInput: AlarmNames
      DescribeAlarmsInput: AlarmNames
      DisableAlarmActionsInput: AlarmNames
      EnableAlarmActionsInput: AlarmNames
      MetricStreamStatisticsConfiguration: IncludeMetrics
      MuteTargets: AlarmNames
      OTelEnrichmentMetricSelector: MetricNames
      PutMetricStreamInput: StatisticsConfigurations
    `,
  },
  { length: [0, 20], at: 'MetricStreamStatisticsConfiguration: AdditionalStatistics' },
  {
    length: [1, 50],
    at: `
      AlarmTagsPropagation: ExcludedTagKeys IncludedTagKeys
      ScheduledQueryConfiguration: LogGroupIdentifiers
    `,
  },
  { length: [0, 50], at: 'DescribeAnomalyDetectorsInput: AnomalyDetectorIds' },
  { length: [0, 2], at: 'DescribeAnomalyDetectorsInput: AnomalyDetectorTypes' },
];

/** How small and how large numbers may be. */
export const values: readonly Rule[] = [
  {
    value: [1, 100],
    at: `
      DescribeAlarmHistoryInput: MaxRecords
      DescribeAlarmsInput: MaxRecords
      DescribeAnomalyDetectorsInput: MaxResults
      GetInsightRuleReportInput: MaxContributorCount
      ListAlarmMuteRulesInput: MaxRecords
      PutLogAlarmInput: QueryResultsToAlarm QueryResultsToEvaluate
    `,
  },
  {
    value: [1, 500],
    at: `
      DescribeInsightRulesInput: MaxResults
      ListManagedInsightRulesInput: MaxResults
      ListMetricStreamsInput: MaxResults
    `,
  },
  // Of GetMetricStatistics the Period has a text of its own, which tells all that is valid.
  {
    value: [1, Infinity],
    at: `
      DescribeAlarmsForMetricInput: Period
      GetInsightRuleReportInput: Period
      MetricDataQuery: Period
      MetricStat: Period
      PutMetricAlarmInput: DatapointsToAlarm EvaluationPeriods Period
    `,
  },
  { value: [10, 3600], at: 'PutMetricAlarmInput: EvaluationInterval' },
  { value: [0, 86400], at: 'AlarmPromQLCriteria: PendingPeriod RecoveryPeriod' },
  { value: [0, 50], at: 'PutLogAlarmInput: ActionLogLineCount' },
  { value: [1, 2880], at: 'WarmUpConfiguration: WarmUpPeriodDurationInMinutes' },
  {
    value: [0, Infinity],
    at: `
      PutCompositeAlarmInput: ActionsSuppressorExtensionPeriod ActionsSuppressorWaitPeriod
      ScheduleConfiguration: EndTimeOffset StartTimeOffset
    `,
  },
];
