import { expect } from 'chai';
import type { DescribeAlarmHistoryInput } from '@aws-sdk/client-cloudwatch';
import {
  type HistoryDocument,
  historyKey,
  type HistoryItem,
} from '../../src/cloudwatch/alarm-document.js';
import { readHistory } from '../../src/cloudwatch/history-reading.js';
import type { Store } from '../../src/store/store.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { Random } from '../support/random.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const now = new Date('2026-03-10T12:00:00Z');
const dayMilliseconds = 86_400_000;

describe('a reading of the history', () => {
  const names = ['Hot', 'Hot 2', 'Hot\u00012', 'Hots', 'Zebra'];
  const ways: readonly (readonly [string, DescribeAlarmHistoryInput])[] = [
    ['newest first', {}],
    ['oldest first', { ScanBy: 'TimestampAscending' }],
  ];

  for (const [name, way] of ways) {
    it(`reads little more than a page of one alarm, ${name}`, async () => {
      const { store, readCount } = await filled([['Hot', spread(1_000)]]);
      const scene = { ...scope, store, now };
      const input = { AlarmName: 'Hot', ...way };
      const page = await readHistory(input, scene, undefined);
      await readHistory(input, scene, page.lastPlace);
      expect(page.items).to.have.length(100);
      expect(readCount()).to.be.at.most(2 * 101);
    });

    it(`reads little more than a page of each alarm, ${name}`, async () => {
      const { store, readCount } = await filled(names.map((each) => [each, spread(600)]));
      const scene = { ...scope, store, now };
      const { lastPlace } = await readHistory(way, scene, undefined);
      await readHistory(way, scene, lastPlace);
      // Each alarm is read from the page on, and may first be come upon before it.
      expect(readCount()).to.be.at.most(2 * names.length * 2 * 101);
    });

    it(`reads little more than the time that is asked for, ${name}`, async () => {
      const { store, readCount } = await filled(names.map((each) => [each, spread(600)]));
      const [StartDate, EndDate] = [daysAgo(10), daysAgo(9.9)];
      const { items } = await readHistory(
        { ...way, StartDate, EndDate },
        { ...scope, store, now },
        undefined,
      );
      expect(items).to.have.length(15);
      expect(readCount()).to.be.at.most(names.length * 2 * 101);
    });
  }

  for (let seed = 1; seed <= 25; seed++) {
    it(`shows each item once and in order, page by page, for seed ${seed}`, async () => {
      const random = new Random(seed);
      const times = (): readonly Date[] => {
        // Some lie at one instant, and some are too old to be shown.
        return Array.from({ length: random.below(150) }, () => daysAgo(random.below(32)));
      };
      const { store, items } = await filled(names.map((each) => [each, times()]));
      const input = randomInput(random, names);
      const shown: HistoryItem[] = [];
      let after: string | undefined;
      do {
        const page = await readHistory(input, { ...scope, store, now }, after);
        shown.push(...page.items);
        after = page.lastPlace;
      } while (after !== undefined);
      const summaries = shown.map(({ HistorySummary }) => HistorySummary);
      const expected = naivelyShown(items, input).map(({ HistorySummary }) => HistorySummary);
      expect(summaries).to.deep.equal(expected);
    });
  }
});

function daysAgo(days: number): Date {
  return new Date(now.getTime() - days * dayMilliseconds);
}

/** Evenly over twenty-five days. */
function spread(count: number): readonly Date[] {
  return Array.from({ length: count }, (_, index) => daysAgo((index / count) * 25));
}

interface Filled {
  readonly store: Store;
  readonly items: readonly HistoryItem[];
  /** How many documents were listed so far. */
  readonly readCount: () => number;
}

async function filled(histories: readonly (readonly [string, readonly Date[]])[]): Promise<Filled> {
  const store = new MemoryStore();
  let readCount = 0;
  const list = store.list.bind(store);
  store.list = async (...given) => {
    const entries = await list(...given);
    readCount += entries.length;
    return entries;
  };
  const items: HistoryItem[] = [];
  for (const [AlarmName, times] of histories) {
    for (const [index, Timestamp] of times.entries()) {
      const item = itemAt(AlarmName, Timestamp, index);
      items.push(item);
      const id = String(index).padStart(6, '0');
      await store.update<HistoryDocument>(historyKey(scope, { id, item }), () => ({ item }));
    }
  }
  return { store, items, readCount: () => readCount };
}

function itemAt(AlarmName: string, Timestamp: Date, index: number): HistoryItem {
  return {
    ...{ AlarmName, AlarmType: 'MetricAlarm', Timestamp, HistoryData: '{}' },
    HistoryItemType: index % 7 === 0 ? 'Action' : 'StateUpdate',
    HistorySummary: `${AlarmName} ${String(index).padStart(6, '0')}`,
  };
}

function randomInput(random: Random, names: readonly string[]): DescribeAlarmHistoryInput {
  const isOne = random.below(2) === 0;
  return {
    ...(isOne && { AlarmName: names[random.below(names.length)] }),
    ...(random.below(2) === 0 && { ScanBy: 'TimestampAscending' }),
    ...(random.below(2) === 0 && { HistoryItemType: 'Action' }),
    ...(random.below(2) === 0 && { StartDate: daysAgo(random.below(32)) }),
    ...(random.below(2) === 0 && { EndDate: daysAgo(random.below(32)) }),
    ...(random.below(8) === 0 && { EndDate: new Date(8.64e15) }),
    MaxRecords: [5, 30, 100][random.below(3)],
  };
}

function naivelyShown(
  items: readonly HistoryItem[],
  { AlarmName, HistoryItemType, StartDate, EndDate, ScanBy }: DescribeAlarmHistoryInput,
): readonly HistoryItem[] {
  const shown = items.filter(
    (item) =>
      item.Timestamp > daysAgo(30) &&
      (AlarmName === undefined || item.AlarmName === AlarmName) &&
      (HistoryItemType === undefined || item.HistoryItemType === HistoryItemType) &&
      (StartDate === undefined || item.Timestamp >= StartDate) &&
      (EndDate === undefined || item.Timestamp <= EndDate),
  );
  const placeOf = ({ Timestamp, AlarmName: name, HistorySummary }: HistoryItem): string =>
    JSON.stringify([Timestamp, name, HistorySummary]);
  const ascending = shown.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  return ScanBy === 'TimestampAscending' ? ascending : ascending.toReversed();
}
