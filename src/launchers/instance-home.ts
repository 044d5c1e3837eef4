import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../store/data-directory.js';
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
      const entries = await readdir(this.directory, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
  }

  /** Whose the instances are that have been started, and a line for each spoilt record. */
  async records(): Promise<Records> {
    const spoilt: string[] = [];
    const found = await Promise.all(
      (await this.list()).map(async (InstanceId) => {
        const path = join(this.of(InstanceId), recordFile);
        try {
          return await readRecord(path, InstanceId);
        } catch (error) {
          spoilt.push(`${path} cannot be used: ${messageOf(error)}.`);
          return undefined;
        }
      }),
    );
    return { known: found.filter((each) => each !== undefined), spoilt };
  }
}

export interface Records {
  readonly known: readonly InstanceReference[];
  readonly spoilt: readonly string[];
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

/** Undefined if there is none: the instance was never started. */
async function readRecord(
  path: string,
  InstanceId: string,
): Promise<InstanceReference | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isGone(error)) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const record: unknown = JSON.parse(text);
  if (isReference(record, InstanceId)) return record;
  throw new Error('it is no record of this instance');
}

function isReference(record: unknown, InstanceId: string): record is InstanceReference {
  if (typeof record !== 'object' || record === null) return false;
  const members: Partial<Record<keyof InstanceReference, unknown>> = record;
  const { account, region, AutoScalingGroupName } = members;
  const isWhole = [account, region, AutoScalingGroupName].every((text) => typeof text === 'string');
  return isWhole && members.InstanceId === InstanceId;
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
