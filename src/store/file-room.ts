import { type FileHandle, open } from 'node:fs/promises';
import { StoreError } from './store.js';

/**
 * Sees to it that LMDB never runs out of disk in the midst of a commit, which it does not survive:
 * before a commit the file is given the room that the commit could need at most. When the disk is
 * full, that fails here, where nothing is half done.
 */
export class FileRoom {
  private sizeBytes = 0;

  private constructor(private readonly file: FileHandle) {}

  static async open(path: string): Promise<FileRoom> {
    return new FileRoom(await open(path, 'r+'));
  }

  /** Nothing else may write to the file meanwhile. */
  async ensure(neededBytes: number): Promise<void> {
    if (this.sizeBytes >= neededBytes) return;
    // LMDB lets the file grow too, as far as a commit needs it.
    this.sizeBytes = (await this.file.stat()).size;
    if (this.sizeBytes >= neededBytes) return;
    const before = this.sizeBytes;
    const step = before < largeBytes ? smallStepBytes : largeStepBytes;
    const target = Math.ceil(neededBytes / step) * step;
    try {
      while (this.sizeBytes < target) {
        const zeros = Buffer.alloc(Math.min(smallStepBytes, target - this.sizeBytes));
        const { bytesWritten } = await this.file.write(zeros, 0, zeros.length, this.sizeBytes);
        this.sizeBytes += bytesWritten;
      }
      // Only what the file system has really set aside counts as room.
      await this.file.datasync();
    } catch (error) {
      await this.file.truncate(before);
      this.sizeBytes = before;
      throw new StoreError(`There is no room for the data: ${(error as Error).message}`);
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

const smallStepBytes = 2 ** 20;
const largeStepBytes = 2 ** 24;
const largeBytes = 2 ** 26;
