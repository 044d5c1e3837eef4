import type { Document, Entry } from '../store/store.js';

/**
 * The heartbeat's part for one kind of document. It is given the documents that are due, does what
 * they ask for, and moves their `due`; it may be given a document again that it has just seen to,
 * after a crash in between, and must then change nothing twice.
 */
export interface Worker {
  /** The kind of its documents' keys. */
  readonly kind: string;
  attend(entries: readonly Entry<Document>[], now: Date): Promise<void>;
  /** True while the document is on its way to what was asked of it; told by `/_admin/settle`. */
  isMoving(document: Document): boolean;
  /** Set where documents are looked at again and again; early does no harm, and late would. */
  readonly isRecurring?: true;
}
