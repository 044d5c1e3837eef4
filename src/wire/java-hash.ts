/** How Java hashes texts, which shows wherever AWS tells what it keeps in hash maps and sets. */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  }
  return hash;
}

/** In the order in which a HashMap, filled one by one, tells its keys. */
export function inHashMapOrder<V>(values: readonly V[], keyOf: (value: V) => string): V[] {
  const bucketsOfMap = bucketCount(values.length);
  return values
    .map((value) => ({ value, bucket: bucketOf(keyOf(value), bucketsOfMap) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ value }) => value);
}

/** A HashMap begins with sixteen buckets and doubles them when three in four would be taken. */
function bucketCount(size: number): number {
  let buckets = 16;
  while (size > buckets * 0.75) buckets *= 2;
  return buckets;
}

function bucketOf(key: string, buckets: number): number {
  const hash = javaHashCode(key);
  return (hash ^ (hash >>> 16)) & (buckets - 1);
}
