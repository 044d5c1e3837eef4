/**
 * Some bytes that a text determines, quickly made (FNV-1a): for what only has to lie together, and
 * where it does no harm that two texts share them.
 */
export function shortDigest(text: string): Buffer {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  const bytes = Buffer.allocUnsafe(shortDigestBytes);
  bytes.writeUInt32BE(state >>> 0);
  return bytes;
}

export const shortDigestBytes = 4;
