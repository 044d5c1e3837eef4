import type { Document, Entry } from '../store/store.js';

/**
 * The heartbeat's part for one kind of document. It is given the documents that are due, does what
 * they ask for, and moves their `due`; it may be given a document again that it has just seen to,
 * after a crash in between, and must then change nothing twice.
 */
export type Worker = PlainWorker | StagedWorker;

interface WorkerOfKind {
  /** The kind of its documents' keys. */
  readonly kind: string;
  /** True while the document is on its way to what was asked of it; told by `/_admin/settle`. */
  isMoving(document: Document): boolean;
  /** Set where documents are looked at again and again; early does no harm, and late would. */
  readonly isRecurring?: true;
}

/** No document has to wait for another. */
export interface PlainWorker extends WorkerOfKind {
  attend(entries: readonly Entry<Document>[], now: Date): Promise<void>;
}

/** Some documents follow others, and must see all that a beat makes of those. */
export interface StagedWorker extends WorkerOfKind {
  /** Batch by batch, until nothing more is due. Resolves to those that have more before them. */
  evaluate(entries: readonly Entry<Document>[], now: Date): Promise<readonly Entry<Document>[]>;
  /** Once in a beat, behind all evaluations. Resolves to those that are to be settled. */
  follow(evaluated: readonly Entry<Document>[], now: Date): Promise<readonly Entry<Document>[]>;
  /** Batch by batch again. */
  settle(followed: readonly Entry<Document>[], now: Date): Promise<void>;
}

export function isStaged(worker: Worker): worker is StagedWorker {
  return 'follow' in worker;
}
