import type { EmbeddedDatabase, EmbeddedEnvironment, Write } from '../store/environment.js';
import { type Holding, placeKeysOf, termKeysOf } from './holding.js';
import { textBounds } from './term-key.js';

/**
 * What metrics are found by, in LMDB: the places of each text, and the texts of each term. A text
 * has its terms as long as it has a place.
 */
export class EmbeddedTerms {
  readonly texts: EmbeddedDatabase;
  readonly terms: EmbeddedDatabase;

  constructor(environment: EmbeddedEnvironment) {
    this.texts = environment.database('metric-texts');
    this.terms = environment.database('metric-terms');
  }

  /** For places that are not known yet. */
  additions(holdings: readonly Holding[]): readonly Write[] {
    const writes: Write[] = [];
    const noted = new Set<string>();
    for (const holding of holdings) {
      for (const key of placeKeysOf(holding)) writes.push(put(this.texts, key));
      for (const text of holding.texts) {
        const [first, ...others] = termKeysOf(holding.scope, text);
        if (first === undefined || noted.has(nameOf(first))) continue;
        noted.add(nameOf(first));
        if (this.terms.has(first)) continue;
        for (const key of [first, ...others]) writes.push(put(this.terms, key));
      }
    }
    return writes;
  }

  removals(holdings: readonly Holding[]): readonly Write[] {
    const places = holdings.flatMap((holding) => placeKeysOf(holding));
    const leaving = new Set(places.map(nameOf));
    const writes = places.map((key) => removal(this.texts, key));
    const noted = new Set<string>();
    for (const { scope, texts } of holdings) {
      for (const text of texts) {
        const name = nameOf(text.digest);
        if (noted.has(name)) continue;
        noted.add(name);
        if (hasOthers(this.texts, textBounds(text.digest), leaving)) continue;
        for (const key of termKeysOf(scope, text)) writes.push(removal(this.terms, key));
      }
    }
    return writes;
  }
}

/** Whether there are keys beside those that are leaving, given by their names. */
export function hasOthers(
  database: EmbeddedDatabase,
  bounds: { readonly start: Buffer; readonly end: Buffer },
  leaving: ReadonlySet<string>,
): boolean {
  for (const key of database.keys(bounds)) {
    if (!leaving.has(nameOf(key))) return true;
  }
  return false;
}

export function nameOf(key: Buffer): string {
  return key.toString('latin1');
}

export function removal(database: EmbeddedDatabase, key: Buffer): Write {
  return { database, key, value: undefined };
}

function put(database: EmbeddedDatabase, key: Buffer): Write {
  return { database, key, value: nothing };
}

const nothing = Buffer.alloc(0);
