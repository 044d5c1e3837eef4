import { ListMetrics$, type ListMetricsInput } from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import { invalidValue } from '../errors.js';

export default operation<ListMetricsInput>(ListMetrics$, async (input, context) => {
  const { account, region, now, datapoints, tokens } = context;
  const { Namespace, MetricName, Dimensions = [], NextToken, IncludeLinkedAccounts } = input;
  const purpose = purposeOf(input, context);
  const after = NextToken === undefined ? undefined : tokens.open(purpose, NextToken);
  if (NextToken !== undefined && after === undefined) {
    throw invalidValue('Request parameter NextToken is invalid');
  }
  const receivedSince = new Date(now.getTime() - listedMilliseconds(input));
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
const hour = 3_600_000;

function listedMilliseconds({ RecentlyActive }: Validated<ListMetricsInput>): number {
  return RecentlyActive === 'PT3H' ? 3 * hour : 14 * 24 * hour;
}

function purposeOf(input: Validated<ListMetricsInput>, scope: Context): readonly string[] {
  const request = { ...input, NextToken: undefined };
  return ['ListMetrics', scope.account, scope.region, JSON.stringify(request)];
}
