import { randomBytes } from 'node:crypto';
import { type Key, keyOf } from './keys.js';
import type { Document, Store } from './store.js';

/**
 * What tokens are signed with. The secret is the installation's: each of its servers continues what
 * another began, also after a restart.
 */
export class TokenSecret {
  private constructor(
    private readonly store: Store,
    readonly text: string,
  ) {}

  static async open(store: Store): Promise<TokenSecret> {
    return new TokenSecret(store, await stored(store, randomBytes(32).toString('base64')));
  }

  async isStored(): Promise<boolean> {
    return (await this.store.get(secretKey)) !== undefined;
  }

  /** When all documents have been forgotten: the servers that are running go on to know it. */
  async keep(): Promise<void> {
    await stored(this.store, this.text);
  }
}

interface SecretDocument extends Document {
  readonly secret: string;
}

const secretKey: Key<SecretDocument> = keyOf({ account: '', region: '' }, 'token-secret');

/** That which is stored, or else the given one, which then is. */
async function stored(store: Store, secret: string): Promise<string> {
  const document = await store.update(secretKey, (current) => current ?? { secret });
  return document?.secret ?? secret;
}
