import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Tokens } from './service.js';

/**
 * NextToken: the place behind which the next page starts, signed together with what it is for.
 * Nothing is kept for it, so any server of an installation continues what another began.
 */
export function createTokens(secret: string): Tokens {
  const sign = (purpose: readonly string[], after: string): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify([purpose, after]))
      .digest()
      .subarray(0, signatureBytes);
  return {
    seal(purpose, after) {
      return Buffer.concat([sign(purpose, after), Buffer.from(after)]).toString('base64');
    },
    open(purpose, token) {
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64');
      const after = bytes.subarray(signatureBytes).toString();
      const signature = bytes.subarray(0, signatureBytes);
      if (signature.length < signatureBytes) return undefined;
      return timingSafeEqual(signature, sign(purpose, after)) ? after : undefined;
    },
  };
}

const signatureBytes = 12;
