import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Context, Service, Validated } from '../service.js';
import { checkAlarmMetrics } from './alarm-metrics-request.js';
import { readAlarmSettings } from './alarm-request.js';

/**
 * For those who put alarms without a request, and want to know if one would be taken: refuses all
 * that PutMetricAlarm refuses, in the same words.
 */
export function alarmChecks(
  services: readonly Service[],
): Pick<Context, 'checkAlarm' | 'checkAlarmMetrics'> {
  const model = services.find((each) => each.model.name === 'cloudwatch')?.model;
  const shape = model?.shapes.get('PutMetricAlarm');
  if (model === undefined || shape === undefined) throw new Error('No service puts alarms.');
  const checkAlarm = (request: object): void => {
    model.constraints.check(shape, request);
    // The constraints have passed it, as they have what reaches the operation.
    readAlarmSettings(request as Validated<PutMetricAlarmInput>);
  };
  return { checkAlarm, checkAlarmMetrics };
}
