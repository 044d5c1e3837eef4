/** A length of time as people write it: `90s`, `5m`, `1h`, `2d`, also `1h30m`; in milliseconds. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?[smhd])+$/.test(text)) return undefined;
  let milliseconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)) {
    milliseconds += Number(amount) * (unitMilliseconds[unit ?? 's'] ?? 0);
  }
  return Math.round(milliseconds);
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
