/**
 * How far evaluations are spread over their minute. A few alarms are evaluated right at its start;
 * the more there are, the further they lie apart, so that no beat has more to do than another.
 */
export class EvaluationLoad {
  private minute = 0;
  private count = 0;
  private lastCount = 0;

  note(evaluated: number, now: Date): void {
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute !== this.minute) {
      this.lastCount = minute === this.minute + 1 ? this.count : 0;
      this.minute = minute;
      this.count = 0;
    }
    this.count += evaluated;
  }

  get spreadMilliseconds(): number {
    const alarms = Math.max(this.lastCount, this.count);
    return alarms <= spreadFrom ? 0 : Math.min(alarms, spreadMillisecondsMax);
  }
}

/** So many alarms take well below a second. */
const spreadFrom = 2_000;
const spreadMillisecondsMax = 40_000;
