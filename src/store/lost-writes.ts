/**
 * What became of a write whose answer was lost. A document remembers the latest version that each
 * server wrote, and the version with which it was born. A server changes a document one write at a
 * time, so its own entry tells whether its last write was applied, whatever others wrote since.
 */
export function outcomeOf({ read, written }: LostWrite, found: History | undefined): LostOutcome {
  if (found === undefined) {
    // Gone is what a deletion wanted. What was to be inserted is not there: it is inserted again.
    if (read === undefined) return 'not applied';
    return written === undefined ? 'applied' : 'unknown';
  }
  if (read === undefined) return found.birth === written ? 'applied' : 'not applied';
  const isSame = found.birth === read.birth;
  // A document of that name that is another by now: the one that was read has been deleted.
  if (written === undefined) return isSame ? 'not applied' : 'applied';
  const remembered = [found.version, ...found.latest];
  if (remembered.includes(written)) return 'applied';
  const isForgotten = remembered.length > latestMax && !remembered.some(isBy(serverOf(written)));
  return isSame && !isForgotten ? 'not applied' : 'unknown';
}

export type LostOutcome = 'applied' | 'not applied' | 'unknown';

export interface LostWrite {
  /** What was to be replaced or deleted; undefined for an insertion. */
  readonly read: History | undefined;
  /** The version that was to lie there; undefined for a deletion. */
  readonly written: string | undefined;
}

export interface History {
  /** Server and number of the write. */
  readonly version: string;
  /** The version with which the document was inserted. */
  readonly birth: string;
  /** The latest version of each other server, the newest first. */
  readonly latest: readonly string[];
}

export function historyOf(version: string, replaced: History | undefined): History {
  if (replaced === undefined) return { version, birth: version, latest: [] };
  const isOurs = isBy(serverOf(version));
  const others = [replaced.version, ...replaced.latest].filter((each) => !isOurs(each));
  return { version, birth: replaced.birth, latest: others.slice(0, latestMax) };
}

/** More servers than this do not change one document while one of them waits for an answer. */
export const latestMax = 16;

function serverOf(version: string): string {
  return version.split('.')[0] ?? '';
}

function isBy(server: string): (version: string) => boolean {
  return (version) => serverOf(version) === server;
}
