import { accessSync, constants, statfsSync } from 'node:fs';

/**
 * Tests keep their data in memory where the machine has a file system there with room: what they
 * see is the same, since only a loss of power tells the difference, and nobody waits for a disk.
 * Benches do wait for it.
 */
const path = '/dev/shm';

/** Containers often have 64 MiB there, and a mapped file that finds no room ends the process. */
const bytesMin = 4 * 2 ** 30;

if (process.env.TMPDIR === undefined && hasRoom()) process.env.TMPDIR = path;

function hasRoom(): boolean {
  try {
    accessSync(path, constants.W_OK);
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize >= bytesMin;
  } catch {
    return false;
  }
}
