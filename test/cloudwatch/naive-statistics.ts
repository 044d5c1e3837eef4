/**
 * Statistics told from every single sample, obviously and slowly: the truth that the real ones are
 * held against. Samples come in any order.
 */
export function naivePercentile(samples: readonly number[], percent: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = (percent / 100) * sorted.length;
  const below = sorted[Math.max(0, Math.floor(rank) - 1)] ?? NaN;
  const above = sorted[Math.min(sorted.length - 1, Math.ceil(rank) - 1)] ?? NaN;
  if (rank < 1) return sorted[0] ?? NaN;
  return below + (rank - Math.floor(rank)) * (above - below);
}

export function naiveTrimmedMean(
  samples: readonly number[],
  [low, high]: readonly [number, number],
): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const [from, to] = [(low / 100) * sorted.length, (high / 100) * sorted.length];
  let [sum, count] = [0, 0];
  sorted.forEach((sample, index) => {
    const share = Math.max(0, Math.min(index + 1, to) - Math.max(index, from));
    sum += share * sample;
    count += share;
  });
  return sum / count;
}

export function naiveBetween(
  samples: readonly number[],
  [low, high]: readonly [number, number],
): readonly number[] {
  return samples.filter((sample) => sample > low && sample <= high);
}

export function naiveMean(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}
