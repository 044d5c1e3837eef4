import { timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
export function isSameSecret(expected: string | undefined, given: string | undefined): boolean {
  if (expected === undefined || given === undefined) return expected === given;
  const [wanted, shown] = [Buffer.from(expected), Buffer.from(given)];
  return wanted.length === shown.length && timingSafeEqual(wanted, shown);
}
