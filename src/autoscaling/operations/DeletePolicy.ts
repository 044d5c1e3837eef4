import { DeletePolicy$, type DeletePolicyType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { withoutPolicy } from '../policy.js';
import { findPolicy, policyNotFound } from '../policy-lookup.js';
import { isPolicyThere } from '../policy-document.js';

export default operation<DeletePolicyType>(DeletePolicy$, async (input, context) => {
  const { key } = await findPolicy(input, context);
  await context.store.update(key, (current) => {
    if (!isPolicyThere(current)) throw policyNotFound();
    return withoutPolicy(current, context.now);
  });
  await context.attend(key);
  return {};
});
