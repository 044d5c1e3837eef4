import type { Alarm, ScalingPolicy } from '@aws-sdk/client-auto-scaling';
import type { Document } from '../store/store.js';

/** A scaling policy: what DescribePolicies shows of it, and what its own alarms are to be. */
export interface PolicyDocument extends Document {
  readonly policy: Policy;
  /** The alarms of a target tracking policy; none of any other. */
  readonly managedAlarms: readonly ManagedAlarm[];
  /** Alarms of others that name the policy in their actions; target tracking does not show them. */
  readonly linkedAlarms?: readonly Alarm[] | undefined;
  /** Alarms of an earlier version of the policy, to be deleted. */
  readonly staleAlarmNames: readonly string[];
  /** Set while a deleted policy's alarms are still to be deleted. */
  readonly isDeleted?: true | undefined;
}

type ShownAlways =
  | 'AutoScalingGroupName'
  | 'PolicyName'
  | 'PolicyARN'
  | 'PolicyType'
  | 'StepAdjustments'
  | 'Enabled';

export type Policy = Omit<ScalingPolicy, ShownAlways | 'Alarms'> & {
  readonly [K in ShownAlways]: Exclude<ScalingPolicy[K], undefined>;
} & { readonly Alarms: readonly Alarm[] };

/** An alarm that a target tracking policy keeps; its ARN is the policy's business alone. */
export interface ManagedAlarm {
  readonly AlarmName: string;
  readonly direction: 'high' | 'low';
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly source: TrackedMetric | TrackedMetrics;
}

export interface TrackedMetric {
  readonly Period: number;
  readonly MetricName: string;
  readonly Namespace: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic: string;
  readonly Unit?: string | undefined;
}

/** Metric math, as CloudWatch takes it. */
export interface TrackedMetrics {
  readonly Metrics: readonly object[];
}

export function isPolicyThere(document: PolicyDocument | undefined): document is PolicyDocument {
  return document !== undefined && document.isDeleted !== true;
}

/** Those that an earlier build has noted are among those that are shown. */
export function linkedAlarmsOf({ policy, linkedAlarms }: PolicyDocument): readonly Alarm[] {
  const isTracking = policy.PolicyType === 'TargetTrackingScaling';
  return linkedAlarms ?? (isTracking ? [] : policy.Alarms);
}

/** Of all that invoke it. */
export function alarmNamesOf(document: PolicyDocument): readonly string[] {
  const alarms = [...document.managedAlarms, ...linkedAlarmsOf(document)];
  return alarms.map(({ AlarmName = '' }) => AlarmName);
}
