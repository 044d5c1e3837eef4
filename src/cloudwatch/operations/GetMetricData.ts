import {
  GetMetricData$,
  type GetMetricDataInput,
  InvalidNextToken$,
} from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { sharePage } from '../metric-data-page.js';
import { metricDataResult } from '../metric-data-result.js';
import { planQueries } from '../metric-query.js';
import { needsDistribution } from '../statistic-syntax.js';

export default operation<GetMetricDataInput>(GetMetricData$, async (input, context) => {
  const { now, datapoints, tokens } = context;
  const queries = planQueries(input, context, now).filter(({ isReturned }) => isReturned);
  const purpose = purposeOf(input, context);
  const isDescending = input.ScanBy !== 'TimestampAscending';
  const shares = sharePage(queries, {
    isDescending,
    periodsMax: Math.min(input.MaxDatapoints ?? datapointsMax, datapointsMax),
    doneCounts: doneCountsOf(input, purpose, context),
  });
  const ranges = shares.map(({ query: { metric, Unit, statistic }, window }) => {
    return { metric, Unit, ...window, needsDistribution: needsDistribution(statistic) };
  });
  const read = await datapoints.read(ranges, now);
  const MetricDataResults = shares.map((share, index) =>
    metricDataResult(share, read[index] ?? [], { isDescending }),
  );
  const isComplete = shares.every((share) => share.isComplete);
  const doneCounts = shares.map(({ doneCount }) => doneCount);
  return {
    MetricDataResults,
    Messages: [],
    NextToken: isComplete ? undefined : tokens.seal(purpose, JSON.stringify(doneCounts)),
  };
});

const datapointsMax = 100_800;

function doneCountsOf(
  { NextToken }: Validated<GetMetricDataInput>,
  purpose: readonly string[],
  { tokens }: Context,
): readonly number[] {
  if (NextToken === undefined) return [];
  const after = tokens.open(purpose, NextToken);
  if (after === undefined) throw new ServiceError(InvalidNextToken$);
  // What opens was sealed above.
  return JSON.parse(after) as readonly number[];
}

/** The size of a page may change from one to the next; what is asked for may not. */
function purposeOf(
  input: Validated<GetMetricDataInput>,
  { account, region }: Context,
): readonly string[] {
  const request = { ...input, NextToken: undefined, MaxDatapoints: undefined };
  return ['GetMetricData', account, region, JSON.stringify(request)];
}
