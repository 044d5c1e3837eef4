import { withCells } from './block-bytes.js';
import { blockKey, expiryOf, placeOf } from './block-key.js';
import type { BlockStorage, BlockWrite } from './block-storage.js';
import { recordMilliseconds } from './block-writer.js';
import { behind } from './metric-identity.js';
import { rollUp } from './roll-up.js';

/**
 * Ends what is past its time, a bounded piece at a time: blocks that expire are rolled up into
 * coarser ones, and metrics that nobody has sent anything of for two weeks leave the index.
 */
export class Sweeper {
  private metricsFrom: Buffer = beginning;
  private walkedAt = -Infinity;

  constructor(private readonly storage: BlockStorage) {}

  async sweep(now: Date): Promise<Swept> {
    const removedCount = await this.sweepBlocks(now);
    await this.sweepMetrics(now);
    return { removedCount, isMoreDue: removedCount === blocksMax };
  }

  private async sweepBlocks(now: Date): Promise<number> {
    const expired = await this.storage.expired(Math.floor(now.getTime() / 1000), blocksMax);
    if (expired.length === 0) return 0;
    const rolledUp = expired.flatMap(({ key, bytes }) => {
      const place = placeOf(key);
      const result = rollUp(place, bytes);
      if (result === undefined) return [];
      return [{ ...result, key: blockKey(place.scope, result.place) }];
    });
    const targets = await this.storage.load(rolledUp.map(({ key }) => key));
    const writes = new Map<string, BlockWrite>();
    rolledUp.forEach(({ key, place, cells }, index) => {
      const name = key.toString('latin1');
      const previous = targets[index];
      const bytes = withCells(writes.get(name)?.bytes ?? previous, cells);
      writes.set(name, { key, bytes, previous, expirySeconds: expiryOf(place) });
    });
    const removals = expired.map(({ key, bytes }) => {
      return { key, bytes: undefined, previous: bytes, expirySeconds: expiryOf(placeOf(key)) };
    });
    await this.storage.write([...writes.values(), ...removals], []);
    return expired.length;
  }

  /** Walks through the whole index in small steps, and rests for a while at its end. */
  private async sweepMetrics(now: Date): Promise<void> {
    if (Math.abs(now.getTime() - this.walkedAt) < restMilliseconds) return;
    const range = { start: this.metricsFrom, end: everything, limit: metricsMax };
    const records = await this.storage.readMetrics(range);
    const oldest = now.getTime() - listedMilliseconds - recordMilliseconds;
    const forgotten = records.filter(({ receivedAt }) => receivedAt < oldest);
    if (forgotten.length > 0) await this.storage.forgetMetrics(forgotten);
    const last = records.at(-1);
    const isAtEnd = last === undefined || records.length < metricsMax;
    this.metricsFrom = isAtEnd ? beginning : behind(last.key);
    if (isAtEnd) this.walkedAt = now.getTime();
  }
}

export interface Swept {
  readonly removedCount: number;
  readonly isMoreDue: boolean;
}

const blocksMax = 500;
const metricsMax = 500;
const restMilliseconds = 3_600_000;
/** ListMetrics shows a metric for two weeks after its last sample. */
const listedMilliseconds = 14 * 86_400_000;

const beginning = Buffer.of(0);
const everything = Buffer.alloc(8, 0xff);
