import assert from 'node:assert/strict';
import { type Database as LmdbDatabase, type RootDatabase, TransactionFlags } from 'lmdb';
import { binary, dataFile, messageOf, openOwner, openRoot, type Owner } from './data-directory.js';
import { FileRoom } from './file-room.js';
import { pageBytes } from './lmdb-file.js';
import { StoreError } from './store.js';

/**
 * The LMDB environment of a data directory, which documents and datapoints share. Writes of the
 * same moment, whoever they come from, become one transaction and one sync of the disk.
 *
 * LMDB shows a transaction to readers only after its meta page is on the disk, so that what a
 * read finds here can never be taken back by a crash.
 */
export class EmbeddedEnvironment {
  private readonly databases = new Map<string, EmbeddedDatabase>();
  private queue: Commit[] = [];
  private queuedBytes = 0;
  private running: Promise<void> | undefined;
  private failureCount = 0;
  private isClosed = false;

  private constructor(
    private readonly files: OpenFiles,
    private readonly options: EnvironmentOptions,
  ) {}

  /** Opens a data directory or throws a StoreError of one line that says why it cannot be used. */
  static async open(
    directory: string,
    options: EnvironmentOptions = {},
  ): Promise<EmbeddedEnvironment> {
    const owner = await openOwner(directory);
    try {
      const root = await openRoot(directory, options.mapBytes);
      const room = await FileRoom.open(dataFile(directory));
      return new EmbeddedEnvironment({ root, owner, room }, options);
    } catch (error) {
      await owner.release();
      throw error;
    }
  }

  /**
   * Opens several databases by one sync of the disk, where each would take its own. All are to be
   * opened before the first commit: LMDB creates them synchronously.
   */
  openTogether<T>(open: () => T): T {
    // What is to be abortable, each would open in a transaction within.
    return this.files.root.transactionSync(open, TransactionFlags.SYNCHRONOUS_COMMIT);
  }

  database(name: string): EmbeddedDatabase {
    const opened = this.databases.get(name);
    if (opened !== undefined) return opened;
    const lmdb = this.files.root.openDB<Buffer, Buffer>({ name, ...binary });
    const database = new EmbeddedDatabase(name, lmdb, () => {
      if (this.isClosed) throw new StoreError(closedMessage);
    });
    this.databases.set(name, database);
    return database;
  }

