import {
  DescribeAlarmHistory$,
  type DescribeAlarmHistoryInput,
  InvalidNextToken$,
} from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { withoutEmptyLists } from '../empty-lists.js';
import { checkHistoryRequest, readHistory } from '../history-reading.js';

type Input = Validated<DescribeAlarmHistoryInput>;

export default operation<DescribeAlarmHistoryInput>(
  DescribeAlarmHistory$,
  async (given, context) => {
    const input = withoutEmptyLists(given);
    checkHistoryRequest(input);
    const purpose = purposeOf(input, context);
    const after = afterOf(input, purpose, context);
    const { items, lastPlace } = await readHistory(input, context, after);
    return {
      AlarmHistoryItems: items,
      NextToken: lastPlace && context.tokens.seal(purpose, lastPlace),
    };
  },
);

function afterOf(
  { NextToken }: Input,
  purpose: readonly string[],
  { tokens }: Context,
): string | undefined {
  if (NextToken === undefined) return undefined;
  const after = tokens.open(purpose, NextToken);
  if (after !== undefined) return after;
  throw new ServiceError(InvalidNextToken$, `Invalid NextToken : ${NextToken}`);
}

function purposeOf(input: Input, { account, region }: Context): readonly string[] {
  const request = { ...input, NextToken: undefined, MaxRecords: undefined };
  return ['DescribeAlarmHistory', account, region, JSON.stringify(request)];
}
