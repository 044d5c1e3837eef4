import { setTimeout as pause } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { withoutUndefined } from './document-bytes.js';
import { type Key, type Partition, partitionOf, type Prefix } from './keys.js';
import { type History, historyOf, type LostWrite, outcomeOf } from './lost-writes.js';
import {
  type AnyBulkWriteOperation,
  clearCollection,
  type Collection,
  type Db,
  type Filter,
  insist,
  isConflict,
  isDuplicateKey,
  isMongoError,
} from './mongo-client.js';
import {
  type Change,
  type Deferral,
  type Document,
  type Entry,
  type Page,
  type Store,
  StoreError,
} from './store.js';
import { Turns } from './turns.js';

/**
 * Documents in MongoDB. A write is a compare-and-set: it replaces the very version that was read,
 * and its own version tells whose write it was. Where the answer to a write is lost, the versions
 * that the document remembers tell whether it was applied.
 */
export async function openMongoStore(db: Db): Promise<Store> {
  const collection = db.collection<Stored>('documents');
  await insist(() => collection.createIndex({ partition: 1, due: 1 }));
  return new MongoStore(collection);
}

interface Stored extends History {
  readonly _id: string;
  readonly partition: Partition;
  readonly due?: Date;
  readonly document: Readonly<Record<string, unknown>>;
}

const attemptsMax = 200;
/** So many answers may be lost in a row before the caller is told to try again. */
const lostWritesMax = 8;
const pauseMillisecondsMax = 20;

class MongoStore implements Store {
  /** Random, so that no two servers have the same. */
  private readonly server = randomBytes(serverBytes).toString('base64url');
  private readonly turns = new Turns();
  private writeCount = 0;

  constructor(private readonly collection: Collection<Stored>) {}

  async get<D extends object>(key: Key<D>): Promise<D | undefined> {
    const stored = await this.find(key);
    return stored && (documentOf(stored) as D);
  }

  async entry<D extends object>(key: Key<D>): Promise<Entry<D> | undefined> {
    const stored = await this.find(key);
    return stored && entryOf<D>(stored);
  }

  async getMany<D extends object>(keys: readonly Key<D>[]): Promise<readonly (D | undefined)[]> {
    const entries = await this.entries(keys);
    return entries.map((entry) => entry?.document);
  }

  async entries<D extends object>(
    keys: readonly Key<D>[],
  ): Promise<readonly (Entry<D> | undefined)[]> {
    const ids = [...new Set(keys.map(({ text }) => text))];
    if (ids.length === 0) return [];
    const found = await insist(() => this.collection.find({ _id: { $in: ids } }).toArray());
    const byId = new Map(found.map((stored) => [stored._id, stored]));
    return keys.map(({ text }) => {
      const stored = byId.get(text);
      return stored && entryOf<D>(stored);
    });
  }

  async list<D extends object>(
    { text }: Prefix<D>,
    { after, limit, isBackwards = false }: Page,
  ): Promise<readonly Entry<D>[]> {
    const ofPrefix = { _id: { $gte: text, $lt: endOf(text) } };
    const behind = after && { _id: isBackwards ? { $lt: after.text } : { $gt: after.text } };
    const filter = behind === undefined ? ofPrefix : { $and: [ofPrefix, behind] };
    const order = { _id: isBackwards ? -1 : 1 } as const;
    const found = await insist(() =>
      this.collection.find(filter).sort(order).limit(limit).toArray(),
    );
    return found.map((stored) => entryOf<D>(stored));
  }

  async count({ text }: Prefix<object>, limit: number): Promise<number> {
    const filter = { _id: { $gte: text, $lt: endOf(text) } };
    const found = await insist(() =>
      this.collection.find(filter).project({ _id: 1 }).limit(limit).toArray(),
    );
    return found.length;
  }

  async update<D extends Document>(key: Key<D>, change: Change<D>): Promise<D | undefined> {
    const there = await this.turns.take(key.text, () => this.changeInTurn(key, change));
    return there?.document;
  }

  revise<D extends Document>(read: Entry<D>, change: Change<D>): Promise<Entry<D> | undefined> {
    const { key } = read;
    return this.turns.take(key.text, async () => {
      // It is found anew: no entry holds the versions that the document remembers.
      const there = await this.changeInTurn(key, change, read);
      return there && { key, document: there.document, version: versionOf(there.stored) };
    });
  }

  async due(partition: Partition, until: Date, limit: number): Promise<readonly Entry<Document>[]> {
    const filter = { partition, due: { $lte: until } };
    const found = await insist(() =>
      this.collection.find(filter).sort({ due: 1 }).limit(limit).toArray(),
    );
    return found.map((stored) => entryOf<Document>(stored));
  }

  async nextDue(partition: Partition): Promise<Date | undefined> {
    const filter = { partition, due: { $gte: new Date(0) } };
    const [next] = await insist(() =>
      this.collection.find(filter).sort({ due: 1 }).limit(1).toArray(),
    );
    return next?.due;
  }

