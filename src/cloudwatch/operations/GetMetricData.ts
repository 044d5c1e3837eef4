import {
  GetMetricData$,
  type GetMetricDataInput,
  InvalidNextToken$,
} from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import { inTurns } from '../../turns.js';
import { ServiceError } from '../../wire/errors.js';
import { readTimezone } from '../dynamic-labels.js';
import { validationError } from '../errors.js';
import { readMetricData } from '../metric-data.js';
import type { PageRequest } from '../metric-data-page.js';
import type { FindingNode } from '../metric-math/tree.js';
import { planSteps, type QueryPlan } from '../metric-query.js';

export default operation<GetMetricDataInput>(GetMetricData$, async (input, context) => {
  const { MaxDatapoints = datapointsMax } = input;
  if (MaxDatapoints < 1 || MaxDatapoints > datapointsMax) {
    throw validationError(`The value ${MaxDatapoints} for parameter MaxDatapoints is invalid.`);
  }
  const planAt = (now: Date) => inTurns(planSteps(input, context, now));
  const asked = await planAt(context.now);
  const purpose = purposeOf(input, context);
  const place = isPaged(asked) ? placeOf(input, purpose, context) : undefined;
  const { asOf, doneCounts: before } = place ?? { asOf: context.now.getTime(), doneCounts: [] };
  const plan = place === undefined ? asked : await planAt(new Date(asOf));
  const { results, messages, doneCounts } = await readMetricData(plan, {
    times: input,
    queries: input.MetricDataQueries,
    context,
    isDescending: input.ScanBy !== 'TimestampAscending',
    timezone: readTimezone(input.LabelOptions?.Timezone),
    periodsMax: MaxDatapoints,
    doneCounts: before,
  });
  return {
    MetricDataResults: results,
    Messages: messages,
    NextToken: doneCounts && context.tokens.seal(purpose, JSON.stringify({ asOf, doneCounts })),
  };
});

const datapointsMax = 100_800;

/** A query of Metrics Insights alone has one page, whatever token comes along. */
function isPaged({ metrics, expressions }: QueryPlan): boolean {
  const findings = expressions.flatMap((expression) => expression.findings);
  return metrics.length > 0 || findings.length === 0 || findings.some(isCall);
}

function isCall({ kind }: FindingNode): boolean {
  return kind === 'call';
}

interface PagePlace extends Pick<PageRequest, 'doneCounts'> {
  /** When the first page was read: by that the windows are rounded, so that pages fit together. */
  readonly asOf: number;
}

function placeOf(
  { NextToken }: Validated<GetMetricDataInput>,
  purpose: readonly string[],
  { tokens }: Context,
): PagePlace | undefined {
  if (NextToken === undefined) return undefined;
  const after = tokens.open(purpose, NextToken);
  if (after === undefined) throw new ServiceError(InvalidNextToken$);
  // What opens was sealed above.
  return JSON.parse(after) as PagePlace;
}

/** The size of a page may change from one to the next; what is asked for may not. */
function purposeOf(
  input: Validated<GetMetricDataInput>,
  { account, region }: Context,
): readonly string[] {
  const request = { ...input, NextToken: undefined, MaxDatapoints: undefined };
  return ['GetMetricData', account, region, JSON.stringify(request)];
}
