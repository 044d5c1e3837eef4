/** What is due when: few times, and many texts at each. */
export class DueTimes {
  /** Ascending. */
  private readonly times: number[] = [];
  private readonly textsAt = new Map<number, Set<string>>();

  add(due: Date, text: string): void {
    const time = due.getTime();
    const texts = this.textsAt.get(time);
    if (texts !== undefined) {
      texts.add(text);
      return;
    }
    this.textsAt.set(time, new Set([text]));
    this.times.splice(this.indexOf(time), 0, time);
  }

  remove(due: Date, text: string): void {
    const time = due.getTime();
    const texts = this.textsAt.get(time);
    texts?.delete(text);
    if (texts?.size !== 0) return;
    this.textsAt.delete(time);
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
  until(end: Date, limit: number): readonly string[] {
    const texts: string[] = [];
    for (const time of this.times) {
      if (time > end.getTime() || texts.length >= limit) break;
      texts.push(...[...(this.textsAt.get(time) ?? [])].sort());
    }
    return texts.slice(0, limit);
  }
}
