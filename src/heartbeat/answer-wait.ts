import { setTimeout as wait } from 'node:timers/promises';

/**
 * A beat waits for the answers of others only for a moment: their slowness must not delay alarms.
 * The moment is one of real time, and longer while a test clock is held, which would run ahead of
 * the answers.
 */
export async function waitAMoment(
  answers: readonly Promise<unknown>[],
  isClockHeld: boolean,
): Promise<void> {
  if (answers.length === 0) return;
  const aborting = new AbortController();
  const milliseconds = isClockHeld ? heldBeatWaitsMilliseconds : beatWaitsMilliseconds;
  const moment = wait(milliseconds, undefined, { signal: aborting.signal });
  await Promise.race([Promise.all(answers), moment.catch(() => undefined)]);
  aborting.abort();
}

const beatWaitsMilliseconds = 250;
const heldBeatWaitsMilliseconds = 3_000;
