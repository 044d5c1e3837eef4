import { DeletePolicy$, type DeletePolicyType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { freePlace } from '../../store/roster.js';
import { forecastKey } from '../forecast-document.js';
import { policyQuota } from '../limits.js';
import { withoutPolicy } from '../policy.js';
import { findPolicy, policyNotFound } from '../policy-lookup.js';
import { isPolicyThere } from '../policy-document.js';

export default operation<DeletePolicyType>(DeletePolicy$, async (input, context) => {
  const { key, policy } = await findPolicy(input, context);
  await context.store.update(key, (current) => {
    if (!isPolicyThere(current)) throw policyNotFound();
    return withoutPolicy(current, context.now);
  });
  await freePlace(key, policyQuota(context, policy.AutoScalingGroupName), context.store);
  await context.attend(key);
  // A prediction goes with its policy.
  const { AutoScalingGroupName, PolicyName } = policy;
  const forecast = forecastKey(context, AutoScalingGroupName, PolicyName);
  await context.store.update(forecast, (current) => current && { ...current, due: context.now });
  await context.attend(forecast);
  return {};
});
