import type { Scope } from '../store/keys.js';
import type { Filter } from '../store/mongo-client.js';
import type { Metric, MetricLookup } from './datapoints.js';
import {
  ownTexts,
  schemaDigest,
  scopeDigest,
  sharedTexts,
  termBytesMax,
  termsOf,
  textDigest,
} from './terms.js';

/** A metric as a document. */
export interface ListedMetric {
  readonly _id: string;
  readonly record: string;
  readonly terms: readonly string[];
}

/**
 * All terms of a metric as hexadecimal texts: of its texts and their words, and of its schema. What
 * comes first tells them apart: the digest of a scope, and a letter that is no digit.
 */
export function termTexts(metric: Metric): readonly string[] {
  const words = wordPrefix(metric);
  const names = metric.Dimensions.map(({ Name }) => Name);
  const texts = [...sharedTexts(metric), ...ownTexts(metric)];
  const terms = texts.flatMap((text) => [
    textTerm(textDigest(metric, text)),
    ...(termsOf(text)?.map(({ bytes }) => words + bytes.toString('hex')) ?? [words]),
  ]);
  return [...new Set([...terms, textTerm(schemaDigest(metric, metric.Namespace, names))])];
}

export function lookupFilter(scope: Scope, lookup: MetricLookup): Filter<ListedMetric> {
  switch (lookup.kind) {
    case 'all':
      return { $and: lookup.lookups.map((each) => lookupFilter(scope, each)) };
    case 'any':
      return { $or: lookup.lookups.map((each) => lookupFilter(scope, each)) };
    case 'text':
      return { terms: textTerm(textDigest(scope, lookup.text)) };
    case 'schema':
      return { terms: textTerm(schemaDigest(scope, lookup.Namespace, lookup.dimensionNames)) };
    case 'word':
      return wordFilter(scope, lookup.word);
  }
}

/** The terms that start with the word, or that of the texts which have too many. */
function wordFilter(scope: Scope, word: string): Filter<ListedMetric> {
  const words = wordPrefix(scope);
  const bytes = Buffer.from(word).subarray(0, termBytesMax);
  const $gte = words + bytes.toString('hex');
  return { $or: [{ terms: { $elemMatch: { $gte, $lt: `${$gte}g` } } }, { terms: words }] };
}

function wordPrefix(scope: Scope): string {
  return `w${scopeDigest(scope).toString('hex')}`;
}

function textTerm(digest: Buffer): string {
  return `t${digest.toString('hex')}`;
}
