import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import { isScalingPolicy } from './alarm-action.js';
import type { Alarm, AlarmStateMember } from './alarm-document.js';
import { checkInstanceActions, readActionLists } from './alarm-action-request.js';
import { treatments } from './alarm-evaluation.js';
import {
  checkContributorActions,
  checkInsightsPeriods,
  hasContributors,
  isInsightsAlarm,
} from './alarm-insights.js';
import { readActionConfiguration } from './alarm-tags-propagation.js';
import { alarmPeriod } from './alarm-metrics.js';
import { readAlarmMetrics } from './alarm-metrics-request.js';
import { readTiming } from './alarm-window-request.js';
import { checkedDimensions } from './dimensions.js';
import { invalidValue, validationError } from './errors.js';
import { parseStatistic } from './statistic-syntax.js';
import { refuseUnserved } from './unserved.js';

/**
 * What PutMetricAlarm asks for, checked: an alarm on one metric or on a list of them, with a
 * threshold. What is left out is absent from the alarm, as DescribeAlarms shows it, but for the
 * lists and ActionsEnabled.
 */
export type AlarmSettings = Omit<Alarm, AlarmStateMember>;

type Input = Validated<PutMetricAlarmInput>;

export function readAlarmSettings(input: Input): AlarmSettings {
  if (input.Statistic !== undefined && input.ExtendedStatistic !== undefined) {
    throw validationError(
      'PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic ' +
        'parameters. Only one of them should be present',
    );
  }
  checkInterval(input);
  refuseUnserved(input, unservedMembers(input));
  const { EvaluationPeriods } = input;
  const source = input.Metrics === undefined ? readMetric(input) : readMetrics(input);
  if (EvaluationPeriods === undefined) throw must('have an EvaluationPeriods parameter');
  const comparison = readComparison(input);
  const { DatapointsToAlarm, TreatMissingData } = input;
  if (isInsightsAlarm(source)) checkInsightsPeriods(alarmPeriod(source), EvaluationPeriods);
  checkPeriods(alarmPeriod(source), EvaluationPeriods);
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
  checkTreatment(TreatMissingData);
  const timing = readTiming(input, source, EvaluationPeriods);
  const { ActionsEnabled = true, AlarmName, AlarmDescription } = input;
  const actions = readActionLists(input);
  checkInstanceActions(actions, source);
  if (hasContributors(source)) checkContributorActions(actions);
  return {
    AlarmName,
    AlarmDescription,
    ActionsEnabled,
    ...actions,
    ...readActionConfiguration(input),
    ...source,
    EvaluationPeriods,
    DatapointsToAlarm,
    ...comparison,
    TreatMissingData,
    ...timing,
  };
}

/** An interval of its own is for queries in PromQL alone. */
function checkInterval({ EvaluationInterval }: Input): void {
  if (EvaluationInterval === undefined) return;
  throw validationError('EvaluationInterval should not be set without EvaluationCriteria.');
}

type AlarmComparison = Pick<Alarm, 'Threshold' | 'ThresholdMetricId' | 'ComparisonOperator'>;

/** With a threshold, or with the band that one of the metrics is. */
function readComparison(input: Input): AlarmComparison {
  const { Threshold, ThresholdMetricId, ComparisonOperator } = input;
  if (ThresholdMetricId === undefined) {
    if (isAmong(bandOperators, ComparisonOperator)) {
      throw validationError('ComparisonOperators for ranges require ThresholdMetricId to be set');
    }
    if (Threshold === undefined) throw must('have valid Threshold parameter');
    // AWS is not known to have been asked; PutMetricData refuses such values so.
    if (!Number.isFinite(Threshold)) {
      throw invalidValue(`The value ${Threshold} for parameter Threshold is invalid.`);
    }
    if (!isAmong(staticOperators, ComparisonOperator)) {
      throw must('have a valid ComparisonOperator parameter');
    }
    return { Threshold, ComparisonOperator };
  }
  if (Threshold !== undefined) {
    throw validationError('Threshold and ThresholdMetricId cannot both be set');
  }
  if (!isAmong(bandOperators, ComparisonOperator)) {
    throw must('have a valid ComparisonOperator parameter');
  }
  if (input.Metrics === undefined) throw validationError('Invalid metrics list');
  const actions = [input.OKActions, input.AlarmActions, input.InsufficientDataActions];
  if (actions.flatMap((list) => list ?? []).some(isScalingPolicy)) {
    throw validationError('autoscaling actions not supported when ThresholdMetricId is set');
  }
  return { ThresholdMetricId, ComparisonOperator };
}

type AlarmSource = Pick<
  Alarm,
  'MetricName' | 'Namespace' | 'Dimensions' | 'Period' | 'Unit' | 'Metrics'
> &
  AlarmStatistic;

