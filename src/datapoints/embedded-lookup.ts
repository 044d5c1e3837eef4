import type { EmbeddedDatabase } from '../store/environment.js';
import type { Scope } from '../store/keys.js';
import { scopeBytes } from './block-key.js';
import type { MetricLookup } from './datapoints.js';
import { behindAll } from './metric-identity.js';
import { inAny, inBoth, type Places } from './places.js';
import { readPlaceKey, readTermKey, sprawlingBounds, textBounds, wordBounds } from './term-key.js';
import { mayEnd, schemaDigest, termBytesMax, textDigest } from './terms.js';

/**
 * Finds places by lookups. How rare something is shows by looking: all conditions of a lookup are
 * looked at within a small budget of entries first, and those that do not end within it only when
 * what the others leave is more. What stays too common is left out, and so is what is too much
 * together; others have the last word.
 */
export function locate(index: TermIndex, scope: Scope, lookup: MetricLookup): Places | undefined {
  let found: Located | undefined;
  for (const budget of budgets) {
    found = new Locating(index, scope, budget).locate(lookup);
    if (found?.isWhole === true) break;
    if (found !== undefined && isWithin(found.places, budget, { index, scope })) break;
  }
  return found?.places;
}

/** Entries of the index take a tenth of the time of reading a metric. */
const budgets = [100, 1_000, 10_000];

/** A lookup may have hundreds of conditions; all together look at so many budgets. */
const budgetsTogether = 3;

export interface TermIndex {
  /** The records of metrics, by their keys. */
  readonly listed: EmbeddedDatabase;
  /** The places of each text. */
  readonly texts: EmbeddedDatabase;
  /** The texts of each term. */
  readonly terms: EmbeddedDatabase;
}

interface Located {
  readonly places: Places;
  /** Whether every condition could be regarded. */
  readonly isWhole: boolean;
}

class Locating {
  private lookedAt = 0;

  constructor(
    private readonly index: TermIndex,
    private readonly scope: Scope,
    private readonly budget: number,
  ) {}

  locate(lookup: MetricLookup): Located | undefined {
    switch (lookup.kind) {
      case 'all':
        return this.all(lookup.lookups);
      case 'any':
        return this.any(lookup.lookups);
      case 'text':
        return this.ofTexts([textDigest(this.scope, lookup.text)]);
      case 'schema':
        return this.ofTexts([schemaDigest(this.scope, lookup.Namespace, lookup.dimensionNames)]);
      case 'word':
        return this.ofTexts(this.textsWith(Buffer.from(lookup.word)));
    }
  }

  private all(lookups: readonly MetricLookup[]): Located | undefined {
    const located = lookups.map((each) => this.locate(each));
    const known = located.filter((each) => each !== undefined);
    const [first, ...others] = known;
    if (first === undefined) return undefined;
    return {
      places: others.map(({ places }) => places).reduce(inBoth, first.places),
      isWhole: located.length === known.length && known.every(({ isWhole }) => isWhole),
    };
  }

  private any(lookups: readonly MetricLookup[]): Located | undefined {
    const located = lookups.map((each) => this.locate(each));
    const known = located.filter((each) => each !== undefined);
    if (known.length < located.length) return undefined;
    return {
      places: inAny(known.map(({ places }) => places)),
      isWhole: known.every(({ isWhole }) => isWhole),
    };
  }

  /** The digests of the texts that may hold a word; undefined where that takes too long. */
  private textsWith(word: Buffer): readonly Buffer[] | undefined {
    if (this.isSpent()) return undefined;
    const digests = new Map<string, Buffer>();
    let count = 0;
    const wanted = word.subarray(0, termBytesMax);
    for (const bounds of [wordBounds(this.scope, wanted), sprawlingBounds(this.scope)]) {
      for (const key of this.index.terms.keys({ ...bounds, limit: this.budget + 1 })) {
        count += 1;
        this.lookedAt += 1;
        if (count > this.budget) return undefined;
        const { bytes, ends, digest } = readTermKey(key);
        const isSprawling = bytes.length === 0;
        const fits = bytes.length >= wanted.length && mayEnd(ends, word.length);
        if (isSprawling || fits) digests.set(digest.toString('latin1'), digest);
      }
    }
    return [...digests.values()];
  }

  private ofTexts(digests: readonly Buffer[] | undefined): Located | undefined {
    if (digests === undefined || this.isSpent()) return undefined;
    const families = new Set<string>();
    const metrics = new Set<string>();
    for (const digest of digests) {
      const limit = this.budget + 1 - families.size - metrics.size;
      for (const key of this.index.texts.keys({ ...textBounds(digest), limit })) {
        this.lookedAt += 1;
        const { kind, place } = readPlaceKey(key);
        (kind === 'family' ? families : metrics).add(place);
      }
      if (families.size + metrics.size > this.budget) return undefined;
    }
    return { places: { families, metrics }, isWhole: true };
  }

  private isSpent(): boolean {
    return this.lookedAt > this.budget * budgetsTogether;
  }
}

/** Whether there are not more metrics in some places than can be read for the same money. */
function isWithin(
  { families, metrics }: Places,
  budget: number,
  { index, scope }: { readonly index: TermIndex; readonly scope: Scope },
): boolean {
  let count = metrics.size;
  for (const family of families) {
    if (count > budget) return false;
    const start = Buffer.concat([scopeBytes(scope), Buffer.from(family, 'latin1')]);
    const range = { start, end: behindAll(start), limit: budget + 1 - count };
    count += [...index.listed.keys(range)].length;
  }
  return count <= budget;
}
