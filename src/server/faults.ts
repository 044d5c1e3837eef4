/** Collects what is wrong with a document, so that all of it is told at once. */
export type Report = (path: string, reason: string) => void;

export function within(report: Report, path: string): Report {
  return (inner, reason) => report(`${path}${inner}`, reason);
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(node: unknown): node is JsonRecord {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** A list, or the one element that IAM lets stand for a list of itself. */
export function listOf(node: unknown): readonly unknown[] {
  if (node === undefined) return [];
  return Array.isArray(node) ? node : [node];
}

/** What is not known is refused: nothing is read and then ignored. */
export function refuseOthers(record: JsonRecord, known: readonly string[], report: Report): void {
  for (const name of Object.keys(record)) {
    if (!known.includes(name)) report(`.${name}`, 'is not known');
  }
}
