import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Service, Validated } from '../service.js';
import { readAlarmSettings } from './alarm-request.js';

/**
 * For those who put alarms without a request, and want to know if one would be taken: refuses all
 * that PutMetricAlarm refuses, in the same words.
 */
export function alarmCheck(services: readonly Service[]): (request: object) => void {
  const model = services.find((each) => each.model.name === 'cloudwatch')?.model;
  const shape = model?.shapes.get('PutMetricAlarm');
  if (model === undefined || shape === undefined) throw new Error('No service puts alarms.');
  return (request) => {
    model.constraints.check(shape, request);
    // The constraints have passed it, as they have what reaches the operation.
    readAlarmSettings(request as Validated<PutMetricAlarmInput>);
  };
}
