import { expect } from 'chai';
import { rulesets as autoScaling } from '../../src/autoscaling/constraints.js';
import { cloudWatchRulesets } from '../../src/cloudwatch/constraints.js';
import { type Bounds, checksOf } from '../../src/wire/rule.js';

/** A pattern that tries one place in many ways takes hours over such a text. */
const unitsMax = 200_000;
const millisecondsMax = 10_000;

describe('the patterns of constraints', () => {
  const rulesets = [...cloudWatchRulesets({ lenientUnits: false }), ...autoScaling];
  const bounds: readonly Bounds[] = rulesets.flatMap(({ rules, otherTexts }) => [
    ...rules,
    ...(otherTexts === undefined ? [] : [otherTexts]),
  ]);
  const patterned = bounds.filter(({ pattern }) => pattern !== undefined);

  it('read a long text once', function () {
    this.timeout(millisecondsMax);
    expect(patterned.length).to.be.above(0);
    for (const { pattern = '', length } of patterned) {
      // What is longer than a member may be never comes before its pattern.
      const longest = Math.min(length?.[1] ?? unitsMax, unitsMax);
      for (const piece of pieces) {
        const text = piece.repeat(Math.ceil(longest / piece.length)).slice(0, longest - 1);
        const [check] = checksOf({ pattern }, { kind: 'string' });
        check?.accepts(`${text}\u0000`);
        check?.accepts(text);
      }
    }
  });
});

const pieces = ['a', 'A', '0', ' ', '-', '_', '.', '/', ':', '*', 'a1', 'a-', 'a.', 'a:', '🚀'];
