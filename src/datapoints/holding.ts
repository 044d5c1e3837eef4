import type { Scope } from '../store/keys.js';
import { scopeBytes } from './block-key.js';
import type { MetricRecord } from './block-storage.js';
import { ownPlaceBytes, type PlaceKind } from './places.js';
import { placeKey, sprawling, termKeys } from './term-key.js';
import { ownTexts, schemaDigest, sharedTexts, termsOf, textDigest } from './terms.js';

/** The texts of a place: those that a family shares, or those that a metric has beside them. */
export interface Holding {
  readonly kind: PlaceKind;
  readonly scope: Scope;
  /** The key in the index of metrics; a family's is what those of its metrics start with. */
  readonly key: Buffer;
  readonly texts: readonly HeldText[];
}

export interface HeldText {
  readonly digest: Buffer;
  /** Undefined for a schema, which no word can mean. */
  readonly text: string | undefined;
}

export function ownHolding({ key, metric }: MetricRecord): Holding {
  const texts = ownTexts(metric).map((text) => ({ digest: textDigest(metric, text), text }));
  return { kind: 'metric', scope: metric, key, texts };
}

export function familyHolding(record: MetricRecord): Holding {
  const { metric } = record;
  const shared = sharedTexts(metric).map((text) => ({ digest: textDigest(metric, text), text }));
  const schema = { digest: schemaOf(metric), text: undefined };
  return { kind: 'family', scope: metric, key: familyKeyOf(record), texts: [schema, ...shared] };
}

/** What the index has if and only if it has the family. */
export function familyMark(record: MetricRecord): Buffer {
  const { metric } = record;
  const place = familyKeyOf(record).subarray(scopeBytes(metric).length);
  return placeKey(schemaOf(metric), 'family', place);
}

function schemaOf(metric: MetricRecord['metric']): Buffer {
  const names = metric.Dimensions.map(({ Name }) => Name);
  return schemaDigest(metric, metric.Namespace, names);
}

export function familyKeyOf({ key }: MetricRecord): Buffer {
  return key.subarray(0, -ownPlaceBytes);
}

export function placeKeysOf({ kind, scope, key, texts }: Holding): readonly Buffer[] {
  const place = key.subarray(scopeBytes(scope).length);
  return texts.map(({ digest }) => placeKey(digest, kind, place));
}

/** By what words find a text; nothing where it has no tokens. */
export function termKeysOf(scope: Scope, { digest, text }: HeldText): readonly Buffer[] {
  return text === undefined ? [] : termKeys(scope, termsOf(text) ?? [sprawling], digest);
}
