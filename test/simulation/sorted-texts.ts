/** Texts in the order of their UTF-16 units, each once; what a world holds is thousands. */
export class SortedTexts {
  private texts: string[] = [];

  add(text: string): void {
    const index = this.indexOf(text);
    if (this.texts[index] !== text) this.texts.splice(index, 0, text);
  }

  remove(text: string): void {
    const index = this.indexOf(text);
    if (this.texts[index] === text) this.texts.splice(index, 1);
  }

  clear(): void {
    this.texts = [];
  }

  /** Those from `start` on and before `end`. */
  between(start: string, end: string): readonly string[] {
    return this.texts.slice(this.indexOf(start), this.indexOf(end));
  }

  startingWith(
    prefix: string,
    { after, limit }: { readonly after: string | undefined; readonly limit: number },
  ): readonly string[] {
    let index = this.indexOf(after !== undefined && after > prefix ? after : prefix);
    if (this.texts[index] === after) index += 1;
    const found: string[] = [];
    for (; index < this.texts.length && found.length < limit; index++) {
      const text = this.texts[index] ?? '';
      if (!text.startsWith(prefix)) break;
      found.push(text);
    }
    return found;
  }

  /** Where the text is, or where it would be. */
  private indexOf(text: string): number {
    let [low, high] = [0, this.texts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.texts[middle] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
