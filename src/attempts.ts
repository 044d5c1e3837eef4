/**
 * How often something that fails is tried, and the pauses in between: each is twice as long as the
 * one before, up to a longest one.
 */
export const attemptsMax = 8;

export interface Pauses {
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

/** `attemptCount` attempts came before the one that is `at` the time. */
export function nextAttempt(
  attemptCount: number,
  at: Date,
  { firstSeconds, longestSeconds }: Pauses,
): Date {
  const seconds = Math.min(firstSeconds * 2 ** attemptCount, longestSeconds);
  return new Date(at.getTime() + seconds * 1000);
}
