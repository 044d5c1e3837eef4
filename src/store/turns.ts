import { StoreError } from './store.js';

/**
 * One piece of work at a time for each key, in the order of asking. When the store cannot serve,
 * all that wait behind hear of it at once: otherwise each would wait as long again.
 */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    const turn = before === undefined ? work() : before.then(work);
    const end = turn.then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof StoreError) throw error;
      },
    );
    // Whoever took the turn hears of its failure; nobody else may be waiting.
    end.catch(() => undefined);
    this.last.set(key, end);
    try {
      return await turn;
    } finally {
      if (this.last.get(key) === end) this.last.delete(key);
    }
  }
}
