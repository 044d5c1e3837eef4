import type { Alarm } from '@aws-sdk/client-auto-scaling';
import type { Scope } from '../store/keys.js';
import { alarmArnOf, policyArnOf } from './identity.js';
import {
  isPolicyThere,
  linkedAlarmsOf,
  type Policy,
  type PolicyDocument,
} from './policy-document.js';
import { minAdjustmentMagnitude, type OldMagnitude, type PolicyInput } from './policy-request.js';
import { withDefaults } from './predictive-request.js';
import { managedAlarmsOf } from './target-tracking.js';

/** A scaling policy as it is put, linked to alarms, and deleted. */
export interface PolicyPut {
  readonly scope: Scope;
  readonly now: Date;
  /** For the ARN of a policy that is new, and for the names of its alarms. */
  readonly policyUuid: string;
  readonly alarmUuid: string;
}

/** A policy keeps its ARN when it is put again; the alarms of target tracking are made anew. */
export function putPolicy(
  current: PolicyDocument | undefined,
  input: PolicyInput,
  { scope, now, policyUuid, alarmUuid }: PolicyPut,
): PolicyDocument {
  const known = isPolicyThere(current) ? current : undefined;
  const { AutoScalingGroupName, PolicyName, PolicyType = 'SimpleScaling' } = input;
  const names = { AutoScalingGroupName, name: PolicyName };
  const PolicyARN = known?.policy.PolicyARN ?? policyArnOf(scope, policyUuid, names);
  const tracking = input.TargetTrackingConfiguration;
  const owner = { AutoScalingGroupName, uuid: alarmUuid };
  const managedAlarms = tracking === undefined ? [] : managedAlarmsOf(tracking, owner);
  const linkedAlarms = known === undefined ? [] : linkedAlarmsOf(known);
  const Alarms =
    tracking === undefined
      ? linkedAlarms
      : managedAlarms.map(({ AlarmName }) => ({
          AlarmName,
          AlarmARN: alarmArnOf(scope, AlarmName),
        }));
  const old = current?.managedAlarms.map(({ AlarmName }) => AlarmName) ?? [];
  return {
    policy: { ...shownMembers(input, PolicyType), PolicyARN, Alarms },
    ...{ managedAlarms, linkedAlarms },
    staleAlarmNames: [...(current?.staleAlarmNames ?? []), ...old],
    due: managedAlarms.length + old.length > 0 ? now : current?.due,
  };
}

function shownMembers(
  input: PolicyInput,
  PolicyType: string,
): Omit<Policy, 'PolicyARN' | 'Alarms'> {
  const magnitude = minAdjustmentMagnitude(input);
  const old: OldMagnitude = { MinAdjustmentStep: magnitude };
  const { TargetTrackingConfiguration: tracking, PredictiveScalingConfiguration: forecast } = input;
  const { ScalingAdjustment, Cooldown } = PolicyType === 'SimpleScaling' ? input : noSimpleMembers;
  return {
    AutoScalingGroupName: input.AutoScalingGroupName,
    PolicyName: input.PolicyName,
    PolicyType,
    AdjustmentType: input.AdjustmentType,
    ScalingAdjustment,
    MinAdjustmentMagnitude: magnitude,
    ...old,
    Cooldown,
    StepAdjustments: input.StepAdjustments ?? [],
    MetricAggregationType:
      PolicyType === 'StepScaling' ? (input.MetricAggregationType ?? 'Average') : undefined,
    EstimatedInstanceWarmup: input.EstimatedInstanceWarmup,
    TargetTrackingConfiguration: tracking && {
      ...tracking,
      DisableScaleIn: tracking.DisableScaleIn ?? false,
    },
    PredictiveScalingConfiguration: forecast && withDefaults(forecast),
    Enabled: input.Enabled ?? true,
  };
}

/** Others may hold zeros in their place, which say nothing. */
const noSimpleMembers = { ScalingAdjustment: undefined, Cooldown: undefined };

/** A deleted policy stays until its alarms are deleted too. */
export function withoutPolicy(document: PolicyDocument, now: Date): PolicyDocument | undefined {
  const names = document.managedAlarms.map(({ AlarmName }) => AlarmName);
  const staleAlarmNames = [...document.staleAlarmNames, ...names];
  if (staleAlarmNames.length === 0) return undefined;
  return { ...document, managedAlarms: [], staleAlarmNames, isDeleted: true, due: now };
}

export interface PolicyLink {
  readonly AlarmName: string;
  readonly AlarmARN: string;
  readonly isLinked: boolean;
}

/**
 * DescribePolicies shows the alarms that name a policy, of target tracking only its own. One of
 * these that a user deletes, or that names the policy no more, is not made again before the policy
 * is put again.
 */
export function withAlarmLink(document: PolicyDocument, link: PolicyLink): PolicyDocument {
  const { policy, managedAlarms, staleAlarmNames } = document;
  if (staleAlarmNames.includes(link.AlarmName)) return document;
  if (managedAlarms.some(({ AlarmName }) => AlarmName === link.AlarmName)) {
    const Alarms = withLink(policy.Alarms, link);
    const names = managedAlarms.map(({ AlarmName }) => AlarmName);
    const sorted = names.flatMap((name) => Alarms.filter(({ AlarmName }) => AlarmName === name));
    return Alarms === policy.Alarms
      ? document
      : { ...document, policy: { ...policy, Alarms: sorted } };
  }
  const known = linkedAlarmsOf(document);
  const linkedAlarms = withLink(known, link);
  if (linkedAlarms === known) return document;
  const isTracking = policy.PolicyType === 'TargetTrackingScaling';
  const Alarms = isTracking ? policy.Alarms : linkedAlarms;
  return { ...document, linkedAlarms, policy: { ...policy, Alarms } };
}

function withLink(
  alarms: readonly Alarm[],
  { AlarmName, AlarmARN, isLinked }: PolicyLink,
): readonly Alarm[] {
  const others = alarms.filter((alarm) => alarm.AlarmARN !== AlarmARN);
  if (isLinked === others.length < alarms.length) return alarms;
  return isLinked ? [...alarms, { AlarmName, AlarmARN }] : others;
}
