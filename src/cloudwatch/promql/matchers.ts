import { compileRegex } from './regex.js';
import type { LabelMatcher } from './tree.js';

/** A regular expression must fit the whole of a value. */
export function labelMatcher(named: Omit<LabelMatcher, 'accepts'>): LabelMatcher {
  const { operator, value } = named;
  switch (operator) {
    case '=':
      return { ...named, accepts: (text) => text === value };
    case '!=':
      return { ...named, accepts: (text) => text !== value };
    case '=~':
      return { ...named, accepts: compileRegex(value) };
    case '!~': {
      const matches = compileRegex(value);
      return { ...named, accepts: (text) => !matches(text) };
    }
  }
}
