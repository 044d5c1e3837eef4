import { readFile, stat } from 'node:fs/promises';
import type { Keys } from './credentials.js';
import { parseKeys } from './credentials-reading.js';

/**
 * A credentials file that may change while the server runs. Its time and size are looked at once a
 * second, which sees what an editor does that writes a new file over the old one, and what a
 * mounted secret does whose link is moved. A file that is faulty or gone changes nothing.
 */
export interface CredentialsFile {
  keys(): Keys;
  /** Reads the file again if it is another than before. */
  poll(): Promise<void>;
  close(): void;
}

export interface CredentialsFileParts {
  readonly path: string;
  /** Told of each change, in one line that holds no secret. */
  readonly tell: (line: string) => void;
  readonly pollMilliseconds?: number;
}

/** Rejects if the file cannot be used: a server must not start with other keys than its own. */
export async function openCredentialsFile(parts: CredentialsFileParts): Promise<CredentialsFile> {
  const { path, tell, pollMilliseconds = 1_000 } = parts;
  let mark = await markOf(path);
  const first = await readKeys(path);
  if (typeof first === 'string') throw new Error(`${path}: ${first}`);
  let keys = first;
  const poll = async (): Promise<void> => {
    const markNow = await markOf(path);
    if (markNow === mark) return;
    // Marked before it is read: a file that changes in between is read once more, by a later poll,
    // and what was read here is then old.
    mark = markNow;
    const reading = await readKeys(path);
    if (mark !== markNow) return;
    if (typeof reading === 'string') {
      tell(`The keys stay as they were, as ${path} cannot be used: ${reading}`);
      return;
    }
    keys = reading;
    tell(`Read ${path} again: keys ${keys.size}`);
  };
  const timer = setInterval(() => void poll(), pollMilliseconds);
  timer.unref();
  return { keys: () => keys, poll, close: () => clearInterval(timer) };
}

async function markOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join();
  } catch (error) {
    return String(error);
  }
}

const fileBytesMax = 1024 * 1024;
const faultsToldMax = 50;

/** The keys, or what is wrong with the file. */
async function readKeys(path: string): Promise<Keys | string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return `it cannot be read (${codeOf(error)})`;
  }
  if (text.length > fileBytesMax) return `it is larger than ${fileBytesMax} bytes`;
  const reading = parseKeys(text);
  if (reading.kind === 'keys') return reading.keys;
  const told = reading.faults.slice(0, faultsToldMax);
  const untold = reading.faults.length - told.length;
  return told.concat(untold > 0 ? [`and ${untold} faults more`] : []).join('; ');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'for no known reason';
}
