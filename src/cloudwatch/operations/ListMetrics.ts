import { ListMetrics$, type ListMetricsInput } from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import { invalidValue } from '../errors.js';
import { listedSince } from '../recent-metrics.js';

export default operation<ListMetricsInput>(ListMetrics$, async (input, context) => {
  const { account, region, now, datapoints, tokens } = context;
  const { Namespace, MetricName, Dimensions = [], NextToken, IncludeLinkedAccounts } = input;
  const purpose = purposeOf(input, context);
  const after = NextToken === undefined ? undefined : tokens.open(purpose, NextToken);
  if (NextToken !== undefined && after === undefined) {
    throw invalidValue('Request parameter NextToken is invalid');
  }
  const receivedSince = listedSince(now, input.RecentlyActive);
  // Accounts are never linked here: of another account there is nothing to see.
  const isOwn = input.OwningAccount === undefined || input.OwningAccount === account;
  const filter = { account, region, Namespace, MetricName, Dimensions, receivedSince };
  const { metrics, next } = isOwn
    ? await datapoints.listMetrics(filter, { after, limit: metricsMax })
    : { metrics: [], next: undefined };
  return {
    Metrics: metrics.map((metric) => ({
      Namespace: metric.Namespace,
      MetricName: metric.MetricName,
      Dimensions: metric.Dimensions,
    })),
    NextToken: next && tokens.seal(purpose, next),
    OwningAccounts: IncludeLinkedAccounts === true ? metrics.map(() => account) : undefined,
  };
});

const metricsMax = 500;

function purposeOf(input: Validated<ListMetricsInput>, scope: Context): readonly string[] {
  const request = { ...input, NextToken: undefined };
  return ['ListMetrics', scope.account, scope.region, JSON.stringify(request)];
}
