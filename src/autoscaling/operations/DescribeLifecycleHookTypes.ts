import { DescribeLifecycleHookTypes$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';

const lifecycleHookTypes = [
  'autoscaling:EC2_INSTANCE_LAUNCHING',
  'autoscaling:EC2_INSTANCE_TERMINATING',
];

export default operation(DescribeLifecycleHookTypes$, () =>
  Promise.resolve({ LifecycleHookTypes: lifecycleHookTypes }),
);
