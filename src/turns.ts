/**
 * Work that may take long is done in steps, and pauses whenever others should have a turn. One who
 * cannot wait does it all at once.
 */
export type Steps<T> = Generator<undefined, T>;

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Other requests are answered while a long work goes on. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await othersTurn();
  }
}

/** Lets other requests be answered before a long one goes on. */
export function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Tells when so much was done since the last pause that others should have a turn. */
export class Pace {
  private sincePause = 0;

  constructor(private readonly costMax: number) {}

  isPauseDue(cost: number): boolean {
    this.sincePause += cost;
    if (this.sincePause < this.costMax) return false;
    this.sincePause = 0;
    return true;
  }
}
