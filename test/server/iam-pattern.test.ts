import { expect } from 'chai';
import { matchesPattern, parsePattern } from '../../src/server/iam-pattern.js';

describe('a pattern of a policy', () => {
  const cases: readonly [pattern: string, text: string, matches: boolean][] = [
    ['*', '', true],
    ['*', 'anything', true],
    ['', '', true],
    ['', 'a', false],
    ['a', 'a', true],
    ['a', 'A', false],
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['*b*', 'abc', true],
    ['a*c', 'abcabc', true],
    ['a*c', 'abcab', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['??', 'a', false],
    ['*?', '', false],
    ['a**b', 'ab', true],
    ['.+', 'aa', false],
    ['[a]', 'a', false],
    ['${user}', 'alice', true],
    ['web-${user}-*', 'web-alice-1', true],
    ['web-${user}-*', 'web-bob-1', false],
    ['${nobody}*', 'alice', false],
    ['${*}', '*', true],
    ['${*}', 'a', false],
    ['${?}${$}', '?$', true],
    ['${open', '${open', true],
    ['${starred}', 'anything', false],
    ['${starred}', '*', true],
  ];
  const values: Readonly<Record<string, string>> = { user: 'alice', starred: '*' };
  for (const [text, value, matches] of cases) {
    it(`'${text}' ${matches ? 'matches' : 'does not match'} '${value}'`, () => {
      const pattern = parsePattern(text, { hasWildcards: true, hasVariables: true });
      expect(matchesPattern(pattern, value, (name) => values[name])).to.equal(matches);
    });
  }

  it('of many stars is decided without going through all the ways to match', () => {
    const pattern = parsePattern('*a'.repeat(200), { hasWildcards: true, hasVariables: false });
    expect(matchesPattern(pattern, `${'a'.repeat(5_000)}b`, () => undefined)).to.equal(false);
  });

  it('takes stars and variables for themselves where they are', () => {
    const pattern = parsePattern('*${user}', { hasWildcards: false, hasVariables: false });
    expect(matchesPattern(pattern, '*${user}', () => 'alice')).to.equal(true);
    expect(matchesPattern(pattern, 'alice', () => 'alice')).to.equal(false);
  });
});
