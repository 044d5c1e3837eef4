import type { DescribeAlarmHistoryInput } from '@aws-sdk/client-cloudwatch';
import type { Context, Validated } from '../service.js';
import type { Key } from '../store/keys.js';
import {
  type HistoryDocument,
  type HistoryItem,
  historyKeptMilliseconds,
  historyPrefix,
} from './alarm-document.js';
import { validationError } from './errors.js';

/**
 * The items that DescribeAlarmHistory shows, in the order in which it is asked to. Those of
 * contributors are shown where they are asked for, and those of the alarm itself elsewhere.
 */
type Input = Validated<DescribeAlarmHistoryInput>;

const readMax = 1_000;
/** Of an account with a longer history, the older items are not shown. */
const itemsMax = 100_000;

export async function readHistory(input: Input, context: Context): Promise<readonly HistoryItem[]> {
  // What is too old may lie there until the next beat.
  const oldest = new Date(context.now.getTime() - historyKeptMilliseconds);
  const items = (await readItems(input, context)).filter(
    (item) => item.Timestamp > oldest && fits(item, input),
  );
  const sorted = items.sort((a, b) => a.Timestamp.getTime() - b.Timestamp.getTime());
  if (input.ScanBy !== 'TimestampAscending') sorted.reverse();
  return sorted;
}

/** The history of contributors is asked for in so many words, and of one alarm. */
export function checkHistoryRequest(input: Input): void {
  const { AlarmName, AlarmContributorId, AlarmTypes = [], HistoryItemType } = input;
  if (AlarmContributorId === undefined && !isOfContributors(HistoryItemType)) return;
  if (AlarmName === undefined) {
    throw validationError('Alarm name must be provided to query history for alarm contributors.');
  }
  if (AlarmTypes.includes('CompositeAlarm')) {
    throw validationError(
      'Alarm contributor history cannot be requested for composite alarm type.',
    );
  }
  if (HistoryItemType !== undefined && !isOfContributors(HistoryItemType)) {
    throw validationError(
      `${HistoryItemType} is not supported history item type for alarm contributor.`,
    );
  }
}

function isOfContributors(HistoryItemType: string | undefined): boolean {
  return HistoryItemType?.startsWith('AlarmContributor') === true;
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

function fits(item: HistoryItem, input: Input): boolean {
  const { AlarmType, HistoryItemType, Timestamp, AlarmContributorId } = item;
  const { AlarmTypes = ['MetricAlarm'], StartDate, EndDate } = input;
  const wantsContributors =
    input.AlarmContributorId !== undefined || isOfContributors(input.HistoryItemType);
  return (
    AlarmTypes.includes(AlarmType) &&
    isOfContributors(HistoryItemType) === wantsContributors &&
    (input.AlarmContributorId ?? AlarmContributorId) === AlarmContributorId &&
    (input.HistoryItemType === undefined || input.HistoryItemType === HistoryItemType) &&
    (StartDate === undefined || Timestamp >= StartDate) &&
    (EndDate === undefined || Timestamp <= EndDate)
  );
}
