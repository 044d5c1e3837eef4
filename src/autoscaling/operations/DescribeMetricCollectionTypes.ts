import { DescribeMetricCollectionTypes$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupMetricNames } from '../group-metrics.js';

export default operation(DescribeMetricCollectionTypes$, () =>
  Promise.resolve({
    Metrics: groupMetricNames.map((Metric) => ({ Metric })),
    Granularities: [{ Granularity: '1Minute' }],
  }),
);
