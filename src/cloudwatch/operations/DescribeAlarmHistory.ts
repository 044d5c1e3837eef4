import {
  DescribeAlarmHistory$,
  type DescribeAlarmHistoryInput,
  InvalidNextToken$,
} from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import type { Key } from '../../store/keys.js';
import { ServiceError } from '../../wire/errors.js';
import { type HistoryDocument, type HistoryItem, historyPrefix } from '../alarm-document.js';
import { refuseUnserved } from '../unserved.js';

type Input = Validated<DescribeAlarmHistoryInput>;

export default operation<DescribeAlarmHistoryInput>(
  DescribeAlarmHistory$,
  async (input, context) => {
    refuseUnserved(input, ['AlarmContributorId']);
    const purpose = purposeOf(input, context);
    const start = startOf(input, purpose, context);
    const items = (await readItems(input, context)).filter((item) => fits(item, input));
    const sorted = items.sort((a, b) => a.Timestamp.getTime() - b.Timestamp.getTime());
    if (input.ScanBy !== 'TimestampAscending') sorted.reverse();
    const end = start + (input.MaxRecords ?? recordsMax);
    return {
      AlarmHistoryItems: sorted.slice(start, end),
      NextToken: end < sorted.length ? context.tokens.seal(purpose, String(end)) : undefined,
    };
  },
);

const recordsMax = 100;
const readMax = 1_000;
/** Of an account with a longer history, the older items are not shown. */
const itemsMax = 100_000;

function startOf({ NextToken }: Input, purpose: readonly string[], { tokens }: Context): number {
  if (NextToken === undefined) return 0;
  const start = tokens.open(purpose, NextToken);
  if (start !== undefined) return Number(start);
  throw new ServiceError(InvalidNextToken$, `Invalid NextToken : ${NextToken}`);
}

async function readItems(
  { AlarmName }: Input,
  { store, account, region }: Context,
): Promise<HistoryItem[]> {
  const items: HistoryItem[] = [];
  let after: Key<HistoryDocument> | undefined;
  do {
    const entries = await store.list(historyPrefix({ account, region }, AlarmName), {
      after,
      limit: readMax,
    });
    items.push(...entries.map(({ document }) => document.item));
    after = entries.length < readMax ? undefined : entries.at(-1)?.key;
  } while (after !== undefined && items.length < itemsMax);
  return items;
}

function fits({ AlarmType, HistoryItemType, Timestamp }: HistoryItem, input: Input): boolean {
  const { AlarmTypes = ['MetricAlarm'], StartDate, EndDate } = input;
  return (
    AlarmTypes.includes(AlarmType) &&
    (input.HistoryItemType === undefined || input.HistoryItemType === HistoryItemType) &&
    (StartDate === undefined || Timestamp >= StartDate) &&
    (EndDate === undefined || Timestamp <= EndDate)
  );
}

function purposeOf(input: Input, { account, region }: Context): readonly string[] {
  const request = { ...input, NextToken: undefined, MaxRecords: undefined };
  return ['DescribeAlarmHistory', account, region, JSON.stringify(request)];
}
