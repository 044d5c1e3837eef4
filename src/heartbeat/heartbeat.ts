import { type Key, kindOf, type Partition, partitionCount } from '../store/keys.js';
import type { Document, Entry, Store } from '../store/store.js';
import { Evaluated } from './evaluated.js';
import { isStaged, type Worker } from './worker.js';

/**
 * The one loop that makes intent true. A beat takes the documents that are due, in the order of
 * their time, and hands them to the worker of their kind; that costs what is due and nothing more.
 *
 * A beat knows no clock: a timer calls it each second, and a test clock with any time it likes.
 */
export interface HeartbeatParts {
  readonly store: Store;
  readonly workers: readonly Worker[];
  /** The partitions whose leases this server holds at the time; all of them without a rival. */
  ownPartitions(now: Date): Promise<readonly Partition[]>;
  /** Work that belongs to no document: the sweep of old datapoints. */
  sweep(now: Date): Promise<void>;
  observe(observation: BeatObservation): void;
}

export type BeatObservation =
  | { readonly kind: 'beat'; readonly attended: number; readonly latenessSecondsMax: number }
  | { readonly kind: 'transition'; readonly StateValue: string }
  | { readonly kind: 'failed'; readonly key: string; readonly failure: unknown };

/** Documents taken at a time, and how often a beat may come back for more before it ends. */
const dueEntriesMax = 2_000;
const roundsMax = 800;
/** Documents kept until all evaluations are through; with more, others follow them at once. */
const evaluatedMax = 20_000;

/** What moves is due within this time, or waits for something outside. */
const movingHorizonSeconds = 3_600;

/** No document that recurs is due later than this behind the beat that looked at it. */
const recurrenceSecondsMax = 86_400;
/** Documents of a partition that may have to be brought forward. */
const aheadMax = 1_000_000;

/** A document whose worker failed is looked at again after this time. */
const retrySeconds = 5;

export class Heartbeat {
  private readonly workers: ReadonlyMap<string, Worker>;
  private lastBeat: Date | undefined;

  constructor(private readonly parts: HeartbeatParts) {
    this.workers = new Map(parts.workers.map((worker) => [worker.kind, worker]));
  }

  async beat(now: Date): Promise<number> {
    const partitions = await this.parts.ownPartitions(now);
    const { lastBeat = now } = this;
    this.lastBeat = now;
    if (now < lastBeat) await this.bringForward(partitions, { now, lastBeat });
    let attended = 0;
    let latenessSecondsMax = 0;
    const evaluated = new Evaluated();
    let left = partitions;
    for (let round = 0; round < roundsMax && left.length > 0; round++) {
      const { entries, unfinished } = await this.takeDue(left, evaluated, now);
      for (const { document } of entries) {
        const lateness = (now.getTime() - (document.due ?? now).getTime()) / 1000;
        if (lateness > latenessSecondsMax) latenessSecondsMax = lateness;
      }
      attended += entries.length;
      left = unfinished;
      const isLast = left.length === 0 || round === roundsMax - 1;
      await this.attendAll(entries, { evaluated, isLast, now });
    }
    await this.parts.sweep(now);
    this.parts.observe({ kind: 'beat', attended, latenessSecondsMax });
    return attended;
  }

  /** The partitions are asked together, so that what they have due is attended in one go. */
  private async takeDue(
    partitions: readonly Partition[],
    evaluated: Evaluated,
    now: Date,
  ): Promise<Taken> {
    const share = Math.ceil(dueEntriesMax / partitions.length);
    const counts = evaluated.counts();
    const asked = partitions.map(async (partition) => {
      // What is evaluated stays due until it is settled.
      const limit = share + (counts.get(partition) ?? 0);
      const found = await this.parts.store.due(partition, now, limit);
      return { partition, isFull: found.length === limit, found };
    });
    const answers = await Promise.all(asked);
    return {
      entries: answers.flatMap(({ found }) =>
        evaluated.size === 0 ? found : found.filter(({ key }) => !evaluated.has(key)),
      ),
      unfinished: answers.filter(({ isFull }) => isFull).map(({ partition }) => partition),
    };
  }

  /** Looks at one document now, so that a caller's next request sees what this one asked for. */
  async attend(key: Key<unknown>, now: Date): Promise<void> {
    const entry = await this.parts.store.entry<Document>({ text: key.text });
    if (entry?.document.due === undefined || entry.document.due > now) return;
    await this.attendAll([entry], { evaluated: new Evaluated(), isLast: true, now });
  }

