import { setTimeout as pause } from 'node:timers/promises';
import {
  Binary,
  type Collection,
  type Db,
  MongoClient,
  MongoError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { StoreError } from './store.js';

export type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
export { Binary };

/**
 * The connection to a MongoDB. Only commands that every compatible server has are used: no
 * sessions, transactions, retryable writes, change streams or pipelines. What has been answered is
 * on the disk of a majority.
 */
export async function connectMongo(url: string): Promise<MongoConnection> {
  const client = new MongoClient(url, {
    retryWrites: false,
    ignoreUndefined: true,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    serverSelectionTimeoutMS: answerMilliseconds,
    connectTimeoutMS: answerMilliseconds,
    socketTimeoutMS: answerMilliseconds,
    maxPoolSize: connectionsMax,
  });
  try {
    await client.connect();
    await client.db().command({ ping: 1 });
  } catch (error) {
    await client.close();
    throw new StoreError(`MongoDB cannot be reached: ${(error as Error).message}`);
  }
  const db = client.db(databaseOf(url));
  return { db, close: () => client.close() };
}

export interface MongoConnection {
  readonly db: Db;
  readonly close: () => Promise<void>;
}

/** So long a database may be silent before a caller is told to try again. */
const answerMilliseconds = 4_000;
const connectionsMax = 64;

function databaseOf(url: string): string {
  const path = new URL(url.replace(/^mongodb(\+srv)?:/, 'http:').replace(/,[^/]*/, '')).pathname;
  return path.length > 1 ? path.slice(1) : 'updraft';
}

/** The driver lets a socket's own error pass where the other side has ended the connection. */
export function isMongoError(error: unknown): error is Error {
  return error instanceof MongoError || (error instanceof Error && codeOf(error) === 'EPIPE');
}

function codeOf(error: NodeJS.ErrnoException): string | undefined {
  return error.code;
}

const duplicateKey = 11_000;

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoError && error.code === duplicateKey;
}

/** Deadlocks and conflicts: the server has refused the write and says that it may be repeated. */
const conflictCodes: readonly unknown[] = [112, 251];

export function isConflict(error: unknown): boolean {
  return error instanceof MongoError && conflictCodes.includes(error.code);
}

const attemptsMax = 10;
const pauseMillisecondsMax = 400;

/**
 * Calls the database, again if it does not answer. What is called must do no harm when it is done
 * twice. After some attempts the caller is told that the store cannot serve now.
 */
export async function insist<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!isMongoError(error)) throw error;
      if (isAway(error) || attempt >= attemptsMax) {
        throw new StoreError(`MongoDB does not answer: ${error.message}`);
      }
      await pause(Math.min(25 * 2 ** attempt, pauseMillisecondsMax));
    }
  }
}

/** The driver has waited for a server or an answer already; of a bulk it wraps the error. */
function isAway(error: Error): boolean {
  const cause: unknown = error instanceof MongoServerError ? error.errorResponse : error;
  return cause instanceof MongoServerSelectionError || cause instanceof MongoNetworkTimeoutError;
}

/** All documents of a collection; a test control. */
export async function clearCollection<T extends { _id: string }>(
  collection: Collection<T>,
): Promise<void> {
  await insist(() => collection.deleteMany({}));
}
