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
  private readonly dues = new Map<Partition, DueTimes<Place>>();
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

  entries<D extends object>(keys: readonly Key<D>[]): Promise<readonly (Entry<D> | undefined)[]> {
    return Promise.resolve(keys.map(({ text }) => this.entryAt<D>(text)));
  }

  list<D extends object>(prefix: Prefix<D>, page: Page): Promise<readonly Entry<D>[]> {
    const { after, ...rest } = page;
    const texts = this.textsOf(prefix).startingWith(prefix.text, { after: after?.text, ...rest });
    return Promise.resolve(texts.map((text) => this.entryAt<D>(text)).filter(isThere));
  }

  count(prefix: Prefix<object>, limit: number): Promise<number> {
    const texts = this.textsOf(prefix).startingWith(prefix.text, { limit });
    return Promise.resolve(texts.length);
  }

  async update<D extends Document>(key: Key<D>, change: Change<D>): Promise<D | undefined> {
    const { there, isWritten } = this.change(key, change);
    return isWritten ? await Promise.resolve(there?.document) : there?.document;
  }

  /** Every reader was given the very object that lies here. */
  async revise<D extends Document>(
    { key }: Entry<D>,
    change: Change<D>,
  ): Promise<Entry<D> | undefined> {
    const { there, isWritten } = this.change(key, change);
    return isWritten ? await Promise.resolve(there) : there;
  }

  due(partition: Partition, until: Date, limit: number): Promise<readonly Entry<Document>[]> {
    const places = this.dues.get(partition)?.until(until, limit) ?? [];
    return Promise.resolve(places.map(entryOf).filter(isThere));
  }

  nextDue(partition: Partition): Promise<Date | undefined> {
    return Promise.resolve(this.dues.get(partition)?.first());
  }

  defer(deferrals: readonly Deferral[]): Promise<void> {
    for (const { entry, until } of deferrals) {
      const place = this.places.get(entry.key.text);
      if (place?.document === undefined || place.version !== entry.version) continue;
      this.write(place, Object.freeze({ ...place.document, due: until }));
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
    for (const { text, document } of [...this.places.values()].sort(byText)) {
      if (document !== undefined) yield [text, document];
    }
  }

  private entryAt<D extends object>(text: string): Entry<D> | undefined {
    const place = this.places.get(text);
    return place && (entryOf(place) as Entry<D> | undefined);
  }

  private change<D extends Document>({ text }: Key<D>, change: Change<D>): Changed<D> {
    const place = this.places.get(text);
    const before = place?.document as D | undefined;
    const next = change(before);
    if (next !== before) this.write(place ?? this.newPlace(text), next && kept(next));
    return { there: this.entryAt<D>(text), isWritten: next !== before };
  }

  private newPlace(text: string): Place {
    const partition = partitionOf({ text });
    const dues = this.dues.get(partition) ?? new DueTimes();
    this.dues.set(partition, dues);
    return { text, key: { text }, dues, document: undefined, version: '' };
  }

  private write(place: Place, after: Document | undefined): void {
    const { text, key, dues, document: before } = place;
    place.document = after;
    if (after === undefined) {
      this.places.delete(text);
      this.textsOf(key).remove(text);
    } else {
      this.versionCount += 1;
      place.version = String(this.versionCount);
      if (before === undefined) {
        this.textsOf(key).add(text);
        this.places.set(text, place);
      }
    }
    if (before?.due?.getTime() !== after?.due?.getTime()) {
      if (before?.due !== undefined) dues.remove(before.due, place);
      if (after?.due !== undefined) dues.add(after.due, place);
    }
    this.observe({ key, before, after });
  }

  private textsOf(key: Key<unknown>): SortedTexts {
    const kind = kindOf(key);
    const texts = this.texts.get(kind) ?? new SortedTexts();
    this.texts.set(kind, texts);
    return texts;
  }
}

/** Where a document lies, and with what else of its partition. */
interface Place {
  readonly text: string;
  readonly key: Key<Document>;
  readonly dues: DueTimes<Place>;
  document: Document | undefined;
  version: string;
}

interface Changed<D> {
  readonly there: Entry<D> | undefined;
  readonly isWritten: boolean;
}

function entryOf({ key, document, version }: Place): Entry<Document> | undefined {
  return document && { key, document, version };
}

function byText(a: Place, b: Place): number {
  return a.text < b.text ? -1 : 1;
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/**
 * The value as a store keeps it: without members that are undefined, and frozen. What is frozen was
 * kept before, as most of a document that changes was.
 */
function kept<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (ArrayBuffer.isView(value) || value instanceof Date) return value;
  // Both give what `value` is, each element and member with what it had.
  if (Array.isArray(value)) return Object.freeze(value.map((each: unknown) => kept(each))) as T;
  return keptMembers(value) as T;
}

/** The object itself where it may be: V8 is slow with objects that were filled name by name. */
function keptMembers(value: object): object {
  const members = value as Readonly<Record<string, unknown>>;
  let isWhole = true;
  const entries: [string, unknown][] = [];
  for (const name of Object.keys(members)) {
    const member = members[name];
    const next = kept(member);
    if (next !== member || next === undefined) isWhole = false;
    if (next !== undefined) entries.push([name, next]);
  }
  return Object.freeze(isWhole ? value : Object.fromEntries(entries));
}
