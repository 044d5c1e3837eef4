import { PutScalingPolicy$, type PutScalingPolicyType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupNotFound } from '../errors.js';
import { assertChangeable } from '../group.js';
import { groupKey, policyKey, policyPrefix } from '../keys.js';
import { assertRoom, limits } from '../limits.js';
import { isPolicyThere } from '../policy-document.js';
import { putPolicy } from '../policy.js';
import { checkPolicy } from '../policy-request.js';
import { trackedMetrics } from '../target-tracking.js';

export default operation<PutScalingPolicyType>(PutScalingPolicy$, async (input, context) => {
  const { account, region, now, store } = context;
  const scope = { account, region };
  checkPolicy(input);
  const { TargetTrackingConfiguration: tracking } = input;
  const math = tracking && trackedMetrics(tracking);
  if (math !== undefined) context.checkAlarmMetrics(math.Metrics);
  const group = await store.get(groupKey(scope, input.AutoScalingGroupName));
  if (group === undefined) throw groupNotFound();
  assertChangeable(group);
  const put = { scope, now, policyUuid: context.newId(), alarmUuid: context.newId() };
  const key = policyKey(scope, input.AutoScalingGroupName, input.PolicyName);
  if (!isPolicyThere(await store.get(key))) {
    await assertRoom(store, policyPrefix(scope, input.AutoScalingGroupName), {
      quota: limits.policiesPerGroup,
      message: 'You have already reached the limit of scaling policies for this group.',
    });
  }
  const document = await store.update(key, (current) => putPolicy(current, input, put));
  await context.attend(key);
  const isTracking = input.PolicyType === 'TargetTrackingScaling';
  return {
    PolicyARN: document?.policy.PolicyARN,
    Alarms: isTracking ? document?.policy.Alarms : [],
  };
});
