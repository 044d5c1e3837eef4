import type { DescribeAlarmHistoryInput } from '@aws-sdk/client-cloudwatch';
import type { Context, Validated } from '../service.js';
import { type Key, partsOf, type Scope } from '../store/keys.js';
import type { Entry } from '../store/store.js';
import {
  type HistoryDocument,
  type HistoryItem,
  historyEnds,
  historyKeptMilliseconds,
  historyKey,
  historyPrefix,
  historyTimeKey,
} from './alarm-document.js';
import { validationError } from './errors.js';

/**
 * The items that DescribeAlarmHistory shows, in the order in which it is asked to. Those of
 * contributors are shown where they are asked for, and those of the alarm itself elsewhere. Each
 * has its place by time, alarm and id, so that a page goes on behind the last one whatever has come
 * or gone since. Of each alarm little more is read than can be of the page.
 */
type Input = Validated<DescribeAlarmHistoryInput>;
type Scene = Pick<Context, keyof Scope | 'store' | 'now'>;

export interface HistoryPage {
  readonly items: readonly HistoryItem[];
  /** Where the last one lies, if there are more behind it. */
  readonly lastPlace: string | undefined;
}

interface PlacedItem {
  readonly place: string;
  readonly key: Key<HistoryDocument>;
  readonly item: HistoryItem;
}

const recordsMax = 100;
const readMin = recordsMax + 1;
const readMax = 1_000;

export async function readHistory(
  input: Input,
  context: Scene,
  after: string | undefined,
): Promise<HistoryPage> {
  const { AlarmName, MaxRecords = recordsMax } = input;
  const way = wayOf(input, context, after);
  const { isBackwards } = way;
  // One more tells that there is another page.
  const first = new FirstItems(MaxRecords + 1, isBackwards);
  let readAfter = AlarmName === undefined ? undefined : entranceKey(AlarmName, way);
  let limit = readMin;
  for (;;) {
    const page = { after: readAfter, isBackwards, limit };
    const entries = await context.store.list(historyPrefix(context, AlarmName), page);
    const placed = entries.map(placedItem);
    first.take(placed.filter((each) => isOnWay(each, way) && fits(each.item, input)));
    const last = placed.at(-1);
    if (last === undefined || placed.length < limit) break;
    const isPast = first.isBehind(last) || isBeyond(last, way);
    if (isPast && AlarmName !== undefined) break;
    readAfter = isPast ? exitKey(last, way) : nextKey(last, way);
    // Where one alarm's items go on and on, few of them are of the page, and more are read at once.
    limit = readAfter === last.key ? readMax : readMin;
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
    private readonly isBackwards: boolean,
  ) {}

  get isFull(): boolean {
    return this.items.length >= this.limit;
  }

  /** Whether none that comes after it is one of the first. */
  isBehind({ place }: PlacedItem): boolean {
    const last = this.items.at(-1);
    if (last === undefined || !this.isFull) return false;
    return this.isBackwards ? place <= last.place : place >= last.place;
  }

  take(more: readonly PlacedItem[]): void {
    this.items.push(...more);
    this.items = [...this.sorted()];
  }

  sorted(): readonly PlacedItem[] {
    const sign = this.isBackwards ? -1 : 1;
    return [...this.items].sort((a, b) => (a.place < b.place ? -sign : sign)).slice(0, this.limit);
  }
}

function placedItem({ key, document: { item } }: Entry<HistoryDocument>): PlacedItem {
  const [name = '', at = '', id = ''] = partsOf(key).names;
  return { place: JSON.stringify([at, name, id]), key, item };
}

/** The time that is asked for, and from where on, in which direction. */
interface Way {
  readonly scope: Scope;
  readonly isBackwards: boolean;
  readonly earliest: Date;
  readonly latest: Date;
  readonly after: string | undefined;
}

function wayOf(
  { ScanBy, StartDate, EndDate = endOfTime }: Input,
  { account, region, now }: Scene,
  after: string | undefined,
): Way {
  // What is too old may lie there until the next beat, and is not shown.
  const oldest = new Date(now.getTime() - historyKeptMilliseconds + 1);
  return {
    scope: { account, region },
    isBackwards: ScanBy !== 'TimestampAscending',
    earliest: StartDate !== undefined && StartDate > oldest ? StartDate : oldest,
    latest: EndDate < endOfTime ? EndDate : endOfTime,
    after,
  };
}

/** Later ones are written in another form, which does not sort behind. */
const endOfTime = new Date('9999-12-31T23:59:59.998Z');

function isOnWay({ place, item: { Timestamp } }: PlacedItem, way: Way): boolean {
  const { earliest, latest, after, isBackwards } = way;
  if (Timestamp < earliest || Timestamp > latest) return false;
  return after === undefined || (isBackwards ? place < after : place > after);
}

/** Whether none of the alarm's items that come after it is of the time that is asked for. */
function isBeyond(
  { item: { Timestamp } }: PlacedItem,
  { isBackwards, earliest, latest }: Way,
): boolean {
  return isBackwards ? Timestamp < earliest : Timestamp > latest;
}

/** Behind which the items of one alarm are read. */
function entranceKey(AlarmName: string, way: Way): Key<HistoryDocument> {
  const { scope, isBackwards, earliest, latest, after } = way;
  const outer = isBackwards ? latest : earliest;
  // A place of ours, which the token has kept.
  const place = after === undefined ? undefined : (JSON.parse(after) as [string, string, string]);
  const [at, name, id = ''] = place ?? [];
  const from = at === undefined ? outer : new Date(at);
  const isWithin = isBackwards ? from <= outer : from >= outer;
  if (isWithin && name === AlarmName) {
    return historyKey(scope, { id, item: { AlarmName, Timestamp: from } });
  }
  const time = (isWithin ? from : outer).getTime() + (isBackwards ? 1 : 0);
  return historyTimeKey(scope, AlarmName, new Date(time));
}

/** What lies before the page, too, is left out. */
function nextKey({ key, item }: PlacedItem, way: Way): Key<HistoryDocument> {
  const entrance = entranceKey(item.AlarmName, way);
  const isAhead = way.isBackwards ? entrance.text < key.text : entrance.text > key.text;
  return isAhead ? entrance : key;
}

/** Behind which the items of other alarms are read. */
function exitKey({ item }: PlacedItem, { scope, isBackwards }: Way): Key<HistoryDocument> {
  const [start, end] = historyEnds(scope, item.AlarmName);
  return isBackwards ? start : end;
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
  const { AlarmType, HistoryItemType, AlarmContributorId } = item;
  const { AlarmTypes = ['MetricAlarm'] } = input;
  const wantsContributors =
    input.AlarmContributorId !== undefined || isContributorItem(input.HistoryItemType);
  return (
    AlarmTypes.includes(AlarmType) &&
    isContributorItem(HistoryItemType) === wantsContributors &&
    (input.AlarmContributorId ?? AlarmContributorId) === AlarmContributorId &&
    (input.HistoryItemType === undefined || input.HistoryItemType === HistoryItemType)
  );
}
