import { DescribeScalingProcessTypes$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { processNames } from '../process.js';

export default operation(DescribeScalingProcessTypes$, () =>
  Promise.resolve({ Processes: processNames.map((ProcessName) => ({ ProcessName })) }),
);
