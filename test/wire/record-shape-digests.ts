import { writeFileSync } from 'node:fs';
import { digestFile, shapeDigests } from './shape-digests.js';

/** Run after the upgrade of an SDK client, once its changes have been read and followed. */
writeFileSync(digestFile, `${JSON.stringify(shapeDigests(), null, 2)}\n`);
