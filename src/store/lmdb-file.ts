import { closeSync, ftruncateSync, fstatSync, openSync, readSync } from 'node:fs';
import { StoreError } from './store.js';

/**
 * Looks at a file before LMDB maps it into memory, since LMDB trusts what it maps: on a foreign or
 * shortened file the process would die by a signal.
 *
 * LMDB itself may leave a file shorter than its last page, when that page was freed before it was
 * ever written. So a short file is filled up with zeros, on which LMDB fails with an error, and the
 * caller has to read through it before it believes that nothing is missing. Returns what a short
 * file had.
 */
export function fillUpLmdbFile(path: string): number | undefined {
  let file: number;
  try {
    file = openSync(path, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    if (size === 0) return undefined;
    const metas = [0, 1].map((index) => readMeta(file, index)).filter((meta) => meta !== undefined);
    const [first, second] = metas;
    if (first === undefined || second === undefined) {
      throw new StoreError(`${path} is no file of Updraft, or it is damaged.`);
    }
    const newest = first.transaction > second.transaction ? first : second;
    const sizeMin = (newest.lastPage + 1) * pageBytes;
    if (size >= sizeMin) return undefined;
    ftruncateSync(file, sizeMin);
    return size;
  } finally {
    closeSync(file);
  }
}

interface Meta {
  readonly lastPage: number;
  readonly transaction: number;
}

/** The first two pages each say which page is the last, and by which transaction. */
function readMeta(file: number, index: number): Meta | undefined {
  const bytes = new ArrayBuffer(metaBytes);
  const view = new Uint8Array(bytes);
  if (readSync(file, view, 0, metaBytes, index * pageBytes) < metaBytes) return undefined;
  // LMDB writes as the machine does, and so do typed arrays read.
  const words = new Uint32Array(bytes);
  const longs = new BigUint64Array(bytes);
  const isMeta = words[magicWord] === magic && words[pageBytesWord] === pageBytes;
  const [lastPage, transaction] = [longs[lastPageLong], longs[transactionLong]];
  if (!isMeta || lastPage === undefined || transaction === undefined) return undefined;
  return { lastPage: Number(lastPage), transaction: Number(transaction) };
}

/** Fixed when the files are made, whatever the machine's own pages are. */
export const pageBytes = 4096;

const magic = 0xbeefc0de;
const metaBytes = 160;
const magicWord = 24 / 4;
const pageBytesWord = 48 / 4;
const lastPageLong = 144 / 8;
const transactionLong = 152 / 8;
