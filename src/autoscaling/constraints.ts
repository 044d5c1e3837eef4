import type { Ruleset } from '../wire/constraints.js';
import { coral } from '../wire/coral.js';
import { lists, values } from './constraints-counts.js';
import { enums } from './constraints-enums.js';
import { otherTexts, texts } from './constraints-texts.js';

/** All operations of this API speak in one wording. */
export const rulesets: readonly Ruleset[] = [
  { wording: coral, rules: [...texts, ...lists, ...values, ...enums], otherTexts },
];
