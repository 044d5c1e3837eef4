/**
 * Texts in the order of their UTF-16 units, each once; what a world holds is thousands. Most come
 * and are never listed, so those that came are put in order when somebody looks.
 */
export class SortedTexts {
  private texts: string[] = [];
  private readonly added = new Set<string>();

  add(text: string): void {
    this.added.add(text);
  }

  remove(text: string): void {
    this.added.delete(text);
    const index = indexIn(this.texts, text);
    if (this.texts[index] === text) this.texts.splice(index, 1);
  }

  clear(): void {
    this.texts = [];
    this.added.clear();
  }

  /** Those from `start` on and before `end`. */
  between(start: string, end: string): readonly string[] {
    const texts = this.inOrder();
    return texts.slice(indexIn(texts, start), indexIn(texts, end));
  }

  startingWith(prefix: string, page: TextPage): readonly string[] {
    return page.isBackwards === true
      ? this.startingWithBackwards(prefix, page)
      : this.startingWithForwards(prefix, page);
  }

  private startingWithBackwards(prefix: string, { after, limit }: TextPage): readonly string[] {
    const texts = this.inOrder();
    const end = `${prefix}\uffff`;
    const found: string[] = [];
    let index = indexIn(texts, after !== undefined && after < end ? after : end) - 1;
    for (; index >= 0 && found.length < limit; index--) {
      const text = texts[index] ?? '';
      if (!text.startsWith(prefix)) break;
      found.push(text);
    }
    return found;
  }

  private startingWithForwards(prefix: string, { after, limit }: TextPage): readonly string[] {
    const texts = this.inOrder();
    let index = indexIn(texts, after !== undefined && after > prefix ? after : prefix);
    if (texts[index] === after) index += 1;
    const found: string[] = [];
    for (; index < texts.length && found.length < limit; index++) {
      const text = texts[index] ?? '';
      if (!text.startsWith(prefix)) break;
      found.push(text);
    }
    return found;
  }

  private inOrder(): readonly string[] {
    if (this.added.size > splicedMax) {
      this.texts = [...new Set([...this.texts, ...this.added])].sort();
    } else {
      for (const text of this.added) {
        const index = indexIn(this.texts, text);
        if (this.texts[index] !== text) this.texts.splice(index, 0, text);
      }
    }
    this.added.clear();
    return this.texts;
  }
}

interface TextPage {
  readonly after?: string | undefined;
  readonly limit: number;
  /** From the last one to the first; then `after` is that before which. */
  readonly isBackwards?: boolean | undefined;
}

const splicedMax = 50;

/** Where the text is, or where it would be. */
function indexIn(texts: readonly string[], text: string): number {
  let [low, high] = [0, texts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((texts[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
