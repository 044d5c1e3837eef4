import type { Clock } from '../clock.js';
import type { Heartbeat } from './heartbeat.js';

/**
 * Simulated time: sets the clock, and beats through the time in between. Idle stretches are jumped
 * over, so that a day in which little is due costs little.
 */
export class Timeline {
  constructor(
    private readonly clock: Clock,
    private readonly heartbeat: Heartbeat,
  ) {}

  /** Freezes the clock and beats at every time at which something is due, up to and at the end. */
  async advance(milliseconds: number): Promise<void> {
    const end = new Date(this.clock.now().getTime() + milliseconds);
    this.clock.freeze(this.clock.now());
    while (this.clock.now() < end) {
      const now = this.clock.now();
      const due = await this.heartbeat.nextDue(now);
      // A beat lies a whole second behind the last one at least, as in real time.
      const next = Math.max(nextSecond(now), ceilSecond(due ?? end));
      this.clock.freeze(new Date(Math.min(next, end.getTime())));
      await this.heartbeat.beat(this.clock.now());
    }
  }

  /** Beats without moving the clock until a beat finds nothing to do; false if it never does. */
  async settle(): Promise<boolean> {
    for (let beat = 0; beat < settlingBeatsMax; beat++) {
      if ((await this.heartbeat.beat(this.clock.now())) === 0) return true;
    }
    return false;
  }
}

const settlingBeatsMax = 100;

function nextSecond(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000 + 1000;
}

function ceilSecond(time: Date): number {
  return Math.ceil(time.getTime() / 1000) * 1000;
}
