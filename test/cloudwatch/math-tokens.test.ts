import { expect } from 'chai';
import { readTokens } from '../../src/cloudwatch/metric-math/tokens.js';

describe('a text in metric math', () => {
  const texts: readonly (readonly [source: string, value: string])[] = [
    [String.raw`'"say \"hi\""'`, String.raw`"say \"hi\""`],
    [String.raw`'f\(x\)'`, String.raw`f\(x\)`],
    [String.raw`'it\'s "it\'s"'`, `it's "it's"`],
    [String.raw`"say \"hi\" it\'s"`, String.raw`say "hi" it\'s`],
    [String.raw`'C:\\'`, String.raw`C:\\`],
    [String.raw`'\\\''`, String.raw`\\'`],
  ];
  for (const [source, value] of texts) {
    it(`keeps of ${source} all escapes but those of its own quotes`, () => {
      const [token] = readTokens(source);
      expect(token).to.deep.equal({ kind: 'text', value, text: source, at: 0 });
    });
  }
});
