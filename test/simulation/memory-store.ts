import { withoutUndefined } from '../../src/store/document-bytes.js';
import {
  type Key,
  kindOf,
  type Partition,
  partitionOf,
  type Prefix,
} from '../../src/store/keys.js';
import type { Change, Deferral, Document, Entry, Page, Store } from '../../src/store/store.js';
import { DueTimes } from './due-times.js';
import { SortedTexts } from './sorted-texts.js';

/** What a write made of a document; a world looks over each of them. */
export interface Written {
  readonly key: Key<unknown>;
  readonly before: Document | undefined;
  readonly after: Document | undefined;
}

/**
 * Documents in memory, for worlds that must be quick and the same each time: nothing here waits for
 * anything. Documents are frozen, so that whoever changes one that was read is found out.
 */
export class MemoryStore implements Store {
  private readonly places = new Map<string, Place>();
  /** By the kind of the documents: some are listed at each beat, and others never. */
  private readonly texts = new Map<string, SortedTexts>();
  private readonly dues = new Map<Partition, DueTimes>();
  private readonly partitions = new Map<string, Partition>();
  private versionCount = 0;

  constructor(private readonly observe: (written: Written) => void = () => undefined) {}

  get<D extends object>({ text }: Key<D>): Promise<D | undefined> {
    // Keys are typed by what lies there, and `update` writes nothing else; so it is below.
    return Promise.resolve(this.places.get(text)?.document as D | undefined);
  }

  entry<D extends object>({ text }: Key<D>): Promise<Entry<D> | undefined> {
    return Promise.resolve(this.entryAt<D>(text));
  }

  getMany<D extends object>(keys: readonly Key<D>[]): Promise<readonly (D | undefined)[]> {
    return Promise.resolve(keys.map(({ text }) => this.places.get(text)?.document as D));
  }

  list<D extends object>(prefix: Prefix<D>, { after, limit }: Page): Promise<readonly Entry<D>[]> {
    const texts = this.textsOf(prefix).startingWith(prefix.text, { after: after?.text, limit });
    return Promise.resolve(texts.map((text) => this.entryAt<D>(text)).filter(isThere));
  }

  count(prefix: Prefix<object>, limit: number): Promise<number> {
    const texts = this.textsOf(prefix).startingWith(prefix.text, { after: undefined, limit });
    return Promise.resolve(texts.length);
  }

  async update<D extends Document>(key: Key<D>, change: Change<D>): Promise<D | undefined> {
    const { text } = key;
    const before = this.places.get(text)?.document as D | undefined;
    const next = change(before);
    if (next === before) return before;
    const after = next && frozen(withoutUndefined(next));
    this.write({ key, before, after });
    return await Promise.resolve(after);
  }

  due(partition: Partition, until: Date, limit: number): Promise<readonly Entry<Document>[]> {
    const texts = this.dues.get(partition)?.until(until, limit) ?? [];
    return Promise.resolve(texts.map((text) => this.entryAt<Document>(text)).filter(isThere));
  }

  nextDue(partition: Partition): Promise<Date | undefined> {
    return Promise.resolve(this.dues.get(partition)?.first());
  }

  defer(deferrals: readonly Deferral[]): Promise<void> {
    for (const { entry, until } of deferrals) {
      const place = this.places.get(entry.key.text);
      if (place?.version !== entry.version) continue;
      const before = place.document;
      this.write({ key: entry.key, before, after: Object.freeze({ ...before, due: until }) });
    }
    return Promise.resolve();
  }

  reset(): Promise<void> {
    this.places.clear();
    this.texts.clear();
    this.dues.clear();
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Everything, in key order. */
  *documents(): Iterable<readonly [text: string, document: Document]> {
    for (const [text, { document }] of [...this.places].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield [text, document];
    }
  }

  private entryAt<D extends object>(text: string): Entry<D> | undefined {
    const place = this.places.get(text);
    if (place === undefined) return undefined;
    return { key: { text }, document: place.document as D, version: place.version };
  }

  private write(written: Written): void {
    const { key, before, after } = written;
    const { text } = key;
    if (after === undefined) {
      this.places.delete(text);
      this.textsOf(key).remove(text);
    } else {
      this.versionCount += 1;
      if (before === undefined) this.textsOf(key).add(text);
      this.places.set(text, { document: after, version: String(this.versionCount) });
    }
    if (before?.due?.getTime() !== after?.due?.getTime()) {
      const dues = this.duesOf(text);
      if (before?.due !== undefined) dues.remove(before.due, text);
      if (after?.due !== undefined) dues.add(after.due, text);
    }
    this.observe(written);
  }

  private textsOf(key: Key<unknown>): SortedTexts {
    const kind = kindOf(key);
    const texts = this.texts.get(kind) ?? new SortedTexts();
    this.texts.set(kind, texts);
    return texts;
  }

  private duesOf(text: string): DueTimes {
    const partition = this.partitions.get(text) ?? partitionOf({ text });
    this.partitions.set(text, partition);
    const dues = this.dues.get(partition) ?? new DueTimes();
    this.dues.set(partition, dues);
    return dues;
  }
}

interface Place {
  readonly document: Document;
  readonly version: string;
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) frozen<unknown>(member);
  return value;
}
