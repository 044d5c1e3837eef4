import type { DescribeAlarmHistoryInput } from '@aws-sdk/client-cloudwatch';
import type { Context, Validated } from '../service.js';
import { type Key, partsOf } from '../store/keys.js';
import type { Entry } from '../store/store.js';
import {
  type HistoryDocument,
  type HistoryItem,
  historyKeptMilliseconds,
  historyPrefix,
  historyTimeKey,
} from './alarm-document.js';
import { validationError } from './errors.js';

/**
 * The items that DescribeAlarmHistory shows, in the order in which it is asked to. Those of
 * contributors are shown where they are asked for, and those of the alarm itself elsewhere. Each
 * has its place by time, alarm and id, so that a page goes on behind the last one whatever has come
 * or gone since.
 */
type Input = Validated<DescribeAlarmHistoryInput>;

export interface HistoryPage {
  readonly items: readonly HistoryItem[];
  /** Where the last one lies, if there are more behind it. */
  readonly lastPlace: string | undefined;
}

interface PlacedItem {
  readonly place: string;
  readonly item: HistoryItem;
}

const readMax = 1_000;
const recordsMax = 100;

export async function readHistory(
  input: Input,
  context: Context,
  after: string | undefined,
): Promise<HistoryPage> {
  const { MaxRecords = recordsMax } = input;
  const isAscending = input.ScanBy === 'TimestampAscending';
  const oldest = oldestTime(context.now);
  const isOfPage = ({ item, place }: PlacedItem): boolean =>
    item.Timestamp > oldest &&
    (after === undefined || (isAscending ? place > after : place < after)) &&
    fits(item, input);
  // One more tells that there is another page.
  const first = new FirstItems(MaxRecords + 1, isAscending);
  let readAfter = firstKey(input, context, isAscending ? after : undefined);
  for (;;) {
    const entries = await context.store.list(historyPrefix(context, input.AlarmName), {
      after: readAfter,
      limit: readMax,
    });
    first.take(entries.map(placedItem).filter(isOfPage));
    // The items of one alarm come in the order of their time.
    const isEnough = isAscending && input.AlarmName !== undefined && first.isFull;
    if (entries.length < readMax || isEnough) break;
    readAfter = entries.at(-1)?.key;
  }
  const page = first.sorted().slice(0, MaxRecords);
  return {
    items: page.map(({ item }) => item),
    lastPlace: first.isFull ? page.at(-1)?.place : undefined,
  };
}

/** Of however many items the first ones, holding few more at any time. */
class FirstItems {
  private items: PlacedItem[] = [];

  constructor(
    private readonly limit: number,
    private readonly isAscending: boolean,
  ) {}

  get isFull(): boolean {
    return this.items.length >= this.limit;
  }

  take(more: readonly PlacedItem[]): void {
    this.items.push(...more);
    this.items = [...this.sorted()];
  }

  sorted(): readonly PlacedItem[] {
    const sign = this.isAscending ? 1 : -1;
    return [...this.items].sort((a, b) => (a.place < b.place ? -sign : sign)).slice(0, this.limit);
  }
}

function placedItem({ key, document: { item } }: Entry<HistoryDocument>): PlacedItem {
  const [name = '', at = '', id = ''] = partsOf(key).names;
  return { place: JSON.stringify([at, name, id]), item };
}

/** Behind which the items of one alarm are read. */
function firstKey(
  { AlarmName, StartDate }: Input,
  scope: Context,
  after: string | undefined,
): Key<HistoryDocument> | undefined {
  if (AlarmName === undefined) return undefined;
  const times = [oldestTime(scope.now), StartDate ?? new Date(0)];
  // A place of ours, which the token has kept.
  if (after !== undefined) times.push(new Date((JSON.parse(after) as [string])[0]));
  const latest = Math.max(...times.map((time) => time.getTime()));
  return historyTimeKey(scope, AlarmName, new Date(latest));
}

/** What is too old may lie there until the next beat, and is not shown. */
function oldestTime(now: Date): Date {
  return new Date(now.getTime() - historyKeptMilliseconds);
}

/** The history of contributors is asked for in so many words, and of one alarm. */
export function checkHistoryRequest(input: Input): void {
  const { AlarmName, AlarmContributorId, AlarmTypes = [], HistoryItemType } = input;
  if (AlarmContributorId === undefined && !isContributorItem(HistoryItemType)) return;
  if (AlarmName === undefined) {
    throw validationError('Alarm name must be provided to query history for alarm contributors.');
  }
  if (AlarmTypes.includes('CompositeAlarm')) {
    throw validationError(
      'Alarm contributor history cannot be requested for composite alarm type.',
    );
  }
  if (HistoryItemType !== undefined && !isContributorItem(HistoryItemType)) {
    throw validationError(
      `${HistoryItemType} is not supported history item type for alarm contributor.`,
    );
  }
}

function isContributorItem(HistoryItemType: string | undefined): boolean {
  return HistoryItemType?.startsWith('AlarmContributor') === true;
}

function fits(item: HistoryItem, input: Input): boolean {
  const { AlarmType, HistoryItemType, Timestamp, AlarmContributorId } = item;
  const { AlarmTypes = ['MetricAlarm'], StartDate, EndDate } = input;
  const wantsContributors =
    input.AlarmContributorId !== undefined || isContributorItem(input.HistoryItemType);
  return (
    AlarmTypes.includes(AlarmType) &&
    isContributorItem(HistoryItemType) === wantsContributors &&
    (input.AlarmContributorId ?? AlarmContributorId) === AlarmContributorId &&
    (input.HistoryItemType === undefined || input.HistoryItemType === HistoryItemType) &&
    (StartDate === undefined || Timestamp >= StartDate) &&
    (EndDate === undefined || Timestamp <= EndDate)
  );
}
