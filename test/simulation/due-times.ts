/** What is due when: few times, and many at each. */
export class DueTimes<T extends { readonly text: string }> {
  /** Ascending. */
  private readonly times: number[] = [];
  private readonly dueAt = new Map<number, Set<T>>();

  add(due: Date, each: T): void {
    const time = due.getTime();
    const known = this.dueAt.get(time);
    if (known !== undefined) {
      known.add(each);
      return;
    }
    this.dueAt.set(time, new Set([each]));
    this.times.splice(this.indexOf(time), 0, time);
  }

  remove(due: Date, each: T): void {
    const time = due.getTime();
    const known = this.dueAt.get(time);
    known?.delete(each);
    if (known?.size !== 0) return;
    this.dueAt.delete(time);
    this.times.splice(this.indexOf(time), 1);
  }

  /** Where the time is, or where it would be. */
  private indexOf(time: number): number {
    let [low, high] = [0, this.times.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  first(): Date | undefined {
    const [time] = this.times;
    return time === undefined ? undefined : new Date(time);
  }

  /** The earliest first, those of one time in the order of their texts. */
  until(end: Date, limit: number): readonly T[] {
    const found: T[] = [];
    for (const time of this.times) {
      if (time > end.getTime() || found.length >= limit) break;
      const ofTime = [...(this.dueAt.get(time) ?? [])];
      found.push(...ofTime.sort((a, b) => (a.text < b.text ? -1 : 1)));
    }
    return found.length > limit ? found.slice(0, limit) : found;
  }
}
