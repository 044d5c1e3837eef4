import { expect } from 'chai';
import { evaluatePromQL, lookBackSeconds } from '../../src/cloudwatch/promql/evaluation.js';
import { parsePromQL } from '../../src/cloudwatch/promql/parser.js';
import { compileRegex } from '../../src/cloudwatch/promql/regex.js';
import { PromQLError, type SelectorNode, selectorsOf } from '../../src/cloudwatch/promql/tree.js';
import type { RangeSeries } from '../../src/cloudwatch/promql/values.js';
import { Random } from '../support/random.js';
import { keyOf, type NaiveRow, type NaiveSeries, randomQuery } from './random-promql.js';

const seed = 20_261_126;
const at = 1_773_144_000;

describe('PromQL', () => {
  describe('means what a naive reading of the documentation says', () => {
    const random = new Random(seed);
    const all = randomSeries(random);
    it(`for 3000 queries of seed ${seed}`, () => {
      let answered = 0;
      for (let count = 0; count < 3_000; count++) {
        const query = randomQuery(random, random.below(4));
        const expected = outcomeOf(() => query.rows(all, at));
        const actual = outcomeOf(() => answer(query.text, all));
        expect(actual, query.text).to.deep.equal(expected);
        if (typeof actual !== 'string' && actual.length > 0) answered += 1;
      }
      expect(answered).to.be.above(1_000);
    });
  });

  describe('has the precedence of its operators', () => {
    const cases: readonly (readonly [string, number])[] = [
      ['1 + 2 * 3', 7],
      ['2 ^ 3 ^ 2', 512],
      ['-2 ^ 2', -4],
      ['2 ^ -1', 0.5],
      ['10 - 4 - 3', 3],
      ['7 % 4 * 2', 6],
      ['1 + 1 == bool 2', 1],
      ['(1 + 2) * 3', 9],
      ['.5 + 1e1 # ten\n', 10.5],
      ['Inf - 1', Infinity],
    ];
    for (const [text, value] of cases) {
      it(`${text.trim()} is ${value}`, () => {
        const [row] = answer(`vector(${text}) and on () {"up"}`, [one({ __name__: 'up' }, 1)]);
        expect(row?.value).to.equal(value);
      });
    }
  });

  describe('has the functions', () => {
    const all = [
      one({ __name__: 'Load', Host: 'a' }, 4, 2),
      one({ __name__: 'Load', Host: 'b' }, 9),
      one({ __name__: 'Load', Host: 'c' }, -1),
    ];
    const cases: readonly (readonly [string, readonly number[]])[] = [
      ['histogram_sum(Load{Host="a"})', [4]],
      ['histogram_count(Load{Host="a"})', [2]],
      ['histogram_avg(Load{Host="a"})', [2]],
      ['histogram_avg(sum(rate(Load[5m])))', [3]],
      ['histogram_sum(Load * 2)', []],
      ['abs(Load{Host="c"})', [1]],
      ['clamp_min(Load, 3)', [3, 9, 3]],
      ['clamp_max(Load, 3)', [2, 3, -1]],
      ['topk(2, Load)', [9, 2]],
      ['bottomk(1, Load)', [-1]],
      ['quantile(0.5, Load)', [2]],
      ['quantile_over_time(0.5, Load{Host="b"}[5m])', [9]],
      ['stddev(Load{Host=~"a|b"})', [3.5]],
      ['group(Load)', [1]],
      ['last_over_time(Load{Host="b"}[1m])', [9]],
      ['absent(Load)', []],
      ['absent({"Load",Host="z"})', [1]],
      ['sum(Load{Host="z"}) or vector(0)', [0]],
      ['Load > scalar(avg(Load))', [9]],
      ['Load{"@datapoint.Host"="b"}', [9]],
      ['{__name__="Load",Host="b"}', [9]],
    ];
    for (const [text, values] of cases) {
      it(text, () => {
        expect(answer(text, all).map(({ value }) => value)).to.deep.equal(values);
      });
    }

    it('absent with the labels that it would have to have', () => {
      expect(answer('absent(Load{Host="z",Zone=~"x"})', all)).to.deep.equal([
        { labels: { Host: 'z' }, value: 1 },
      ]);
    });
  });

  describe('says where a query is wrong, and what is not served', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['', '1:1: parse error: unexpected end of input'],
      ['Load >', '1:7: parse error: unexpected end of input'],
      ['Load\n}', '2:1: parse error: unexpected "}"'],
      ['Load{Host}', '1:10: parse error: unexpected "}"'],
      ['Load{Host="a}', '1:11: parse error: unexpected "\\"a}"'],
      ['{Host="a"}', '1:1: parse error: a selector must name its metric'],
      ['{__name__=~"a"}', '1:2: parse error: a selector must name its metric'],
      ['Load{"Busy"}', '1:1: parse error: metric name must not be set twice'],
      ['1', '1:1: parse error: the query must select a metric, and return an instant vector'],
      [
        'Load[5m]',
        '1:1: parse error: the query must select a metric, and return an instant vector',
      ],
      ['Load[5]', '1:6: parse error: unexpected "5]"'],
      [
        'rate(Load)',
        '1:1: parse error: expected type range in call to function "rate", got vector',
      ],
      ['abs()', '1:1: parse error: expected 1 argument(s) in call to "abs", got 0'],
      ['topk(Load)', '1:1: parse error: expected scalar and vector in aggregation topk'],
      ['Load[5m] + 1', '1:1: parse error: a range vector has no operators'],
      ['1 < 2', '1:1: parse error: comparisons between scalars must use bool modifier'],
      ['Load and 1', '1:1: parse error: vector matching is for vectors alone'],
      ['Load @ 5', '1:6: parse error: Updraft does not serve the @ modifier of PromQL'],
      ['rate(Load[5m:1m])', '1:13: parse error: Updraft does not serve subqueries of PromQL'],
      [
        'Load * on (Host) group_left Busy',
        '1:18: parse error: Updraft does not serve group_left of PromQL',
      ],
      [
        'label_replace(Load, "a", "b", "c", "d")',
        '1:1: parse error: Updraft does not serve the function label_replace of PromQL',
      ],
      ['Load[2d]', '1:6: parse error: Updraft serves no ranges and offsets of more than 1d'],
      ['Load{a=~"("}', '1:6: parse error: error parsing regexp: missing closing )'],
    ];
    for (const [text, message] of cases) {
      it(JSON.stringify(text), () => {
        expect(() => parsePromQL(text)).to.throw(PromQLError, message);
      });
    }

    it('what is nested without end', () => {
      for (const text of ['('.repeat(9_999), '-'.repeat(9_999), 'abs('.repeat(2_500)]) {
        expect(() => parsePromQL(text)).to.throw(PromQLError, 'nested too deeply');
      }
      const long = `Load${' + Load'.repeat(1_400)}`;
      expect(() => parsePromQL(long)).to.throw(PromQLError, 'too many parts');
    });
  });

  describe('matches by regular expressions', () => {
    const random = new Random(seed);
    it('as JavaScript does where both say the same', () => {
      for (let count = 0; count < 3_000; count++) {
        const source = randomRegex(random, 3);
        const wanted = new RegExp(`^(?:${source})$`, 's');
        const matches = compileRegex(source);
        for (const text of ['', 'a', 'b', 'ab', 'ba', 'abc', 'aab', 'cab', 'abab', 'bbb']) {
          expect(matches(text), `${source} on ${text}`).to.equal(wanted.test(text));
        }
      }
    });

    it('in one reading of the text, however they are nested', () => {
      const hostile = ['(a*)*b', '(a|a)*b', '(a+)+b', '(a?){100}a{100}', '(.*)(.*)(.*)(.*)b'];
      const text = 'a'.repeat(1_024);
      const began = process.cpuUsage().user;
      for (const source of hostile) expect(compileRegex(source)(text)).to.equal(false);
      expect(process.cpuUsage().user - began).to.be.below(5_000_000);
    });

    const cases: readonly (readonly [string, string, boolean])[] = [
      ['(?i)prod.*', 'PROD-1', true],
      ['us-.*', 'us-east-1', true],
      ['us', 'us-east-1', false],
      ['\\d{3}', '503', true],
      ['5..', '503', true],
      ['[^a-c]+', 'xyz', true],
      ['[]x]', ']', true],
      ['a\\.b', 'a.b', true],
      ['a\\.b', 'axb', false],
      ['^a$|b', 'b', true],
      ['', '', true],
      ['𝒳.', '𝒳y', true],
    ];
    for (const [source, text, isMatch] of cases) {
      it(`${source} on ${text}`, () => {
        expect(compileRegex(source)(text)).to.equal(isMatch);
      });
    }

    for (const source of ['(?=a)', '(a)\\1', '[[:alpha:]]', 'a**', 'a{2000}', '(((a{99}){99}))']) {
      it(`refuses ${source}`, () => {
        expect(() => compileRegex(source)).to.throw(PromQLError, 'error parsing regexp');
      });
    }
  });
});

