import { type Key, keyOf, type Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import type { ManagedInstance } from './group-document.js';

/** An instance that has left its group and lives on, as it was when it left. */
export interface DetachedDocument extends Document {
  readonly managed: ManagedInstance;
}

export function detachedKey(scope: Scope, InstanceId: string): Key<DetachedDocument> {
  return keyOf(scope, 'detached-instance', InstanceId);
}
