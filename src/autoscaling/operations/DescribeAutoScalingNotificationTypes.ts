import { DescribeAutoScalingNotificationTypes$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';

const notificationTypes = [
  'autoscaling:EC2_INSTANCE_LAUNCH',
  'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
  'autoscaling:EC2_INSTANCE_TERMINATE',
  'autoscaling:EC2_INSTANCE_TERMINATE_ERROR',
  'autoscaling:TEST_NOTIFICATION',
];

export default operation(DescribeAutoScalingNotificationTypes$, () =>
  Promise.resolve({ AutoScalingNotificationTypes: notificationTypes }),
);
