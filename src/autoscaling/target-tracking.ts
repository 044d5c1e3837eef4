import type {
  CustomizedMetricSpecification,
  TargetTrackingConfiguration,
  TargetTrackingMetricDataQuery,
} from '@aws-sdk/client-auto-scaling';
import { validationError } from './errors.js';
import type { ManagedAlarm, TrackedMetric, TrackedMetrics } from './policy-document.js';

/**
 * A target tracking policy keeps a metric near a value. It has two alarms of its own: a high one
 * that adds capacity after 3 minutes above the target, and a low one that takes capacity away after
 * 15 minutes below nine tenths of it ("Target tracking scaling policies").
 */
export function checkTargetTracking(configuration: TargetTrackingConfiguration): void {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } =
    configuration;
  if ((predefined === undefined) === (customized === undefined)) {
    throw validationError(
      'You should provide either a CustomizedMetricSpecification or a ' +
        'PredefinedMetricSpecification',
    );
  }
  checkTargetValue(configuration.TargetValue);
  const type = predefined?.PredefinedMetricType;
  if (type === 'ALBRequestCountPerTarget') {
    if (predefined?.ResourceLabel === undefined) {
      throw validationError(
        `Resource label should be specified for predefined metric type ${type}`,
      );
    }
    throw validationError(`Updraft does not serve the predefined metric type ${type} yet.`);
  }
  if (type !== undefined && predefined?.ResourceLabel !== undefined) {
    throw validationError(
      `Resource label should not be specified for predefined metric type ${type}`,
    );
  }
  if (customized === undefined) return;
  if (customized.Metrics !== undefined && customized.Metrics.length > 0) {
    checkMetrics(customized, customized.Metrics);
    return;
  }
  const { MetricName, Namespace, Statistic, Period = 60 } = customized;
  for (const [name, value] of Object.entries({ MetricName, Namespace, Statistic })) {
    if (value === undefined) throw validationError(`You should provide a ${name}`);
  }
  if (Period > 60) throw validationError("A metric period greater than 60 isn't supported");
}

/** The range is that of the values of metrics, as Application Auto Scaling gives it. */
export function checkTargetValue(TargetValue = 0): void {
  // Infinities and NaN lie outside too.
  if (TargetValue >= targetMin && TargetValue <= targetMax) return;
  throw validationError('Target value must be between 8.51592E-109 and 1.174271E108');
}

const targetMin = 8.51592e-109;
const targetMax = 1.174271e108;

const singleMetricMembers = [
  'Dimensions',
  'MetricName',
  'Namespace',
  'Statistic',
  'Unit',
  'Period',
] as const;

function checkMetrics(
  customized: CustomizedMetricSpecification,
  Metrics: readonly TargetTrackingMetricDataQuery[],
): void {
  if (singleMetricMembers.some((member) => customized[member] !== undefined)) {
    const members = singleMetricMembers.map((member) => `'${member}'`).join(', ');
    throw validationError(
      "A customized metric specification with 'Metrics' specified cannot have any of " +
        `[${members}] specified as well`,
    );
  }
  if (Metrics.some((query) => query.Expression !== undefined && query.MetricStat !== undefined)) {
    throw validationError(
      'The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you ' +
        'have specified both',
    );
  }
  if (Metrics.filter(({ ReturnData = true }) => ReturnData).length !== 1) {
    throw validationError('Exactly one element of the metrics list should return data');
  }
  // An expression has the period of its metrics, unless it says so.
  const periods = Metrics.flatMap(({ Expression, Period, MetricStat }) => {
    return MetricStat?.Period ?? Period ?? (Expression === undefined ? 60 : []);
  });
  if (new Set(periods).size > 1) {
    throw validationError('All metrics in the alarm should have the same period');
  }
  if (periods.some((period) => period > 60)) {
    throw validationError("A metric period greater than 60 isn't supported");
  }
}

/** The metrics of a policy with metric math, as CloudWatch takes them; undefined of any other. */
export function trackedMetrics({
  CustomizedMetricSpecification: customized,
}: TargetTrackingConfiguration): TrackedMetrics | undefined {
  const { Metrics = [] } = customized ?? {};
  if (Metrics.length === 0) return undefined;
  return {
    Metrics: Metrics.map(({ MetricStat, ...query }) => ({
      ...query,
      MetricStat: MetricStat && { Period: query.Period ?? 60, ...MetricStat },
    })),
  };
}

export interface AlarmOwner {
  readonly AutoScalingGroupName: string;
  /** Fresh at every change of the policy, since AWS then replaces its alarms. */
  readonly uuid: string;
}

/** High first; without scale-in there is no low one. */
export function managedAlarmsOf(
  configuration: TargetTrackingConfiguration,
  owner: AlarmOwner,
): readonly ManagedAlarm[] {
  const { TargetValue = 0, DisableScaleIn = false } = configuration;
  const source =
    trackedMetrics(configuration) ?? metricOf(configuration, owner.AutoScalingGroupName);
  const high: ManagedAlarm = {
    source,
    AlarmName: alarmName('AlarmHigh', owner),
    direction: 'high',
    Threshold: TargetValue,
    EvaluationPeriods: 3,
  };
  if (DisableScaleIn) return [high];
  const low: ManagedAlarm = {
    source,
    AlarmName: alarmName('AlarmLow', owner),
    direction: 'low',
    Threshold: lowThreshold(TargetValue),
    EvaluationPeriods: 15,
  };
  return [high, low];
}

function metricOf(
  { PredefinedMetricSpecification, CustomizedMetricSpecification }: TargetTrackingConfiguration,
  AutoScalingGroupName: string,
): TrackedMetric {
  const type = PredefinedMetricSpecification?.PredefinedMetricType;
  if (type !== undefined) {
    return {
      Namespace: 'AWS/EC2',
      MetricName: type.replace('ASGAverage', '').replace(/^CPU$/, 'CPUUtilization'),
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: AutoScalingGroupName }],
      Statistic: 'Average',
      Period: 60,
    };
  }
  const { MetricName, Namespace, Dimensions, Statistic, Unit, Period } =
    CustomizedMetricSpecification ?? {};
  return {
    MetricName: MetricName ?? '',
    Namespace: Namespace ?? '',
    Dimensions: (Dimensions ?? []).map(({ Name = '', Value = '' }) => ({ Name, Value })),
    Statistic: Statistic ?? 'Average',
    Unit,
    Period: Period ?? 60,
  };
}

/** Nine tenths, without the noise of binary fractions. */
function lowThreshold(TargetValue: number): number {
  return Number((TargetValue * 0.9).toPrecision(15));
}

const alarmNameMax = 255;

/** A long group's name is cut, so that the rest still fits. */
function alarmName(which: string, { AutoScalingGroupName, uuid }: AlarmOwner): string {
  const tail = `-${which}-${uuid}`;
  const head = `TargetTracking-${AutoScalingGroupName}`;
  return head.slice(0, alarmNameMax - tail.length) + tail;
}