function answer(text: string, all: readonly NaiveSeries[]): readonly NaiveRow[] {
  const node = parsePromQL(text);
  const selected = new Map(selectorsOf(node).map((each) => [each, select(each, all)]));
  return evaluatePromQL(node, selected).map(({ labels, value }) => {
    return { labels: Object.fromEntries(labels), value };
  });
}

function select(node: SelectorNode, all: readonly NaiveSeries[]): readonly RangeSeries[] {
  const { metricName, matchers, rangeSeconds = lookBackSeconds, offsetSeconds } = node;
  const end = at - offsetSeconds;
  return all.flatMap(({ labels, minutes }) => {
    const fits = matchers.every(({ label, accepts }) => accepts(labels[label] ?? ''));
    if (labels.__name__ !== metricName || !fits) return [];
    const samples = [...minutes]
      .filter(([seconds]) => seconds > end - rangeSeconds && seconds <= end)
      .map(([seconds, set]) => ({ seconds, value: set.sum / set.count, set }));
    return samples.length === 0 ? [] : [{ labels: new Map(Object.entries(labels)), samples }];
  });
}

function one(labels: NaiveSeries['labels'], sum: number, count = 1): NaiveSeries {
  return { labels, minutes: new Map([[at, { sum, count }]]) };
}

function randomSeries(random: Random): readonly NaiveSeries[] {
  return ['Load', 'Busy'].flatMap((name) =>
    ['a', 'b', 'c'].flatMap((Host) =>
      ['x', 'y'].flatMap((Zone): NaiveSeries[] => {
        if (random.below(4) === 0) return [];
        const minutes = Array.from({ length: 12 }, (_, back) => at - (11 - back) * 60)
          .filter(() => random.below(3) > 0)
          .map((end) => [end, { sum: random.below(9), count: 1 + random.below(3) }] as const);
        return [{ labels: { __name__: name, Host, Zone }, minutes: new Map(minutes) }];
      }),
    ),
  );
}

/** Rows in an order of their own; of all that is refused it counts only that it is. */
function outcomeOf(read: () => readonly NaiveRow[]): readonly string[] | string {
  try {
    const rows = read().map(({ labels, value }) => `${keyOf(labels)} ${shown(value)}`);
    const keys = rows.map((row) => row.slice(0, row.lastIndexOf(' ')));
    return new Set(keys).size < keys.length ? 'refused' : rows.sort();
  } catch {
    return 'refused';
  }
}

function shown(value: number): string {
  return Number.isFinite(value)
    ? (value + 0).toPrecision(9).replace('-0.00000000', '0.00000000')
    : `${value}`;
}

function randomRegex(random: Random, depth: number): string {
  const atoms = ['a', 'b', '.', '[ab]', '[^a]', '\\w', '(?:)'];
  if (depth === 0) return random.pick(atoms);
  const [one, other] = [randomRegex(random, depth - 1), randomRegex(random, depth - 1)];
  return random.pick([
    ...[`${one}${other}`, `(${one}|${other})`, `(?:${one})*`, `(?:${one})+`, `(${one})?`],
    ...[`(?:${one}){2}`, `(?:${one}){0,2}`, `(?:${one}){1,}${other}`, one],
  ]);
}