function readMetric(input: Input): AlarmSource {
  const { MetricName, Namespace, Period, Unit } = input;
  if (MetricName === undefined) throw validationError('MetricName must not be null');
  if (Namespace === undefined) throw validationError('Namespace must not be null');
  const statistic = readStatistic(input);
  if (Period === undefined) throw must('have a Period parameter');
  const Dimensions = checkedDimensions(input.Dimensions);
  return { MetricName, Namespace, ...statistic, Dimensions, Period, Unit };
}

/** What says which metric an alarm is on stands in the list then. */
function readMetrics(input: Input): AlarmSource {
  for (const member of singleMetricMembers) {
    if (input[member] === undefined) continue;
    throw validationError(`${member} should not be set if list of Metrics is set.`);
  }
  const { EvaluateLowSampleCountPercentile } = input;
  checkLowSampleOption(EvaluateLowSampleCountPercentile);
  // What each alarm does anyway may be said of a list, too.
  if (EvaluateLowSampleCountPercentile === 'ignore') throw onlyOfPercentiles(null);
  return {
    Dimensions: [],
    Metrics: [...readAlarmMetrics(input.Metrics ?? [], input.ThresholdMetricId)],
  };
}

const singleMetricMembers = [
  'MetricName',
  'Namespace',
  'Dimensions',
  'Period',
  'Unit',
  'Statistic',
  'ExtendedStatistic',
] as const;

type AlarmStatistic = Pick<
  Alarm,
  'Statistic' | 'ExtendedStatistic' | 'EvaluateLowSampleCountPercentile'
>;

function readStatistic(input: Input): AlarmStatistic {
  const { Statistic, ExtendedStatistic, EvaluateLowSampleCountPercentile } = input;
  if (Statistic === undefined && ExtendedStatistic === undefined) {
    throw must('have a Statistic parameter');
  }
  checkLowSampleOption(EvaluateLowSampleCountPercentile);
  const extended = parseStatistic(ExtendedStatistic ?? '');
  if (ExtendedStatistic !== undefined && (!extended || extended.kind === 'basic')) {
    throw invalidValue(
      `The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`,
    );
  }
  if (EvaluateLowSampleCountPercentile !== undefined && extended?.kind !== 'percentile') {
    throw onlyOfPercentiles(Statistic ?? ExtendedStatistic ?? null);
  }
  return { Statistic, ExtendedStatistic, EvaluateLowSampleCountPercentile };
}

const lowSampleOptions = ['evaluate', 'ignore'] as const;

function checkLowSampleOption(option: string | undefined): void {
  if (option === undefined || isAmong(lowSampleOptions, option)) return;
  throw validationError(
    `Option ${option} is not supported. Supported options for ` +
      `parameter EvaluateLowSampleCountPercentile are ${lowSampleOptions.join(' and ')}.`,
  );
}

function onlyOfPercentiles(statistic: string | null): Error {
  return validationError(
    `Option evaluateLowSampleCountPercentile can not be applied with statistic ${statistic}. ` +
      'This option is enabled only for percentile statistics.',
  );
}

function must(what: string): Error {
  return validationError(`PutMetricAlarm request should ${what}`);
}

/** Members of the newest API beside those of the three kinds of alarms. */
function unservedMembers(input: Input): readonly (keyof Input)[] {
  const served = new Set<string>([
    'AlarmName',
    'AlarmDescription',
    'ActionsEnabled',
    'OKActions',
    'AlarmActions',
    'InsufficientDataActions',
    'MetricName',
    'Namespace',
    'Metrics',
    'Statistic',
    'ExtendedStatistic',
    'EvaluateLowSampleCountPercentile',
    'Dimensions',
    'Period',
    'Unit',
    'EvaluationPeriods',
    'DatapointsToAlarm',
    'Threshold',
    'ThresholdMetricId',
    'ComparisonOperator',
    'TreatMissingData',
    'EvaluationWindow',
    'WarmUpConfiguration',
    'ActionConfiguration',
    'Tags',
  ]);
  return (Object.keys(input) as (keyof Input)[]).filter((member) => !served.has(member));
}

const staticOperators = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;

const bandOperators = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
] as const;

function isAmong<T>(operators: readonly T[], operator: unknown): operator is T {
  return (operators as readonly unknown[]).includes(operator);
}

const day = 86_400;

function checkPeriods(Period: number, EvaluationPeriods: number): void {
  if (![10, 20, 30].includes(Period) && Period % 60 !== 0) {
    throw validationError('Period must be 10, 20, 30 or a multiple of 60');
  }
  const seconds = Period * EvaluationPeriods;
  const cannot = (span: string, max: number, periods: string): Error =>
    validationError(
      `Metrics cannot be checked across more than a ${span} (EvaluationPeriods * Period must be ` +
        `<= ${max}) for alarms using period ${periods} 3600`,
    );
  if (Period < 3_600 && seconds > day) throw cannot('day', day, '<');
  if (seconds > 7 * day) throw cannot('week', 7 * day, '>=');
}

function checkTreatment(TreatMissingData: string | undefined): void {
  if (TreatMissingData === undefined) return;
  if (treatments.some((treatment) => treatment === TreatMissingData)) return;
  throw validationError(
    'Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing.',
  );
}
