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
  /** Of the key. */
  readonly kind: string;
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
    return Promise.resolve(this.places.get(text)?.entry?.document as D | undefined);
  }

  entry<D extends object>({ text }: Key<D>): Promise<Entry<D> | undefined> {
    return Promise.resolve(this.entryAt<D>(text));
  }

  getMany<D extends object>(keys: readonly Key<D>[]): Promise<readonly (D | undefined)[]> {
    return Promise.resolve(keys.map(({ text }) => this.places.get(text)?.entry?.document as D));
  }

  entries<D extends object>(keys: readonly Key<D>[]): Promise<readonly (Entry<D> | undefined)[]> {
    return Promise.resolve(keys.map(({ text }) => this.entryAt<D>(text)));
  }

  list<D extends object>(prefix: Prefix<D>, page: Page): Promise<readonly Entry<D>[]> {
    const { after, ...rest } = page;
    const texts = this.textsOf(kindOf(prefix)).startingWith(prefix.text, {
      after: after?.text,
      ...rest,
    });
    return Promise.resolve(texts.map((text) => this.entryAt<D>(text)).filter(isThere));
  }

  count(prefix: Prefix<object>, limit: number): Promise<number> {
    const texts = this.textsOf(kindOf(prefix)).startingWith(prefix.text, { limit });
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
    return Promise.resolve(places.map(({ entry }) => entry).filter(isThere));
  }

  nextDue(partition: Partition): Promise<Date | undefined> {
    return Promise.resolve(this.dues.get(partition)?.first());
  }

  defer(deferrals: readonly Deferral[]): Promise<void> {
    for (const { entry, until } of deferrals) {
      const place = this.places.get(entry.key.text);
      if (place?.entry?.version !== entry.version) continue;
      this.write(place, Object.freeze({ ...place.entry.document, due: until }));
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
    for (const { text, entry } of [...this.places.values()].sort(byText)) {
      if (entry !== undefined) yield [text, entry.document];
    }
  }

  private entryAt<D extends object>(text: string): Entry<D> | undefined {
    return this.places.get(text)?.entry as Entry<D> | undefined;
  }

  private change<D extends Document>({ text }: Key<D>, change: Change<D>): Changed<D> {
    const place = this.places.get(text);
    const entry = place?.entry as Entry<D> | undefined;
    const before = entry?.document;
    const next = change(before);
    if (next === before) return { there: entry, isWritten: false };
    const there = this.write(place ?? this.newPlace(text), next && kept(next));
    return { there: there as Entry<D> | undefined, isWritten: true };
  }

  private newPlace(text: string): Place {
    const partition = partitionOf({ text });
    const dues = this.dues.get(partition) ?? new DueTimes();
    this.dues.set(partition, dues);
    const kind = kindOf({ text });
    const texts = this.textsOf(kind);
    return { text, key: { text }, kind, texts, dues, entry: undefined };
  }

  private write(place: Place, after: Document | undefined): Entry<Document> | undefined {
    const { text, key, kind, texts, dues, entry } = place;
    const before = entry?.document;
    if (after === undefined) {
      place.entry = undefined;
      this.places.delete(text);
      texts.remove(text);
    } else {
      this.versionCount += 1;
      place.entry = { key, document: after, version: String(this.versionCount) };
      if (before === undefined) {
        texts.add(text);
        this.places.set(text, place);
      }
    }
    if (before?.due?.getTime() !== after?.due?.getTime()) {
      if (before?.due !== undefined) dues.remove(before.due, place);
      if (after?.due !== undefined) dues.add(after.due, place);
    }
    this.observe({ key, kind, before, after });
    return place.entry;
  }

  private textsOf(kind: string): SortedTexts {
    const texts = this.texts.get(kind) ?? new SortedTexts();
    this.texts.set(kind, texts);
    return texts;
  }
}

/** Where a document lies, and with what else of its partition. */
interface Place {
  readonly text: string;
  readonly key: Key<Document>;
  readonly kind: string;
  readonly texts: SortedTexts;
  readonly dues: DueTimes<Place>;
  /** Made once for each version, however often it is read. */
  entry: Entry<Document> | undefined;
}

interface Changed<D> {
  readonly there: Entry<D> | undefined;
  readonly isWritten: boolean;
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
  return Object.freeze(Array.isArray(value) ? keptElements(value) : keptMembers(value)) as T;
}

/** The array itself where it may be, as below. */
function keptElements(elements: readonly unknown[]): readonly unknown[] {
  const all = elements.map((each) => kept(each));
  return all.every((each, index) => each === elements[index]) ? elements : all;
}

/** The object itself where it may be: V8 is slow with objects that were filled name by name. */
function keptMembers(value: object): object {
  const members = value as Readonly<Record<string, unknown>>;
  let others: Map<string, unknown> | undefined;
  for (const name of Object.keys(members)) {
    const member = members[name];
    const next = kept(member);
    if (next === member && next !== undefined) continue;
    others ??= new Map();
    others.set(name, next);
  }
  if (others === undefined) return value;
  const there = Object.entries({ ...members, ...Object.fromEntries(others) });
  return Object.fromEntries(there.filter(([, member]) => member !== undefined));
}