  async defer(deferrals: readonly Deferral[]): Promise<void> {
    const writes = deferrals.map(({ entry, until }): AnyBulkWriteOperation<Stored> => {
      const [version = '', due] = entry.version.split(' ');
      const filter = { _id: entry.key.text, version, due: new Date(Number(due)) };
      return { updateOne: { filter, update: { $set: { due: until } } } };
    });
    for (let start = 0; start < writes.length; start += writesAtOnce) {
      const batch = writes.slice(start, start + writesAtOnce);
      await insist(() => this.collection.bulkWrite(batch, { ordered: false }));
    }
  }

  reset(): Promise<void> {
    return clearCollection(this.collection);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async changeInTurn<D extends Document>(
    key: Key<D>,
    change: Change<D>,
    read?: Entry<D>,
  ): Promise<There<D> | undefined> {
    const lost: LostWrite[] = [];
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const stored = await this.find(key);
      const document = stored && documentIn(stored, read);
      const there = stored && document && { document, stored };
      const outcomes = lost.map((each) => outcomeOf(each, stored));
      if (outcomes.includes('applied')) return there;
      if (outcomes.includes('unknown')) {
        throw new StoreError('An answer of MongoDB was lost, and others wrote since.');
      }
      const changed = change(document);
      if (changed === document) return there;
      const next = withoutUndefined(changed);
      const replacement = next && storedOf(key, next, historyOf(this.nextVersion(), stored));
      const result = await this.write(key, stored, replacement);
      if (result === 'written') {
        return replacement && { document: documentOf(replacement) as D, stored: replacement };
      }
      if (result === 'lost') {
        lost.push({ read: stored, written: replacement?.version });
        if (lost.length > lostWritesMax) throw new StoreError('MongoDB does not answer.');
        await pause(lostAnswerMilliseconds);
      } else if (attempt > 0) await pause(Math.random() * Math.min(attempt, pauseMillisecondsMax));
    }
    throw new StoreError('Too many writers change the same document.');
  }

  private async find({ text }: Key<unknown>): Promise<Stored | undefined> {
    return (await insist(() => this.collection.findOne({ _id: text }))) ?? undefined;
  }

  private nextVersion(): string {
    this.writeCount += 1;
    return `${this.server}.${this.writeCount}`;
  }

  private async write(
    { text }: Key<unknown>,
    stored: Stored | undefined,
    replacement: Stored | undefined,
  ): Promise<WriteResult> {
    try {
      if (stored === undefined) {
        if (replacement !== undefined) await this.collection.insertOne(replacement);
        return 'written';
      }
      // Null stands for a member that is not there.
      const due = stored.due ?? (null as unknown as Date);
      const filter: Filter<Stored> = { _id: text, version: stored.version, due };
      if (replacement === undefined) {
        const { deletedCount } = await this.collection.deleteOne(filter);
        return deletedCount === 1 ? 'written' : 'outrun';
      }
      const { matchedCount } = await this.collection.replaceOne(filter, replacement);
      return matchedCount === 1 ? 'written' : 'outrun';
    } catch (error) {
      if (isDuplicateKey(error) || isConflict(error)) return 'outrun';
      // Whether the write was applied, the document itself will tell.
      if (isMongoError(error)) return 'lost';
      throw error;
    }
  }
}

/** Outrun: another writer was faster, and nothing was written. */
type WriteResult = 'written' | 'outrun' | 'lost';

/** A bulk is answered in time by a slow database too: each of its writes waits for a document. */
const writesAtOnce = 250;
const lostAnswerMilliseconds = 20;
const serverBytes = 9;

function storedOf<D extends Document>(
  key: Key<D>,
  { due, ...document }: D,
  history: History,
): Stored {
  return {
    _id: key.text,
    ...history,
    partition: partitionOf(key),
    ...(due !== undefined && { due }),
    document,
  };
}

/** A caller may take it for the type of its key: `update` writes nothing else there. */
function documentOf({ document, due }: Stored): object {
  return due === undefined ? document : { ...document, due };
}

interface There<D> {
  readonly document: D;
  readonly stored: Stored;
}

function documentIn<D>(stored: Stored, read: Entry<D> | undefined): D {
  if (read?.version === versionOf(stored)) return read.document;
  return documentOf(stored) as D;
}

function entryOf<D>(stored: Stored): Entry<D> {
  const version = versionOf(stored);
  return { key: { text: stored._id }, document: documentOf(stored) as D, version };
}

/** Moving `due` alone gives the document no new token, but another version. */
function versionOf({ version, due }: Stored): string {
  return `${version} ${due?.getTime() ?? ''}`;
}

/** Behind all keys that start with a prefix, in the order of UTF-8. */
function endOf(prefix: string): string {
  const characters = Array.from(prefix);
  while (characters.at(-1) === '\u{10ffff}') characters.pop();
  const next = (characters.pop()?.codePointAt(0) ?? 0) + 1;
  // No character of its own is half of a pair.
  const isHalf = next >= 0xd800 && next <= 0xdfff;
  return `${characters.join('')}${String.fromCodePoint(isHalf ? 0xe000 : next)}`;
}
