import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceReference } from './launcher.js';

/**
 * The directories of instances, each named as its instance. All that must outlive this server lies
 * in them: what an instance runs, whose it is, and that it should end.
 *
 * The record of whose it is comes to be as a whole, and last before the instance is started: what
 * has no record has not been started, and what has one is not started again.
 */
export class InstanceHomes {
  constructor(private readonly directory: string) {}

  async make(): Promise<void> {
    await mkdir(this.directory, { recursive: true });
  }

  /** Where the instance works. */
  of(InstanceId: string): string {
    return join(this.directory, InstanceId);
  }

  /** Whether the instance has neither been started nor been told to end. */
  async isNew(InstanceId: string): Promise<boolean> {
    const isEnding = (await this.endingSince(InstanceId)) !== undefined;
    return !isEnding && !(await this.isRecorded(InstanceId));
  }

  /** Puts in what the instance is to run; it is started at once when this resolves. */
  async furnish(reference: InstanceReference, userData: string): Promise<void> {
    const home = this.of(reference.InstanceId);
    await mkdir(home, { recursive: true });
    await writeWhole(join(home, 'user-data'), userData, executable);
    await writeWhole(join(home, recordFile), JSON.stringify(reference), 0o600);
  }

  async isRecorded(InstanceId: string): Promise<boolean> {
    return (await changedAt(join(this.of(InstanceId), recordFile))) !== undefined;
  }

  /**
   * Writes down that the instance should end; false if that was so already. An instance that has
   * not been started, or whose directory is lost, gets one: it will not be started any more, and
   * what is left of it will not be forgotten.
   */
  async markEnding(InstanceId: string): Promise<boolean> {
    if ((await this.endingSince(InstanceId)) !== undefined) return false;
    await mkdir(this.of(InstanceId), { recursive: true });
    await writeFile(join(this.of(InstanceId), endingFile), '');
    return true;
  }

  /** In milliseconds since 1970; undefined for an instance that is to go on. */
  endingSince(InstanceId: string): Promise<number | undefined> {
    return changedAt(join(this.of(InstanceId), endingFile));
  }

  async forget(InstanceId: string): Promise<void> {
    await rm(this.of(InstanceId), { recursive: true, force: true });
  }

  /** The ids of all that have a directory. */
  async list(): Promise<readonly string[]> {
    try {
      return await readdir(this.directory);
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
  }

  /** Whose the instances are that have been started. */
  async records(): Promise<readonly InstanceReference[]> {
    const found = await Promise.all(
      (await this.list()).map((InstanceId) => readRecord(join(this.of(InstanceId), recordFile))),
    );
    return found.filter((each) => each !== undefined);
  }
}

const recordFile = 'instance.json';
/** Its age tells since when the instance should end. */
const endingFile = 'ending';
const executable = 0o700;

/** A crash or a power cut leaves the whole file or none. */
async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const file = await open(`${path}.new`, 'w', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

async function readRecord(path: string): Promise<InstanceReference | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as InstanceReference;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** When a file was last written; undefined if there is none. */
async function changedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** So is what would lie in a directory that is none. */
function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
