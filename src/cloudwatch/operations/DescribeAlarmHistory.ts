import {
  DescribeAlarmHistory$,
  type DescribeAlarmHistoryInput,
  InvalidNextToken$,
} from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { checkHistoryRequest, readHistory } from '../history-reading.js';

type Input = Validated<DescribeAlarmHistoryInput>;

export default operation<DescribeAlarmHistoryInput>(
  DescribeAlarmHistory$,
  async (input, context) => {
    checkHistoryRequest(input);
    const purpose = purposeOf(input, context);
    const start = startOf(input, purpose, context);
    const items = await readHistory(input, context);
    const end = start + (input.MaxRecords ?? recordsMax);
    return {
      AlarmHistoryItems: items.slice(start, end),
      NextToken: end < items.length ? context.tokens.seal(purpose, String(end)) : undefined,
    };
  },
);

const recordsMax = 100;

function startOf({ NextToken }: Input, purpose: readonly string[], { tokens }: Context): number {
  if (NextToken === undefined) return 0;
  const start = tokens.open(purpose, NextToken);
  if (start !== undefined) return Number(start);
  throw new ServiceError(InvalidNextToken$, `Invalid NextToken : ${NextToken}`);
}

function purposeOf(input: Input, { account, region }: Context): readonly string[] {
  const request = { ...input, NextToken: undefined, MaxRecords: undefined };
  return ['DescribeAlarmHistory', account, region, JSON.stringify(request)];
}
