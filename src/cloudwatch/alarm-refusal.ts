import { ServiceError } from '../wire/errors.js';
import { ExpressionError } from './expression-plan.js';

/**
 * What PutMetricAlarm says of the expressions of an alarm. AWS's alarms have them checked by
 * another of its services, and hand on what the client of that service says, to the last word
 * (recorded by the public project radkawar/stackd, `alarm_query_admission`). The id of the request
 * within is that of the request here.
 */
export function toldByAlarms<T>(requestId: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { schema, message } = error;
    throw new ServiceError(
      schema,
      `${message} (Service: AmazonCloudWatch; Status Code: 400; Error Code: ValidationException; ` +
        `Request ID: ${requestId}; Proxy: null)`,
    );
  }
}