  /** The earliest time at which anything is due; another server's work may become this one's. */
  async nextDue(now: Date): Promise<Date | undefined> {
    if (this.lastBeat !== undefined && now < this.lastBeat) return now;
    const times = await Promise.all(allPartitions.map((each) => this.parts.store.nextDue(each)));
    return times.reduce(
      (earliest, time) => (time && (!earliest || time < earliest) ? time : earliest),
      undefined,
    );
  }

  /** The documents that are still on their way to what was asked of them, the next ones first. */
  async moving(now: Date): Promise<readonly Entry<Document>[]> {
    const until = new Date(now.getTime() + movingHorizonSeconds * 1000);
    const entries: Entry<Document>[] = [];
    for (const partition of await this.parts.ownPartitions(now)) {
      entries.push(...(await this.parts.store.due(partition, until, dueEntriesMax)));
    }
    return entries.filter(({ key, document }) => {
      return this.workers.get(kindOf(key))?.isMoving(document) ?? false;
    });
  }

  /**
   * The clock was set back. Documents that are looked at again and again would wait until it has
   * caught up; they are due at once. What is due no later than the last beat has been put since.
   */
  private async bringForward(
    partitions: readonly Partition[],
    { now, lastBeat }: { readonly now: Date; readonly lastBeat: Date },
  ): Promise<void> {
    const until = new Date(lastBeat.getTime() + recurrenceSecondsMax * 1000);
    for (const partition of partitions) {
      const entries = await this.parts.store.due(partition, until, aheadMax);
      const ahead = entries.filter(({ key, document: { due = now } }) => {
        return due > lastBeat && this.workers.get(kindOf(key))?.isRecurring === true;
      });
      await this.parts.store.defer(ahead.map((entry) => ({ entry, until: now })));
    }
  }

  /**
   * Kind by kind, in the order of the workers: who asks for something comes before who does. With
   * the last batch of a beat, those that follow what it has evaluated follow it.
   */
  private async attendAll(
    entries: readonly Entry<Document>[],
    { evaluated, isLast, now }: Batch,
  ): Promise<void> {
    const byKind = new Map<string, Entry<Document>[]>();
    for (const entry of entries) {
      const kind = kindOf(entry.key);
      const ofKind = byKind.get(kind);
      if (ofKind === undefined) byKind.set(kind, [entry]);
      else ofKind.push(entry);
    }
    for (const kind of byKind.keys()) {
      if (!this.workers.has(kind)) throw new Error(`No worker attends documents of kind ${kind}.`);
    }
    for (const [kind, worker] of this.workers) {
      const ofKind = byKind.get(kind) ?? [];
      if (!isStaged(worker)) {
        if (ofKind.length === 0) continue;
        await this.inParts(ofKind, now, (some) => worker.attend(some, now).then(() => []));
        continue;
      }
      evaluated.put(await this.inParts(ofKind, now, (some) => worker.evaluate(some, now)));
      if (evaluated.size === 0 || (!isLast && evaluated.size <= evaluatedMax)) continue;
      const followed = await this.inParts(evaluated.take(kind), now, (some) =>
        worker.follow(some, now),
      );
      for (let start = 0; start < followed.length; start += dueEntriesMax) {
        const batch = followed.slice(start, start + dueEntriesMax);
        await this.inParts(batch, now, (some) => worker.settle(some, now).then(() => []));
      }
    }
  }

  /** A batch that fails is halved again and again, so that one bad document delays no other. */
  private async inParts<D extends Entry<Document>, R>(
    documents: readonly D[],
    now: Date,
    work: (some: readonly D[]) => Promise<readonly R[]>,
  ): Promise<readonly R[]> {
    const [only] = documents;
    if (only === undefined) return [];
    try {
      return await work(documents);
    } catch (failure) {
      if (documents.length > 1) {
        const half = documents.length >>> 1;
        const first = await this.inParts(documents.slice(0, half), now, work);
        return [...first, ...(await this.inParts(documents.slice(half), now, work))];
      }
      this.parts.observe({ kind: 'failed', key: only.key.text, failure });
      await this.putOff(only.key, now);
      return [];
    }
  }

  private async putOff(key: Key<Document>, now: Date): Promise<void> {
    const entry = await this.parts.store.entry(key);
    if (entry?.document.due === undefined) return;
    const until = new Date(now.getTime() + retrySeconds * 1000);
    await this.parts.store.defer([{ entry, until }]);
  }
}

interface Batch {
  /** Of this batch and of those before. */
  readonly evaluated: Evaluated;
  readonly isLast: boolean;
  readonly now: Date;
}

interface Taken {
  readonly entries: readonly Entry<Document>[];
  /** The partitions that may have more. */
  readonly unfinished: readonly Partition[];
}

export const allPartitions: readonly Partition[] = Array.from(
  { length: partitionCount },
  (_, index) => index,
);
