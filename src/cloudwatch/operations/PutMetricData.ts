import { PutMetricData$, type PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { readSamples } from '../samples.js';

export default operation<PutMetricDataInput>(PutMetricData$, async (input, context) => {
  await context.datapoints.append(readSamples(input, context), context.now);
  return {};
});
