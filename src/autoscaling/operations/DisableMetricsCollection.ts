import {
  DisableMetricsCollection$,
  type DisableMetricsCollectionQuery,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeGroup } from '../group-lookup.js';
import { chosenMetrics } from '../group-metrics.js';

export default operation<DisableMetricsCollectionQuery>(
  DisableMetricsCollection$,
  async ({ AutoScalingGroupName, Metrics }, context) => {
    const disabled = new Set<string>(chosenMetrics(Metrics));
    await changeGroup(
      AutoScalingGroupName,
      (document) => {
        const { group } = document;
        const EnabledMetrics = group.EnabledMetrics.filter(
          ({ Metric = '' }) => !disabled.has(Metric),
        );
        return { ...document, group: { ...group, EnabledMetrics }, due: context.now };
      },
      context,
    );
    return {};
  },
);
