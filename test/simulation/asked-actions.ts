import type { StateValue } from '@aws-sdk/client-cloudwatch';
import {
  type AlarmDocument,
  type AnyAlarm,
  isComposite,
  isOnMetrics,
  isPromQL,
} from '../../src/cloudwatch/alarm-document.js';
import { isLog } from '../../src/cloudwatch/log-alarm.js';
import { opsItem } from './log-cast.js';
import { isOnGroups } from './naive-log.js';

/** Those that the alarm, or a contributor of it, has in a state. */
export function actionsIn(alarm: AnyAlarm, StateValue: StateValue): readonly string[] {
  const isWarmingUp = !isComposite(alarm) && alarm.EvaluationState === 'IN_WARM_UP';
  if (!alarm.ActionsEnabled || isWarmingUp) return [];
  if (StateValue === 'ALARM') return alarm.AlarmActions;
  return StateValue === 'OK' ? alarm.OKActions : alarm.InsufficientDataActions;
}

export function isOfAlarm(arn: string, alarm: AnyAlarm): boolean {
  return arn.startsWith('arn:aws:ssm-incidents:') || (isLog(alarm) && arn === opsItem);
}

/** Where there is no group that could tell of it; that all are OK the groups have told. */
export function isLogAsWhole(alarm: AnyAlarm): boolean {
  if (!isLog(alarm)) return false;
  const { StateValue, StateReason = '' } = alarm;
  return (
    StateValue === 'INSUFFICIENT_DATA' ||
    (StateValue === 'ALARM' && StateReason.startsWith('No contributors'))
  );
}

/** Its state is that of its contributors, and its reason tells how many they are. */
export function isOnSeveral({ alarm }: AlarmDocument): boolean {
  if (isLog(alarm)) return isOnGroups(alarm);
  if (!isOnMetrics(alarm)) return isPromQL(alarm);
  const [{ Expression = '' } = {}] = alarm.Metrics ?? [];
  return Expression.startsWith('SELECT');
}
