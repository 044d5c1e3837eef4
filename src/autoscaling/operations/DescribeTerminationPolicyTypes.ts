import { DescribeTerminationPolicyTypes$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { terminationPolicyTypes } from '../termination-policy.js';

export default operation(DescribeTerminationPolicyTypes$, () =>
  Promise.resolve({ TerminationPolicyTypes: terminationPolicyTypes }),
);
