/**
 * The one place that reads the time. `now` is sampled once for a request and once for a beat, and
 * passed on as a value; a test clock is the same object, frozen.
 */
export class Clock {
  private frozenAt: Date | undefined;

  now(): Date {
    return this.frozenAt ?? new Date();
  }

  /** The time that clients may live in while the test clock shows another. */
  realNow(): Date {
    return new Date();
  }

  get isFrozen(): boolean {
    return this.frozenAt !== undefined;
  }

  freeze(at: Date): void {
    this.frozenAt = at;
  }

  thaw(): void {
    this.frozenAt = undefined;
  }

  /** Seconds of real time since now, for the metrics; a test clock does not stop it. */
  stopwatch(): () => number {
    const started = performance.now();
    return () => (performance.now() - started) / 1000;
  }
}
