import { expect } from 'chai';
import { parseDuration } from '../../src/duration.js';

describe('parseDuration', () => {
  const cases: readonly [string, number | undefined][] = [
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['2d', 172_800_000],
    ['1h30m', 5_400_000],
    ['0.5s', 500],
    ['', undefined],
    ['5', undefined],
    ['-5m', undefined],
    ['5 m', undefined],
    ['5w', undefined],
  ];
  for (const [text, milliseconds] of cases) {
    it(`reads '${text}' as ${milliseconds ?? 'none'}`, () => {
      expect(parseDuration(text)).to.equal(milliseconds);
    });
  }
});
