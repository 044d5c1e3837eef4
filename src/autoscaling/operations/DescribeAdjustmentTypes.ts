import { DescribeAdjustmentTypes$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';

/** In AWS's order. */
const adjustmentTypes = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'];

export default operation(DescribeAdjustmentTypes$, () =>
  Promise.resolve({
    AdjustmentTypes: adjustmentTypes.map((AdjustmentType) => ({ AdjustmentType })),
  }),
);
