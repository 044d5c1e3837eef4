import {
  GetPredictiveScalingForecast$,
  type GetPredictiveScalingForecastType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupNotFound, validationError } from '../errors.js';
import { standingForecast, forecastKey } from '../forecast-document.js';
import { groupKey, policyKey } from '../keys.js';
import type { HourlyLoad } from '../load-forecast.js';
import { isPolicyThere } from '../policy-document.js';

export default operation<GetPredictiveScalingForecastType>(
  GetPredictiveScalingForecast$,
  async ({ AutoScalingGroupName, PolicyName, StartTime, EndTime }, context) => {
    const { store, now } = context;
    checkRange(StartTime, EndTime, now);
    const group = await store.get(groupKey(context, AutoScalingGroupName));
    if (group === undefined) throw groupNotFound();
    const found = await store.get(policyKey(context, AutoScalingGroupName, PolicyName));
    const policy = isPolicyThere(found) ? found.policy : undefined;
    const configuration = policy?.PredictiveScalingConfiguration;
    if (policy === undefined || configuration === undefined) {
      throw validationError('Policy name not found');
    }
    const document = await store.get(forecastKey(context, AutoScalingGroupName, PolicyName));
    const forecast = document && standingForecast(document, policy);
    const { load = [], capacity = [], updatedAt = now } = forecast ?? {};
    const series = (hours: readonly HourlyLoad[]): { Timestamps: Date[]; Values: number[] } => {
      const within = hours.filter(({ hour }) => {
        return hour * hourMilliseconds >= +StartTime && hour * hourMilliseconds < +EndTime;
      });
      return {
        Timestamps: within.map(({ hour }) => new Date(hour * hourMilliseconds)),
        Values: within.map(({ value }) => value),
      };
    };
    const [MetricSpecification] = configuration.MetricSpecifications ?? [];
    return {
      LoadForecast: [{ ...series(load), MetricSpecification }],
      CapacityForecast: series(capacity),
      UpdateTime: updatedAt,
    };
  },
);

const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;

/** The limits are those of the page; AWS's words are not known. */
function checkRange(StartTime: Date, EndTime: Date, now: Date): void {
  if (StartTime >= EndTime) throw validationError('StartTime must be before EndTime');
  if (+EndTime - +StartTime > 30 * dayMilliseconds) {
    throw validationError('The duration between StartTime and EndTime must be at most 30 days');
  }
  if (+now - +StartTime > 366 * dayMilliseconds) {
    throw validationError('StartTime must be at most one year before the current time');
  }
}
