import { DescribePolicies$, type DescribePoliciesType } from '@aws-sdk/client-auto-scaling';
import { operation, type Validated } from '../../service.js';
import { assertNames } from '../call-limits.js';
import { policyPrefix } from '../keys.js';
import { listAll } from '../listing.js';
import { takePage } from '../page.js';
import { isPolicyThere, type PolicyDocument } from '../policy-document.js';

export default operation<DescribePoliciesType>(DescribePolicies$, async (input, context) => {
  const { AutoScalingGroupName, PolicyNames = [], MaxRecords = 50 } = input;
  assertNames(PolicyNames, 'policy names');
  const page = await takePage(
    listAll(context.store, policyPrefix(context, AutoScalingGroupName), (document) =>
      fits(document, input),
    ),
    ({ policy }) => `${policy.AutoScalingGroupName} ${policy.PolicyName}`,
    { request: input, operation: 'DescribePolicies', limit: MaxRecords, context },
  );
  return { ScalingPolicies: page.shown.map(({ policy }) => policy), NextToken: page.NextToken };
});

function fits(
  document: PolicyDocument,
  { PolicyNames = [], PolicyTypes = [] }: Validated<DescribePoliciesType>,
): boolean {
  const { PolicyName, PolicyARN, PolicyType } = document.policy;
  const isNamed =
    PolicyNames.length === 0 || PolicyNames.includes(PolicyName) || PolicyNames.includes(PolicyARN);
  const isOfType = PolicyTypes.length === 0 || PolicyTypes.includes(PolicyType);
  return isPolicyThere(document) && isNamed && isOfType;
}
