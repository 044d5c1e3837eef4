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
    const index = this.times.findLastIndex((each) => each < time);
    this.times.splice(index + 1, 0, time);
  }

  remove(due: Date, text: string): void {
    const time = due.getTime();
    const texts = this.textsAt.get(time);
    texts?.delete(text);
    if (texts?.size !== 0) return;
    this.textsAt.delete(time);
    this.times.splice(this.times.indexOf(time), 1);
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
