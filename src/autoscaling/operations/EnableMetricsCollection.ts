import {
  EnableMetricsCollection$,
  type EnableMetricsCollectionQuery,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { validationError } from '../errors.js';
import { changeGroup } from '../group-lookup.js';
import { chosenMetrics } from '../group-metrics.js';

export default operation<EnableMetricsCollectionQuery>(
  EnableMetricsCollection$,
  async ({ AutoScalingGroupName, Metrics, Granularity }, context) => {
    if (Granularity !== '1Minute') {
      throw validationError('Valid metrics granularity type is: [1Minute]');
    }
    const chosen = chosenMetrics(Metrics);
    await changeGroup(
      AutoScalingGroupName,
      (document) => {
        const { group } = document;
        const names = new Set([...group.EnabledMetrics.map(({ Metric }) => Metric), ...chosen]);
        const EnabledMetrics = [...names].map((Metric) => ({ Metric, Granularity }));
        return { ...document, group: { ...group, EnabledMetrics }, due: context.now };
      },
      context,
    );
    return {};
  },
);