  /**
   * Resolves when all writes are on the disk; they are applied together or not at all. When a
   * commit fails, so does everything that was waiting behind it, since it may have been computed
   * from what is now lost. Throws at once, and queues nothing, when it cannot take the writes.
   */
  commit(writes: readonly (Write | Clearing)[]): Promise<void> {
    if (this.isClosed) throw new StoreError(closedMessage);
    let bytes = 0;
    for (const write of writes) {
      bytes += writeOverheadBytes;
      if ('clear' in write) continue;
      const { key, value } = write;
      assert(key.length > 0 && key.length <= keyBytesMax, `a key of ${key.length} bytes`);
      bytes += key.length + (value?.length ?? 0);
    }
    if (this.queuedBytes > queuedBytesMax) {
      throw new StoreError('The disk cannot keep up with the writes.');
    }
    this.queuedBytes += bytes;
    return new Promise((resolve, reject) => {
      this.queue.push({ writes, bytes, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Grows in the instant in which a commit fails, before anyone hears of it. */
  get failures(): number {
    return this.failureCount;
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.running;
    await this.files.root.close();
    await this.files.room.close();
    await this.files.owner.release();
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      // Those whom the last commit woke go along. Nobody else is waited for: what comes in while a
      // commit is under way shares the next one, and the disk is never idle for it.
      await allWoken();
      const commits = this.takeBatch();
      this.options.observe?.('begun');
      try {
        await this.write(commits);
        this.options.observe?.('committed');
        for (const { resolve } of commits) resolve();
      } catch (error) {
        const failed = [...commits, ...this.queue.splice(0)];
        this.queuedBytes = 0;
        this.failureCount += 1;
        this.options.observe?.('failed');
        for (const { reject } of failed) reject(error);
      }
    }
    this.running = undefined;
  }

  private takeBatch(): readonly Commit[] {
    let bytes = 0;
    let count = 0;
    for (const commit of this.queue) {
      if (count > 0 && bytes + commit.bytes > batchBytesMax) break;
      bytes += commit.bytes;
      count += 1;
    }
    this.queuedBytes -= bytes;
    return this.queue.splice(0, count);
  }

  private async write(commits: readonly Commit[]): Promise<void> {
    await this.files.room.ensure(roomFor(this.files.root, commits));
    try {
      await this.files.root.batch(() => {
        for (const { writes } of commits) {
          for (const write of writes) write.database.write(write);
        }
      });
    } catch (error) {
      throw new StoreError(`The data could not be written: ${await reasonOf(error)}`);
    }
  }
}

/** How long the file may be after the commits: each write may move a path of pages to its end. */
function roomFor(root: RootDatabase<Buffer, Buffer>, commits: readonly Commit[]): number {
  // What lmdb gives is not typed.
  const { lastPageNumber } = root.getStats() as { readonly lastPageNumber: number };
  const writes = commits.reduce((sum, commit) => sum + commit.writes.length, 0);
  const bytes = commits.reduce((sum, commit) => sum + commit.bytes, 0);
  const movedPages = Math.min(writes * pathPagesMax, lastPageNumber) + sparePages;
  return (lastPageNumber + 1 + movedPages) * pageBytes + 2 * bytes;
}

const pathPagesMax = 6;
const sparePages = 32;

export class EmbeddedDatabase {
  constructor(
    readonly name: string,
    private readonly lmdb: LmdbDatabase<Buffer, Buffer>,
    private readonly assertOpen: () => void,
  ) {}

  /** A copy that is the caller's to keep. */
  get(key: Buffer): Buffer | undefined {
    this.assertOpen();
    return this.lmdb.get(key);
  }

  has(key: Buffer): boolean {
    this.assertOpen();
    return this.lmdb.doesExist(key);
  }

  /** In the order of the keys' bytes. To be consumed within one turn of the event loop. */
  range({ start, end, limit }: KeyRange): Iterable<{ key: Buffer; value: Buffer }> {
    this.assertOpen();
    return this.lmdb.getRange({ start, end, ...(limit !== undefined && { limit }) });
  }

  /** The same, from the last key to the first. */
  rangeBackwards({ start, end, limit }: KeyRange): Iterable<{ key: Buffer; value: Buffer }> {
    this.assertOpen();
    return this.lmdb.getRange({
      ...{ start: end, end: start, reverse: true, exclusiveStart: true, inclusiveEnd: true },
      ...(limit !== undefined && { limit }),
    });
  }

  keys({ start, end, limit }: KeyRange): Iterable<Buffer> {
    this.assertOpen();
    return this.lmdb.getKeys({ start, end, ...(limit !== undefined && { limit }) });
  }

  /** For the environment alone, within a batch. */
  write(write: Write | Clearing): void {
    // These promises are the batch's own, which is awaited.
    if ('clear' in write) void this.lmdb.clearAsync();
    else if (write.value === undefined) void this.lmdb.remove(write.key);
    else void this.lmdb.put(write.key, write.value);
  }
}

interface OpenFiles {
  readonly root: RootDatabase<Buffer, Buffer>;
  readonly owner: Owner;
  readonly room: FileRoom;
}

export interface EnvironmentOptions {
  /** Where the memory map starts; it doubles when the data outgrows it. */
  readonly mapBytes?: number;
  /** One commit is under way at a time; this tells of its course. */
  readonly observe?: (event: 'begun' | 'committed' | 'failed') => void;
}

export interface Write {
  readonly database: EmbeddedDatabase;
  readonly key: Buffer;
  /** Undefined removes the key. */
  readonly value: Buffer | undefined;
}

/** Removes all keys of a database. */
export interface Clearing {
  readonly database: EmbeddedDatabase;
  readonly clear: true;
}

export interface KeyRange {
  /** Inclusive. */
  readonly start: Buffer;
  /** Exclusive. */
  readonly end: Buffer;
  readonly limit?: number | undefined;
}

/** What LMDB takes with pages of 4 KiB. */
export const keyBytesMax = 1978;

interface Commit {
  readonly writes: readonly (Write | Clearing)[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Rather several commits in a row than one that everybody waits for. */
const batchBytesMax = 16 * 2 ** 20;
const queuedBytesMax = 256 * 2 ** 20;
const writeOverheadBytes = 64;

const closedMessage = 'The store is closed.';
/** Lmdb gives the reason of a failed commit by a promise of its own, a moment later. */
async function reasonOf(error: unknown): Promise<string> {
  const cause: unknown = error instanceof Error && 'commitError' in error && error.commitError;
  if (!(cause instanceof Promise)) return messageOf(error);
  const reason = cause.catch(messageOf);
  return String(
    await Promise.race([
      reason,
      nextTurn()
        .then(nextTurn)
        .then(() => 'unknown'),
    ]),
  );
}

/** Resolves behind all that follows from promises that have resolved by now. */
function allWoken(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
