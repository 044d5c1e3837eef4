import { existsSync, mkdirSync, statSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { open, type RootDatabase, type Transaction } from 'lmdb';
import { fillUpLmdbFile, pageBytes } from './lmdb-file.js';
import { StoreError } from './store.js';

/**
 * With `overlappingSync`, lmdb's default here, a put's promise resolves before the disk is synced;
 * without it only after fdatasync and the synchronous write of the meta page, as strace shows.
 */
export async function openRoot(
  directory: string,
  mapBytes = mapBytesInitial,
): Promise<RootDatabase<Buffer, Buffer>> {
  const { lmdb, shortBytes } = openLmdb(directory, dataFileName, mapBytes);
  try {
    const isNew = [...lmdb.getKeys({ start: Buffer.of(0), limit: 1 })].length === 0;
    if (isNew) lmdb.putSync(formatKey, formatValue);
    const format = lmdb.get(formatKey);
    if (format === undefined) throw new StoreError(`${directory} holds data of another program.`);
    if (!format.equals(formatValue)) {
      throw new StoreError(`${directory} holds data in format ${format.toString()}, not 1.`);
    }
    if (shortBytes !== undefined) readThrough(lmdb);
    return lmdb;
  } catch (error) {
    await lmdb.close();
    if (error instanceof StoreError) throw error;
    if (shortBytes !== undefined) truncateSync(dataFile(directory), shortBytes);
    throw new StoreError(`${dataFile(directory)} is damaged: ${messageOf(error)}.`);
  }
}

const dataFileName = 'updraft.mdb';

/** The one file in which all documents and datapoints lie. */
export function dataFile(directory: string): string {
  return join(directory, dataFileName);
}

interface OpenedFile {
  readonly lmdb: RootDatabase<Buffer, Buffer>;
  /** What the file had before it was filled up; undefined when nothing was missing. */
  readonly shortBytes: number | undefined;
}

export interface Owner {
  release(): Promise<void>;
}

/**
 * One process at a time owns a data directory. An owner keeps a reader open in an LMDB environment
 * that nobody writes: the table of readers rests on locks of the kernel, so that it forgets a
 * killed process, mistakes no other process for it, and sees across containers.
 */
export async function openOwner(directory: string): Promise<Owner> {
  try {
    makeDirectory(directory);
  } catch (error) {
    throw new StoreError(`${directory} is no data directory: ${messageOf(error)}.`);
  }
  const { lmdb } = openLmdb(directory, 'owner.mdb', 2 ** 20);
  const reader: Transaction = lmdb.useReadTransaction();
  const release = async (): Promise<void> => {
    reader.done();
    await lmdb.close();
  };
  const [, ...readers] = lmdb.readerList().trim().split('\n');
  if (readers.length <= 1) return { release };
  await release();
  const pids = readers.map((line) => line.trim().split(/\s+/)[0]);
  const pid = pids.find((each) => each !== String(process.pid)) ?? process.pid;
  throw new StoreError(`${directory} is in use by another Updraft (process ${pid}).`);
}

/**
 * Makes a directory and those above it. Node's own recursion never ends where a file system, such
 * as /proc, says of a new directory that there is no such one.
 */
export function makeDirectory(directory: string): void {
  if (existsSync(directory) && statSync(directory).isDirectory()) return;
  const parent = dirname(directory);
  if (!existsSync(parent)) makeDirectory(parent);
  mkdirSync(directory);
}

/** Keys and values are bytes; whoever owns a database gives them a meaning. */
export const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;

/** Address space only: it saves the remapping, of which LMDB keeps the old maps. */
const mapBytesInitial = 8 * 2 ** 30;

const formatKey = Buffer.from('updraft format');
const formatValue = Buffer.from('1');

function openLmdb(directory: string, file: string, mapSize: number): OpenedFile {
  const path = join(directory, file);
  try {
    const shortBytes = fillUpLmdbFile(path);
    const lmdb = open<Buffer, Buffer>({
      path,
      mapSize,
      pageSize: pageBytes,
      overlappingSync: false,
      eventTurnBatching: false,
      ...binary,
    });
    return { lmdb, shortBytes };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`${path} cannot be opened: ${messageOf(error)}.`);
  }
}

/** Throws if a page is missing that is in use. */
function readThrough(lmdb: RootDatabase<Buffer, Buffer>): void {
  for (const name of lmdb.getKeys({ start: Buffer.of(0) })) {
    if (name.equals(formatKey)) continue;
    const database = lmdb.openDB<Buffer, Buffer>({ name: name.toString(), ...binary });
    Array.from(database.getRange({ start: Buffer.of(0) }), ({ value }) => value.length);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
