import type { Logs, LogsAnswer, StartedQuery } from '../../src/delivery/logs.js';
import { Random } from '../support/random.js';
import { hosts } from './contributor-cast.js';

export type SeededRow = Readonly<Record<string, string>>;

/** Rates from 0 to 1. */
export interface LogsFaults {
  readonly unavailable: number;
  readonly failed: number;
}

/**
 * The CloudWatch Logs of a seeded world, which outlives its servers. A query comes to what the seed
 * says, at once or a while later, fails, or is not even taken; what each came to is kept.
 */
export class SeededLogs implements Logs {
  faults: LogsFaults = { unavailable: 0, failed: 0 };
  private readonly random: Random;
  private isAtOnce = false;
  private readonly queries = new Map<string, SeededQuery>();

  constructor(seed: number) {
    this.random = new Random(seed ^ 0x10c5);
  }

  /** From now on each query is answered at once. */
  end(): void {
    this.faults = { unavailable: 0, failed: 0 };
    for (const [queryId, { rows }] of this.queries)
      this.queries.set(queryId, { rows, runsLeft: 0 });
    this.isAtOnce = true;
  }

  /** Undefined of one that failed. */
  rowsOf(queryId: string): readonly SeededRow[] | undefined {
    return this.queries.get(queryId)?.rows;
  }

  start(_: string, query: StartedQuery): ReturnType<Logs['start']> {
    const { random } = this;
    if (random.next() < this.faults.unavailable) return Promise.resolve(unavailable);
    if (random.next() < this.faults.failed / 4) {
      return Promise.resolve({ kind: 'invalid', reason: 'MalformedQueryException' });
    }
    const queryId = `query-${this.queries.size + 1}`;
    const rows = random.next() < this.faults.failed ? undefined : this.newRows(query);
    this.queries.set(queryId, {
      rows,
      runsLeft: this.isAtOnce ? 0 : random.pick([0, 0, 1, 3, 20]),
    });
    return Promise.resolve({ kind: 'started', queryId });
  }

  results(_: string, queryId: string): ReturnType<Logs['results']> {
    const query = this.queries.get(queryId);
    if (query === undefined) throw new Error(`Nobody has started ${queryId}.`);
    const { rows, runsLeft } = query;
    if (this.random.next() < this.faults.unavailable) return Promise.resolve(unavailable);
    if (runsLeft > 0) {
      this.queries.set(queryId, { rows, runsLeft: runsLeft - 1 });
      return Promise.resolve({ kind: 'running' });
    }
    return Promise.resolve(
      rows === undefined
        ? { kind: 'failed', reason: 'the query ended as Failed' }
        : { kind: 'complete', rows },
    );
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  private newRows({ queryString }: StartedQuery): readonly SeededRow[] {
    const { random } = this;
    const [, aggregate] = /\| stats (\w+\(\S+\))/.exec(queryString) ?? [];
    if (aggregate === undefined) return [{ '@message': 'a line', '@ptr': '1' }];
    const isHigh = random.next() < 0.5;
    const row = (): SeededRow => {
      return { [aggregate]: String(isHigh ? 18 + random.below(15) : random.below(24)) };
    };
    if (!queryString.includes(' by Host')) return random.next() < 0.2 ? [] : [row()];
    if (random.next() < 0.15) return [];
    const found = hosts.filter(() => random.next() < 0.6);
    return found.map((Host) => ({ Host, ...row() }));
  }
}

interface SeededQuery {
  readonly rows: readonly SeededRow[] | undefined;
  /** So often it is told to be running still. */
  readonly runsLeft: number;
}

const unavailable: LogsAnswer<never> = { kind: 'unavailable', reason: 'no answer' };
