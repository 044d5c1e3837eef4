/**
 * The kind of every number of the API, sent and answered: the SDK's schemas do not tell them apart.
 * A double always shows its point on the wire; an integer is held to its 32 bits. From the service
 * model; what that lacks (log alarms, warm-up) is read from the SDK's documentation.
 */
export const numbers = {
  integer: `
    AlarmPromQLCriteria: PendingPeriod RecoveryPeriod
    CompositeAlarm: ActionsSuppressorExtensionPeriod ActionsSuppressorWaitPeriod
    DescribeAlarmHistoryInput: MaxRecords
    DescribeAlarmsForMetricInput: Period
    DescribeAlarmsInput: MaxRecords
    DescribeAnomalyDetectorsInput: MaxResults
    DescribeInsightRulesInput: MaxResults
    GetInsightRuleReportInput: MaxContributorCount Period
    GetMetricDataInput: MaxDatapoints
    GetMetricStatisticsInput: Period
    ListAlarmMuteRulesInput: MaxRecords
    ListManagedInsightRulesInput: MaxResults
    ListMetricStreamsInput: MaxResults
    LogAlarm: ActionLogLineCount QueryResultsToAlarm QueryResultsToEvaluate
    MetricAlarm: DatapointsToAlarm EvaluationInterval EvaluationPeriods Period
    MetricDataQuery: Period
    MetricDatum: StorageResolution
    MetricStat: Period
    PutCompositeAlarmInput: ActionsSuppressorExtensionPeriod ActionsSuppressorWaitPeriod
    PutLogAlarmInput: ActionLogLineCount QueryResultsToAlarm QueryResultsToEvaluate
    PutMetricAlarmInput: DatapointsToAlarm EvaluationInterval EvaluationPeriods Period
    WarmUpConfiguration: WarmUpPeriodDurationInMinutes
  `,
  long: `
    DashboardEntry: Size
    GetInsightRuleReportOutput: ApproximateUniqueCount
    ScheduleConfiguration: EndTimeOffset StartTimeOffset
  `,
  double: `
    Datapoint: Average ExtendedStatistics Maximum Minimum SampleCount Sum
    GetInsightRuleReportOutput: AggregateValue
    InsightRuleContributor: ApproximateAggregateValue
    InsightRuleContributorDatapoint: ApproximateValue
    InsightRuleMetricDatapoint: Average MaxContributorValue Maximum Minimum SampleCount Sum
      UniqueContributors
    LogAlarm: Threshold
    MetricAlarm: Threshold
    MetricDataResult: Values
    MetricDatum: Counts Value Values
    PutLogAlarmInput: Threshold
    PutMetricAlarmInput: Threshold
    StatisticSet: Maximum Minimum SampleCount Sum
  `,
} as const;
