import { expect } from 'chai';
import {
  formatDouble,
  formatTimestamp,
  parseDouble,
  parseTimestamp,
  timestampFormatter,
} from '../../src/wire/text.js';

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

describe('parseDouble', () => {
  const cases: readonly [string, number | undefined][] = [
    ['41', 41],
    [' -41.50 ', -41.5],
    ['+.5', 0.5],
    ['5.', 5],
    ['1.0E-4', 1e-4],
    ['1e+3', 1000],
    ['1e999', Infinity],
    ['NaN', NaN],
    ['-Infinity', -Infinity],
    ['', undefined],
    ['.', undefined],
    ['1,5', undefined],
    ['0x10', undefined],
    ['1e', undefined],
    ['nan', undefined],
    ['1 2', undefined],
  ];
  for (const [text, value] of cases) {
    it(`reads '${text}' as ${value ?? 'no number'}`, () => {
      expect(parseDouble(text)).to.deep.equal(value);
    });
  }
});

describe('timestampFormatter', () => {
  it('writes times as they are written one by one', () => {
    const steps = [1_000, 60_000, 3_600_000, 86_399_000, 86_400_000, 500, -1_000, -90_000_000, 0];
    for (const start of [
      '2026-03-10T23:59:58Z',
      '1969-12-31T23:59:59.500Z',
      '+010000-01-01T00:00Z',
    ]) {
      const format = timestampFormatter();
      let time = Date.parse(start);
      for (const step of [...steps, ...steps]) {
        time += step;
        const instant = new Date(time);
        expect(format(instant)).to.equal(formatTimestamp(instant));
      }
    }
  });
});

describe('parseTimestamp', () => {
  const cases: readonly [string, string | undefined][] = [
    ['2026-03-10T12:00:00Z', '2026-03-10T12:00:00.000Z'],
    ['2026-03-10T12:00:00.1239Z', '2026-03-10T12:00:00.123Z'],
    ['2026-03-10 12:00', '2026-03-10T12:00:00.000Z'],
    ['2026-03-10T12:00:00', '2026-03-10T12:00:00.000Z'],
    ['2026-03-10', '2026-03-10T00:00:00.000Z'],
    ['2026-03-10T12:00:00+01:30', '2026-03-10T10:30:00.000Z'],
    ['2026-03-10T12:00:00-0800', '2026-03-10T20:00:00.000Z'],
    ['2026-03-10T24:00:00Z', '2026-03-11T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-03-10T25:00:00Z', undefined],
    ['2026-03-10T12:60:00Z', undefined],
    ['1773144000', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ];
  for (const [text, instant] of cases) {
    it(`reads '${text}' as ${instant ?? 'no time'}`, () => {
      expect(parseTimestamp(text)?.toISOString()).to.equal(instant);
    });
  }
});
