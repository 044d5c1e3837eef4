import { type CompositeRule, parseAlarmRule } from '../cloudwatch/alarm-rule.js';
import { childNamesOf } from '../cloudwatch/composite-request.js';
import type { Scope } from '../store/keys.js';
import { Recent } from './recent.js';

/** A rule as it was parsed, and the names of the alarms that it is about. */
export interface ReadRule {
  readonly rule: CompositeRule;
  readonly childNames: readonly string[];
}

/** The rules of the composite alarms that were evaluated lately, each parsed once. */
export class CompositeRules {
  private readonly rules: Recent<ReadRule>;

  constructor(halfMax = 16_384) {
    this.rules = new Recent(halfMax);
  }

  /** Names that are ARNs are so of a scope. */
  of(text: string, scope: Scope): ReadRule {
    const place = `${scope.account} ${scope.region} ${text}`;
    const known = this.rules.get(place);
    if (known !== undefined) return known;
    const rule = parseAlarmRule(text);
    const read = { rule, childNames: childNamesOf(rule, scope) };
    this.rules.set(place, read);
    return read;
  }
}
