import assert from 'node:assert/strict';
import {
  dueOf,
  encodeDocument,
  longKeyOf,
  versionOf,
  withHeader,
  withoutUndefined,
} from './document-bytes.js';
import { DueIndex } from './due-index.js';
import { documentIn, entryOf, type There, thereOf } from './embedded-entry.js';
import { documentKey, entriesInOrder, longKeyText } from './embedded-keys.js';
import type { Clearing, EmbeddedDatabase, EmbeddedEnvironment, Write } from './environment.js';
import type { Key, Partition, Prefix } from './keys.js';
import {
  type Change,
  type Deferral,
  type Document,
  type Entry,
  type Page,
  type Store,
  StoreError,
} from './store.js';

/**
 * Documents in LMDB. One process owns the data, so that compare-and-set is a matter of this
 * process: an update is computed at once from the newest document, whether that is on the disk yet
 * or not, and answered when it is. Reads see only what is on the disk.
 */
export class EmbeddedStore implements Store {
  /** The newest images of documents that are being written. */
  private readonly pending = new Map<string, Image>();
  /** Set while everything is being forgotten: what lies on the disk counts no more. */
  private clearing: Promise<void> | undefined;
  private failuresSeen: number;
  private writeCount = 0;

  private readonly documents: EmbeddedDatabase;
  private readonly dueDatabase: EmbeddedDatabase;
  private readonly dueIndex: DueIndex;

  private constructor(
    private readonly environment: EmbeddedEnvironment,
    /** Grows with each opening, so that no version comes twice. */
    private readonly epoch: number,
  ) {
    this.failuresSeen = environment.failures;
    this.documents = environment.database('documents');
    this.dueDatabase = environment.database('due');
    this.dueIndex = new DueIndex(this.dueDatabase);
  }

  static async open(environment: EmbeddedEnvironment): Promise<EmbeddedStore> {
    const { properties, epoch, store } = environment.openTogether(() => {
      const properties = environment.database('properties');
      const epoch = (properties.get(epochKey)?.readUInt32BE() ?? 0) + 1;
      return { properties, epoch, store: new EmbeddedStore(environment, epoch) };
    });
    const value = Buffer.alloc(4);
    value.writeUInt32BE(epoch);
    await environment.commit([{ database: properties, key: epochKey, value }]);
    return store;
  }

  async get<D extends object>(key: Key<D>): Promise<D | undefined> {
    const [document] = await this.getMany([key]);
    return document;
  }

  entry<D extends object>({ text }: Key<D>): Promise<Entry<D> | undefined> {
    return read(() => {
      const bytes = this.documents.get(documentKey(text));
      return bytes && entryOf<D>(text, bytes);
    });
  }

  async getMany<D extends object>(keys: readonly Key<D>[]): Promise<readonly (D | undefined)[]> {
    const entries = await this.entries(keys);
    return entries.map((entry) => entry?.document);
  }

  entries<D extends object>(keys: readonly Key<D>[]): Promise<readonly (Entry<D> | undefined)[]> {
    return read(() =>
      keys.map(({ text }) => {
        const bytes = this.documents.get(documentKey(text));
        return bytes && entryOf<D>(text, bytes);
      }),
    );
  }

  list<D extends object>(prefix: Prefix<D>, page: Page): Promise<readonly Entry<D>[]> {
    const { after, limit, isBackwards } = page;
    const texts = { prefix: prefix.text, after: after?.text, isBackwards };
    return read(() => {
      const entries: Entry<D>[] = [];
      for (const { text, bytes } of entriesInOrder(this.documents, texts)) {
        if (entries.length >= limit) break;
        entries.push(entryOf<D>(text, bytes));
      }
      return entries;
    });
  }

  count({ text }: Prefix<object>, limit: number): Promise<number> {
    return read(() => {
      const entries = entriesInOrder(this.documents, { prefix: text });
      let count = 0;
      while (count < limit && entries.next().done !== true) count += 1;
      return count;
    });
  }

  async update<D extends Document>(key: Key<D>, change: Change<D>): Promise<D | undefined> {
    const there = await this.change(key, change);
    return there?.document;
  }

  async revise<D extends Document>(
    read: Entry<D>,
    change: Change<D>,
  ): Promise<Entry<D> | undefined> {
    const there = await this.change(read.key, change, read);
    return there && { key: read.key, document: there.document, version: versionOf(there.bytes) };
  }

