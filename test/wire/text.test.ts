import { expect } from 'chai';
import { formatDouble } from '../../src/wire/text.js';

describe('formatDouble', () => {
  const cases: readonly [number, string][] = [
    [41, '41.0'],
    [-0, '-0.0'],
    [19.416666666666668, '19.416666666666668'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [9999999, '9999999.0'],
    [1e7, '1.0E7'],
    [12345678.9, '1.23456789E7'],
    [2 ** 361, '4.6970851655476665E108'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ];
  for (const [value, text] of cases) {
    it(`writes ${text} as Java does`, () => {
      expect(formatDouble(value)).to.equal(text);
    });
  }
});
