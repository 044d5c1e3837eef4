import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { digestFile, type ShapeDigests, shapeDigests } from './shape-digests.js';

describe('the shapes of the SDK clients', () => {
  it('are those that this server was written for', () => {
    const recorded = JSON.parse(readFileSync(digestFile, 'utf8')) as ShapeDigests;
    const current = shapeDigests();
    const names = new Set([...Object.keys(recorded), ...Object.keys(current)]);
    const changed = [...names].filter((name) => recorded[name] !== current[name]);
    const advice = 'read what changed, follow it, then run dist/test/wire/record-shape-digests.js';
    expect(changed, advice).to.deep.equal([]);
  });
});
