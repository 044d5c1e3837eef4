import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import type { Tokens } from './service.js';

/**
 * NextToken: the place behind which the next page starts, signed together with what it is for, and
 * enciphered, the signature being the initial vector (as in RFC 5297, which calls it a synthetic
 * one). So whoever holds it can neither read nor change it, and the same place has the same token.
 * Nothing is kept for it, so any server of an installation continues what another began.
 */
export function createTokens(secret: string): Tokens {
  const keyFor = (use: string): Buffer => createHmac('sha256', secret).update(use).digest();
  const [signing, hiding] = [keyFor('sign'), keyFor('hide')];
  const sign = (purpose: readonly string[], after: string): Buffer =>
    createHmac('sha256', signing)
      .update(JSON.stringify([purpose, after]))
      .digest()
      .subarray(0, signatureBytes);
  return {
    seal(purpose, after) {
      const signature = sign(purpose, after);
      const hidden = createCipheriv(cipher, hiding, signature).update(after);
      return Buffer.concat([signature, hidden]).toString('base64');
    },
    open(purpose, token) {
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64');
      const signature = bytes.subarray(0, signatureBytes);
      if (signature.length < signatureBytes) return undefined;
      const hidden = bytes.subarray(signatureBytes);
      const after = createDecipheriv(cipher, hiding, signature).update(hidden).toString();
      return timingSafeEqual(signature, sign(purpose, after)) ? after : undefined;
    },
  };
}

/** A stream cipher, which has nothing left to do at the end. */
const cipher = 'aes-256-ctr';
const signatureBytes = 16;
