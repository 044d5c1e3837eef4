import type { EmbeddedDatabase, EmbeddedEnvironment, Write } from '../store/environment.js';
import type { Scope } from '../store/keys.js';
import { Turns } from '../store/turns.js';
import { scopeBytes } from './block-key.js';
import type { BlockRange, MetricArrival, MetricCursor, MetricRecord } from './block-storage.js';
import type { MetricLookup } from './datapoints.js';
import { locate } from './embedded-lookup.js';
import { EmbeddedTerms, hasOthers, nameOf, removal } from './embedded-terms.js';
import { familyHolding, familyKeyOf, familyMark, type Holding, ownHolding } from './holding.js';
import { behind, behindAll, identityText, metricIdOf, metricKey } from './metric-identity.js';
import { decodeMetric, encodeMetric } from './metric-record.js';
import { inOrder, type Place } from './places.js';

/**
 * The index of metrics in LMDB: their records in the order of ListMetrics, and beside these the
 * terms by which they are found, written in the commit that lists a metric for the first time and
 * removed in the one that forgets it. One such commit is made up at a time, so that what it was
 * made up from still holds when it is applied.
 */
export class EmbeddedMetrics {
  private readonly listed: EmbeddedDatabase;
  private readonly terms: EmbeddedTerms;
  /** The records as earlier builds kept them, under other keys and with no terms. */
  private readonly old: EmbeddedDatabase;
  private readonly turns = new Turns();

  constructor(private readonly environment: EmbeddedEnvironment) {
    this.listed = environment.database('listed-metrics');
    this.terms = new EmbeddedTerms(environment);
    this.old = environment.database('metrics');
  }

  get databases(): readonly EmbeddedDatabase[] {
    return [this.listed, this.terms.texts, this.terms.terms, this.old];
  }

  /** Commits other writes together with those that list metrics, or refresh their records. */
  async list(arrivals: readonly MetricArrival[], others: readonly Write[]): Promise<void> {
    const writes = [...others, ...arrivals.map((arrival) => this.recordWrite(arrival))];
    const doubtful = arrivals.filter(({ isKnown }) => !isKnown);
    if (doubtful.length === 0) return this.environment.commit(writes);
    return this.turns.take(turn, async () => {
      const holdings = this.newHoldings(doubtful);
      await this.environment.commit([...writes, ...this.terms.additions(holdings)]);
    });
  }

  async forget(records: readonly MetricRecord[]): Promise<void> {
    return this.turns.take(turn, async () => {
      const silent = records.filter((record) => {
        return this.listed.get(record.key)?.equals(encodeMetric(record)) === true;
      });
      const removals = silent.map(({ key }) => removal(this.listed, key));
      const holdings = this.lastHoldings(silent);
      await this.environment.commit([...removals, ...this.terms.removals(holdings)]);
    });
  }

  read(range: BlockRange & { readonly limit: number }): readonly MetricRecord[] {
    return Array.from(this.listed.range(range), ({ key, value }) => decodeMetric(key, value));
  }

  lookUp(scope: Scope, lookup: MetricLookup, after?: Buffer): MetricCursor | undefined {
    const { texts, terms } = this.terms;
    const places = locate({ listed: this.listed, texts, terms }, scope, lookup);
    if (places === undefined) return undefined;
    const first = after === undefined ? scopeBytes(scope) : behind(after);
    const records = this.recordsAt(scope, inOrder(places), first);
    return (limit) => Promise.resolve(taken(records, limit));
  }

  /** Takes over what an earlier build has listed; where there is nothing, that costs nothing. */
  async adopt(): Promise<void> {
    for (;;) {
      const range = { start: Buffer.of(0), end: Buffer.of(0xff), limit: adoptedAtOnce };
      const found = [...this.old.range(range)];
      if (found.length === 0) return;
      const arrivals = found.flatMap(({ key, value }): MetricArrival[] => {
        const { metric, receivedAt } = decodeMetric(key, value);
        const newKey = metricKey(metric, metricIdOf(identityText(metric)));
        if (this.listed.has(newKey)) return [];
        return [{ key: newKey, metric, receivedAt, isKnown: false }];
      });
      const removals = found.map(({ key }) => removal(this.old, key));
      await this.list(arrivals, removals);
    }
  }

  private recordWrite(record: MetricRecord): Write {
    return { database: this.listed, key: record.key, value: encodeMetric(record) };
  }

  /** Of metrics that are not in the index, and of families of which none is. */
  private newHoldings(records: readonly MetricRecord[]): readonly Holding[] {
    const own = records.filter(({ key }) => !this.listed.has(key));
    const families = firstOfFamilies(own).filter((record) => {
      return !this.terms.texts.has(familyMark(record));
    });
    return [...families.map(familyHolding), ...own.map(ownHolding)];
  }

  /** Of metrics that leave the index, and of families of which all that are left do. */
  private lastHoldings(records: readonly MetricRecord[]): readonly Holding[] {
    const leaving = new Set(records.map(({ key }) => nameOf(key)));
    const families = firstOfFamilies(records)
      .map(familyHolding)
      .filter(({ key }) => {
        return !hasOthers(this.listed, { start: key, end: behindAll(key) }, leaving);
      });
    return [...families, ...records.map(ownHolding)];
  }

  /** Of these places, from a key on. */
  private *recordsAt(
    scope: Scope,
    places: readonly Place[],
    first: Buffer,
  ): Generator<MetricRecord> {
    const start = scopeBytes(scope);
    for (const { kind, place } of places) {
      const key = Buffer.concat([start, Buffer.from(place, 'latin1')]);
      const isBehind = key.compare(first) >= 0;
      if (kind === 'family') yield* this.recordsOf(key, isBehind ? key : first);
      else if (isBehind) {
        const value = this.listed.get(key);
        if (value !== undefined) yield decodeMetric(key, value);
      }
    }
  }

  /** Some at a time, since what LMDB gives is to be taken within one turn. */
  private *recordsOf(family: Buffer, first: Buffer): Generator<MetricRecord> {
    const end = behindAll(family);
    for (let start: Buffer | undefined = first; start !== undefined && start.compare(end) < 0;) {
      const records = this.read({ start, end, limit: recordsAtOnce });
      yield* records;
      const last = records.at(-1);
      start = last && behind(last.key);
    }
  }
}

/** One metric of each; two families may lie together, but never have the same names. */
function firstOfFamilies(records: readonly MetricRecord[]): readonly MetricRecord[] {
  const families = new Map<string, MetricRecord>();
  for (const record of records) {
    const names = record.metric.Dimensions.map(({ Name }) => Name);
    families.set([nameOf(familyKeyOf(record)), ...names].join('\0'), record);
  }
  return [...families.values()];
}

const turn = 'metrics';
const adoptedAtOnce = 1_000;
const recordsAtOnce = 100;

function taken<T>(values: Iterator<T, void>, limit: number): readonly T[] {
  const some: T[] = [];
  while (some.length < limit) {
    const next = values.next();
    if (next.done === true) break;
    some.push(next.value);
  }
  return some;
}
