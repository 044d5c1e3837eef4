import type { Key, Prefix } from '../store/keys.js';
import type { Document, Store } from '../store/store.js';

/** The documents under a prefix that fit, in the order of their keys. */
export async function* listAll<D extends Document>(
  store: Store,
  prefix: Prefix<D>,
  fits: (document: D) => boolean,
): AsyncGenerator<D> {
  let after: Key<D> | undefined;
  for (;;) {
    const entries = await store.list(prefix, { after, limit: readAtOnce });
    for (const { document } of entries) if (fits(document)) yield document;
    if (entries.length < readAtOnce) return;
    after = entries.at(-1)?.key;
  }
}

const readAtOnce = 200;
