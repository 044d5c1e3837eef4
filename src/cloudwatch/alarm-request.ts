import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import type { Alarm } from './alarm-document.js';
import { treatments } from './alarm-evaluation.js';
import { sortedDimensions } from './dimensions.js';
import { validationError } from './errors.js';
import { parseStatistic } from './statistic-syntax.js';
import { refuseUnserved } from './unserved.js';

/**
 * What PutMetricAlarm asks for, checked: an alarm on one metric, with a statistic and a
 * threshold. What is left out is absent from the alarm, as DescribeAlarms shows it, but for the
 * lists and ActionsEnabled.
 */
export type AlarmSettings = Omit<
  Alarm,
  | 'AlarmArn'
  | 'AlarmConfigurationUpdatedTimestamp'
  | 'StateValue'
  | 'StateReason'
  | 'StateReasonData'
  | 'StateUpdatedTimestamp'
  | 'StateTransitionedTimestamp'
>;

type Input = Validated<PutMetricAlarmInput>;

export function readAlarmSettings(input: Input): AlarmSettings {
  if (input.Statistic !== undefined && input.ExtendedStatistic !== undefined) {
    throw validationError(
      'PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic ' +
        'parameters. Only one of them should be present',
    );
  }
  refuseUnserved(input, ['Metrics', 'ThresholdMetricId', ...unservedMembers(input)]);
  const { MetricName, Namespace, Period, Threshold, EvaluationPeriods } = input;
  if (MetricName === undefined) throw validationError('MetricName must not be null');
  if (Namespace === undefined) throw validationError('Namespace must not be null');
  const statistic = readStatistic(input);
  if (Period === undefined) throw must('have a Period parameter');
  if (EvaluationPeriods === undefined) throw must('have an EvaluationPeriods parameter');
  if (Threshold === undefined) throw must('have valid Threshold parameter');
  const { ComparisonOperator, DatapointsToAlarm, TreatMissingData } = input;
  if (!isStaticOperator(ComparisonOperator)) {
    throw must('have a valid ComparisonOperator parameter');
  }
  checkPeriods(Period, EvaluationPeriods);
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
  checkTreatment(TreatMissingData);
  const { ActionsEnabled = true, AlarmName, AlarmDescription, Unit } = input;
  return {
    AlarmName,
    AlarmDescription,
    ActionsEnabled,
    OKActions: readActions(input.OKActions),
    AlarmActions: readActions(input.AlarmActions),
    InsufficientDataActions: readActions(input.InsufficientDataActions),
    MetricName,
    Namespace,
    ...statistic,
    Dimensions: [...sortedDimensions(input.Dimensions)],
    Period,
    Unit,
    EvaluationPeriods,
    DatapointsToAlarm,
    Threshold,
    ComparisonOperator,
    TreatMissingData,
  };
}

type AlarmStatistic = Pick<
  Alarm,
  'Statistic' | 'ExtendedStatistic' | 'EvaluateLowSampleCountPercentile'
>;

function readStatistic(input: Input): AlarmStatistic {
  const { Statistic, ExtendedStatistic, EvaluateLowSampleCountPercentile } = input;
  if (Statistic === undefined && ExtendedStatistic === undefined) {
    throw must('have a Statistic parameter');
  }
  const isOption = lowSampleOptions.includes(EvaluateLowSampleCountPercentile ?? 'evaluate');
  if (!isOption) {
    throw validationError(
      `Option ${EvaluateLowSampleCountPercentile} is not supported. Supported options for ` +
        `parameter EvaluateLowSampleCountPercentile are ${lowSampleOptions.join(' and ')}.`,
    );
  }
  const extended = parseStatistic(ExtendedStatistic ?? '');
  if (ExtendedStatistic !== undefined && (!extended || extended.kind === 'basic')) {
    throw validationError(
      `The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`,
    );
  }
  return { Statistic, ExtendedStatistic, EvaluateLowSampleCountPercentile };
}

const lowSampleOptions: readonly string[] = ['evaluate', 'ignore'];

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
    'Statistic',
    'ExtendedStatistic',
    'EvaluateLowSampleCountPercentile',
    'Dimensions',
    'Period',
    'Unit',
    'EvaluationPeriods',
    'DatapointsToAlarm',
    'Threshold',
    'ComparisonOperator',
    'TreatMissingData',
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

function isStaticOperator(operator: unknown): operator is (typeof staticOperators)[number] {
  return (staticOperators as readonly unknown[]).includes(operator);
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

function readActions(actions: readonly string[] = []): string[] {
  for (const action of actions) {
    if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/s.test(action)) {
      throw validationError(`Invalid arn syntax: ${action}`);
    }
  }
  return [...new Set(actions)];
}