  private async change<D extends Document>(
    { text }: Key<D>,
    change: Change<D>,
    read?: Entry<D>,
  ): Promise<There<D> | undefined> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const current = this.newest(text);
      const document = current.bytes && documentIn(current.bytes, read);
      let next: D | undefined;
      try {
        next = change(document);
      } catch (error) {
        // It may have thrown over what a crash can still take back: that must be on the disk first.
        if (await isDurable(current)) throw error;
        continue;
      }
      if (next === document) {
        if (await isDurable(current)) return thereOf(document, current.bytes);
        continue;
      }
      const kept = withoutUndefined(next);
      const replacement = this.replacement(text, current.bytes, kept);
      await this.write([replacement]);
      return thereOf(kept, replacement.after);
    }
    throw new StoreError('The data could not be written: every attempt before this one failed.');
  }

  due(partition: Partition, until: Date, limit: number): Promise<readonly Entry<Document>[]> {
    return read(() => {
      this.forgetLost();
      const isSettled = this.pending.size === 0 && this.clearing === undefined;
      return this.dueIndex.keysUntil(partition, until, { limit, isSettled }).map((key) => {
        const bytes = this.documents.get(key);
        assert(bytes !== undefined, 'the due index names a document that is not there');
        return entryOf<Document>(longKeyOf(bytes) ?? key.toString(), bytes);
      });
    });
  }

  nextDue(partition: Partition): Promise<Date | undefined> {
    return read(() => this.dueIndex.first(partition));
  }

  async defer(deferrals: readonly Deferral[]): Promise<void> {
    for (let start = 0; start < deferrals.length; start += deferralsAtOnce) {
      const replacements: Replacement[] = [];
      for (const { entry, until } of deferrals.slice(start, start + deferralsAtOnce)) {
        const { text } = entry.key;
        const { bytes } = this.newest(text);
        if (bytes === undefined || versionOf(bytes) !== entry.version) continue;
        const after = withHeader(bytes, this.nextVersion(), until);
        replacements.push({ text, before: bytes, after });
      }
      if (replacements.length > 0) await this.write(replacements);
    }
  }

  async reset(): Promise<void> {
    this.forgetLost();
    this.pending.clear();
    const clearing = this.environment.commit([
      { database: this.documents, clear: true },
      { database: this.dueDatabase, clear: true },
    ]);
    this.clearing = clearing;
    await clearing;
    if (this.clearing === clearing) this.clearing = undefined;
  }

  close(): Promise<void> {
    return this.environment.close();
  }

  /** The newest image of a document, be it on the disk or on its way there. */
  private newest(text: string): Image {
    this.forgetLost();
    const pending = this.pending.get(text);
    if (pending !== undefined) return pending;
    if (this.clearing !== undefined) return { bytes: undefined, durable: this.clearing };
    return { bytes: this.documents.get(documentKey(text)), durable: undefined };
  }

  /** When a commit failed, all images that were on their way to the disk are lost. */
  private forgetLost(): void {
    if (this.failuresSeen === this.environment.failures) return;
    this.failuresSeen = this.environment.failures;
    this.pending.clear();
    this.clearing = undefined;
  }

  private async write(replacements: readonly Replacement[]): Promise<void> {
    const durable = this.environment.commit(replacements.flatMap((each) => this.writesOf(each)));
    const images = replacements.map(({ text, after }) => ({ text, bytes: after, durable }));
    for (const image of images) this.pending.set(image.text, image);
    await durable;
    for (const image of images) {
      if (this.pending.get(image.text) === image) this.pending.delete(image.text);
    }
  }

  private replacement(
    text: string,
    before: Buffer | undefined,
    document: Document | undefined,
  ): Replacement {
    if (document === undefined) return { text, before, after: undefined };
    const longKey = longKeyText(documentKey(text), text);
    const version = this.nextVersion();
    const after = encodeDocument({ version, due: document.due, longKey, document });
    return { text, before, after };
  }

  private writesOf({ text, before, after }: Replacement): readonly (Write | Clearing)[] {
    const key = documentKey(text);
    const [dueBefore, dueAfter] = [before && dueOf(before), after && dueOf(after)];
    return [
      { database: this.documents, key, value: after },
      ...this.dueIndex.moves({ text, key, before: dueBefore, after: dueAfter }),
    ];
  }

  private nextVersion(): string {
    this.writeCount += 1;
    return `${this.epoch}.${this.writeCount}`;
  }
}

interface Image {
  /** Undefined when there is no document. */
  readonly bytes: Buffer | undefined;
  /** Resolves when the image is on the disk; undefined when it is there. */
  readonly durable: Promise<void> | undefined;
}

interface Replacement {
  readonly text: string;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
}

const epochKey = Buffer.from('epoch');
/** A bulk is written in pieces, so that others get their turn in between. */
const deferralsAtOnce = 2_000;
/** Each further attempt of an update means that the disk refused another write in between. */
const attemptsMax = 20;

async function isDurable({ durable }: Image): Promise<boolean> {
  try {
    await durable;
    return true;
  } catch {
    // Whoever wrote the image hears of the failure; here it only means that it is to be forgotten.
    return false;
  }
}

function read<T>(reading: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(reading());
  });
}
