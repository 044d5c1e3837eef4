import { expect } from 'chai';
import { CborReader, CborWriter } from '../../src/wire/cbor-bytes.js';

describe('a text in CBOR', () => {
  // The length stands in the initial byte, or in the 1, 2 or 4 bytes behind it.
  for (const length of [0, 1, 23, 24, 255, 256, 65_535, 65_536]) {
    it(`of ${length} bytes is read to its end and no further`, () => {
      const texts = ['x'.repeat(length), 'next'];
      const writer = new CborWriter();
      writer.startList();
      for (const text of texts) writer.text(text);
      writer.end();
      expect(new CborReader(writer.bytes()).readDocument()).to.deep.equal(texts);
    });
  }
});
