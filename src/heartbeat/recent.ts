/**
 * What was asked for lately, within a bound: when the younger half is full, it becomes the older
 * half, and what was there is forgotten.
 */
export class Recent<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  constructor(private readonly halfMax: number) {}

  get(text: string): V | undefined {
    const young = this.young.get(text);
    if (young !== undefined) return young;
    const old = this.old.get(text);
    if (old !== undefined) {
      this.old.delete(text);
      this.set(text, old);
    }
    return old;
  }

  set(text: string, value: V): void {
    if (this.young.size >= this.halfMax) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(text, value);
  }
}
