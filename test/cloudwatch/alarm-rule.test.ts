import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { judge, namesIn, parseAlarmRule } from '../../src/cloudwatch/alarm-rule.js';
import { Random } from '../support/random.js';

const states: Readonly<Record<string, StateValue>> = {
  hot: 'ALARM',
  cold: 'OK',
  'not (sure)': 'INSUFFICIENT_DATA',
  late: 'ALARM',
};

function verdictOf(rule: string): boolean {
  return judge(parseAlarmRule(rule), (name) => states[name]).isTrue;
}

function refusalOf(rule: string): string {
  try {
    parseAlarmRule(rule);
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
  return 'none';
}

describe('the rule of a composite alarm', () => {
  const verdicts: readonly (readonly [string, boolean])[] = [
    ['ALARM(hot)', true],
    ['ALARM("hot")', true],
    ['OK ( hot )', false],
    ['INSUFFICIENT_DATA("not (sure)")', true],
    ['ALARM(nobody)', false],
    ['NOT ALARM(cold)', true],
    ['NOT NOT ALARM(cold)', false],
    ['NOT(ALARM(cold) OR ALARM(hot))', false],
    ['TRUE', true],
    ['FALSE OR TRUE', true],
    ['TRUE OR FALSE AND FALSE', true],
    ['(TRUE OR FALSE) AND FALSE', false],
    ['NOT FALSE AND ALARM(hot)', true],
    ['ALARM(hot) AND OK(cold) AND NOT OK(late)', true],
    ['AT_LEAST(2, ALARM, (hot, cold, late))', true],
    ['AT_LEAST(3, ALARM, (hot, cold, late))', false],
    ['AT_LEAST(2, ALARM, (hot, hot))', true],
    ['AT_LEAST(50%, ALARM, (hot, cold, "not (sure)", late))', true],
    ['AT_LEAST(51%, ALARM, (hot, cold, "not (sure)", late))', false],
    ['AT_LEAST(2, NOT ALARM, (hot, cold, "not (sure)"))', true],
  ];
  for (const [rule, expected] of verdicts) {
    it(`${rule} is ${expected}`, () => {
      expect(verdictOf(rule)).to.equal(expected);
    });
  }

  const proofs: readonly (readonly [string, readonly string[]])[] = [
    ['ALARM(cold) OR ALARM(hot) OR ALARM(late)', ['hot']],
    ['OK(hot) OR OK(late)', ['hot', 'late']],
    ['ALARM(hot) AND ALARM(late)', ['hot', 'late']],
    ['ALARM(cold) AND ALARM(hot)', ['cold']],
    ['TRUE', []],
    // Recorded from AWS: those that fit a fulfilled AT_LEAST, and those that fail one that is not.
    ['AT_LEAST(2, ALARM, (hot, hot, cold))', ['hot']],
    ['AT_LEAST(66%, ALARM, (hot, hot, cold))', ['hot']],
    ['AT_LEAST(67%, ALARM, (hot, hot, cold))', ['cold']],
    ['AT_LEAST(2, ALARM, (hot, cold))', ['cold']],
    ['AT_LEAST(1, NOT ALARM, (hot, cold))', ['cold']],
  ];
  for (const [rule, expected] of proofs) {
    it(`${rule} is proved by ${expected.join(' and ') || 'nothing'}`, () => {
      const verdict = judge(parseAlarmRule(rule), (name) => states[name]);
      expect(verdict.proof).to.deep.equal(expected);
    });
  }

  it('names its alarms once, in the order of the rule', () => {
    const rule = parseAlarmRule('ALARM(b)\nOR (OK(a) AND\tNOT AT_LEAST(1, OK, (b, "c d", OR)))');
    expect(namesIn(rule)).to.deep.equal(['b', 'a', 'c d', 'OR']);
  });

  const quotations: readonly (readonly [string, string])[] = [
    [`ALARM('hot')`, `'hot'`],
    ['ALARM("a\\"b")', 'a"b'],
    ['ALARM("a)b")', 'a)b'],
    ['ALARM("")', ''],
    ['ALARM(arn:aws:cloudwatch:us-east-1:0:alarm:a)', 'arn:aws:cloudwatch:us-east-1:0:alarm:a'],
  ];
  for (const [rule, name] of quotations) {
    it(`${rule} names ${name || 'an alarm without a name'}`, () => {
      expect(namesIn(parseAlarmRule(rule))).to.deep.equal([name]);
    });
  }

  const start = "'(', 'NOT', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA";
  const names =
    "'NOT', 'AND', 'OR', 'AT_LEAST', NUMBER, PERCENTAGE NUMBER, TRUE or FALSE, ALARM, OK, or " +
    'INSUFFICIENT_DATA, unquoted alarm name, quoted alarm name';
  const refusals: readonly (readonly [string, string])[] = [
    ['true', `Unsupported token 'true' at char 0, must be: ${start}`],
    ['', `Unsupported token '<EOF>' at char 0, must be: ${start}`],
    ['not TRUE', `Unsupported token 'not' at char 0, must be: ${start}`],
    ['!TRUE', `Unsupported token '!TRUE' at char 0, must be: ${start}`],
    ['alarm(hot)', `Unsupported token 'alarm' at char 0, must be: ${start}`],
    ['UNKNOWN(hot)', `Unsupported token 'UNKNOWN' at char 0, must be: ${start}`],
    ['TRUE and FALSE', "Unsupported token 'and' at char 5, must be: <EOF>, 'AND', 'OR'"],
    ['TRUE && FALSE', "Unsupported token '&&' at char 5, must be: <EOF>, 'AND', 'OR'"],
    ['TRUE FALSE', "Unsupported token 'FALSE' at char 5, must be: <EOF>"],
    ['TRUE junk', "Unsupported token 'junk' at char 5, must be: <EOF>"],
    ['ALARM(an alarm)', "Unsupported token 'alarm' at char 9, must be: ')'"],
    ['ALARM(hot', "Unsupported token '<EOF>' at char 9, must be: ')'"],
    ['(TRUE', "Unsupported token '<EOF>' at char 5, must be: ')', 'AND', 'OR'"],
    ['(TRUE junk)', "Unsupported token 'junk' at char 6, must be: ')'"],
    ['ALARM hot', "Unsupported token 'hot' at char 6, must be: '('"],
    ['ALARM()', `Unsupported token ')' at char 6, must be: ${names}`],
    ['AT_LEAST(1, ALARM, ())', `Unsupported token '))' at char 20, must be: ${names}`],
    ['"ALARM"(hot)', `Unsupported token 'ALARM' at char 0, must be: ${start}`],
    ['TRUE AND', `Unsupported token '<EOF>' at char 8, must be: ${start}`],
    [
      'AT_LEAST(x, ALARM, (hot))',
      "Unsupported token 'x' at char 9, must be: NUMBER, PERCENTAGE NUMBER",
    ],
    [
      'AT_LEAST(-1, ALARM, (hot))',
      "Unsupported token '-1' at char 9, must be: NUMBER, PERCENTAGE NUMBER",
    ],
    [
      'AT_LEAST("1", ALARM, (hot))',
      "Unsupported token '1' at char 9, must be: NUMBER, PERCENTAGE NUMBER",
    ],
    [
      'AT_LEAST("50%", ALARM, (hot))',
      "Unsupported token '50%' at char 9, must be: NUMBER, PERCENTAGE NUMBER",
    ],
    [
      'AT_LEAST(50.5%, ALARM, (hot))',
      "Unsupported token '50.5%' at char 9, must be: NUMBER, PERCENTAGE NUMBER",
    ],
    ['AT_LEAST(0%, ALARM, (hot))', 'AT_LEAST percentage threshold must be between 1 and 100'],
    [
      'AT_LEAST(1, TRUE, (hot))',
      "Unsupported token 'TRUE' at char 12, must be: 'NOT', ALARM, OK, or INSUFFICIENT_DATA",
    ],
    [
      'AT_LEAST(3, ALARM, (hot, cold))',
      'AT_LEAST absolute threshold must be between 1 and number of alarms (2)',
    ],
    [
      'AT_LEAST(0, ALARM, (hot, cold))',
      'AT_LEAST absolute threshold must be between 1 and number of alarms (2)',
    ],
    ['AT_LEAST(101%, ALARM, (hot))', 'AT_LEAST percentage threshold must be between 1 and 100'],
  ];
  for (const [rule, expected] of refusals) {
    it(`refuses ${rule || 'nothing at all'}`, () => {
      expect(refusalOf(rule)).to.equal(`Error in AlarmRule [${expected}]`);
    });
  }

  const repeated = (text: string, count: number): string =>
    new Array(count).fill(text).join(' OR ');
  const bracketed = (depth: number): string => `${'('.repeat(depth)}ALARM(hot)${')'.repeat(depth)}`;
  const elements: readonly (readonly [string, (count: number) => string])[] = [
    ['constant', (count) => repeated('TRUE', count)],
    ['child', (count) => repeated('ALARM("a")', count)],
    ['pair of brackets', (count) => bracketed(count - 1)],
    [
      'pair of brackets, and each NOT before it as none,',
      (count) => 'NOT '.concat(bracketed(count - 1)),
    ],
    ['child of a list', (count) => `AT_LEAST(1, NOT OK, (${new Array(count).fill('a').join()}))`],
  ];
  for (const [name, rule] of elements) {
    it(`counts each ${name} as one of 500 elements`, () => {
      expect(refusalOf(rule(500))).to.equal('none');
      expect(refusalOf(rule(501))).to.equal(
        'Error in AlarmRule [The rule has more than 500 elements]',
      );
    });
  }

  it('takes as many NOTs as a rule has room for', () => {
    for (const [count, expected] of [
      [2_558, true],
      [2_557, false],
    ] as const) {
      expect(verdictOf(`${'NOT '.repeat(count)}TRUE`)).to.equal(expected);
    }
  });

  it('ends on any text with a rule or AWS’s error', () => {
    const random = new Random(26);
    const parts = ['ALARM', 'OK', '(', ')', '"', ',', 'NOT', 'AND', 'AT_LEAST', '1', '%', ' ', 'a'];
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: 1 + random.below(12) }, () => random.pick(parts)).join('');
      expect(refusalOf(text)).to.match(/^(none|Error in AlarmRule \[.+\])$/s);
    }
  });
});
