import { PutScalingPolicy$, type PutScalingPolicyType } from '@aws-sdk/client-auto-scaling';
import { type Context, operation, type Validated } from '../../service.js';
import { type Key, partsOf } from '../../store/keys.js';
import { freePlace, takePlace } from '../../store/roster.js';
import { groupNotFound } from '../errors.js';
import { forecastAgain, forecastKey } from '../forecast-document.js';
import { assertChangeable } from '../group.js';
import { withdrawIfGone } from '../group-lookup.js';
import { groupKey, policyKey } from '../keys.js';
import { policyQuota } from '../limits.js';
import { managedAlarmRequest } from '../managed-alarm.js';
import { isPolicyThere, type PolicyDocument } from '../policy-document.js';
import { putPolicy, withoutPolicy } from '../policy.js';
import { checkPolicy } from '../policy-request.js';
import { customQueries } from '../predictive-request.js';
import { trackedMetrics } from '../target-tracking.js';

export default operation<PutScalingPolicyType>(PutScalingPolicy$, async (input, context) => {
  const { account, region, now, store } = context;
  const scope = { account, region };
  checkPolicy(input);
  const { TargetTrackingConfiguration: tracking } = input;
  const math = tracking && trackedMetrics(tracking);
  if (math !== undefined) context.checkAlarmMetrics(math.Metrics);
  const lists = customQueries(input.PredictiveScalingConfiguration ?? none);
  for (const queries of lists) context.checkAlarmMetrics(queries);
  const group = await store.get(groupKey(scope, input.AutoScalingGroupName));
  if (group === undefined) throw groupNotFound();
  assertChangeable(group);
  const put = { scope, now, policyUuid: context.newId(), alarmUuid: context.newId() };
  checkManagedAlarms(putPolicy(undefined, input, put), context);
  const key = policyKey(scope, input.AutoScalingGroupName, input.PolicyName);
  if (!isPolicyThere(await store.get(key))) {
    await takePlace(key, policyQuota(scope, input.AutoScalingGroupName), context);
  }
  const document = await store.update(key, (current) => putPolicy(current, input, put));
  await withdrawIfGone(input.AutoScalingGroupName, () => withdraw(key, context), context);
  await context.attend(key);
  await forecastFor(input, context);
  const isTracking = input.PolicyType === 'TargetTrackingScaling';
  return {
    PolicyARN: document?.policy.PolicyARN,
    Alarms: isTracking ? document?.policy.Alarms : [],
  };
});

async function withdraw(key: Key<PolicyDocument>, context: Context): Promise<void> {
  const { store, now } = context;
  const document = await store.update(key, (current) => current && withoutPolicy(current, now));
  const [group = ''] = partsOf(key).names;
  await freePlace(key, policyQuota(context, group), store);
  if (document !== undefined) await context.attend(key);
}

const none = { MetricSpecifications: [] };

function checkManagedAlarms({ policy, managedAlarms }: PolicyDocument, context: Context): void {
  for (const alarm of managedAlarms) context.checkAlarm(managedAlarmRequest(policy, alarm));
}

/** A policy that is predictive, or was: its forecast is made or goes. */
async function forecastFor(
  { AutoScalingGroupName, PolicyName, PolicyType }: Validated<PutScalingPolicyType>,
  context: Context,
): Promise<void> {
  const key = forecastKey(context, AutoScalingGroupName, PolicyName);
  const names = { AutoScalingGroupName, PolicyName };
  await context.store.update(key, (current) => {
    const isForecast = PolicyType === 'PredictiveScaling' || current !== undefined;
    return isForecast ? forecastAgain(current, names, context.now) : undefined;
  });
  await context.attend(key);
}
