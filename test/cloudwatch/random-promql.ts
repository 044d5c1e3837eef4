import type { Random } from '../support/random.js';

/**
 * Queries of PromQL put together at random, each with what it means: told from the documentation
 * of Prometheus, obviously and slowly, over plain rows, and without a look at the text.
 */
export interface NaiveSeries {
  readonly labels: NaiveLabels;
  /** What came in each minute, by the second at which it ended. */
  readonly minutes: ReadonlyMap<number, { readonly sum: number; readonly count: number }>;
}

export type NaiveLabels = Readonly<Record<string, string>>;

export interface NaiveRow {
  readonly labels: NaiveLabels;
  readonly value: number;
}

export interface RandomQuery {
  readonly text: string;
  /** Throws where Prometheus refuses to go on. */
  readonly rows: (all: readonly NaiveSeries[], at: number) => readonly NaiveRow[];
}

export function randomQuery(random: Random, depth: number): RandomQuery {
  if (depth === 0) return random.pick([instant, overTime])(random);
  const kinds = [scalarOperation, aggregation, vectorOperation, setOperation, negation];
  return random.pick(kinds)(random, depth - 1);
}

const hosts = ['a', 'b', 'c'];

interface NaiveSelector {
  readonly text: string;
  readonly chooses: (labels: NaiveLabels) => boolean;
}

function selector(random: Random): NaiveSelector {
  const name = random.pick(['Load', 'Busy']);
  const host = random.pick(hosts);
  const matchers: readonly (readonly [string, (given: string) => boolean])[] = [
    ['', () => true],
    [`{Host="${host}"}`, (given) => given === host],
    [`{Host!='${host}'}`, (given) => given !== host],
    ['{Host=~"a|c"}', (given) => 'ac'.includes(given)],
    ['{"Host"!~"[ab]",}', (given) => given === 'c'],
    ['{Rack=""}', () => true],
    ['{Rack!=""}', () => false],
  ];
  const [text, fits] = random.pick(matchers);
  const isInside = random.below(2) === 0;
  const inside = text.replace('{', '').replace('}', '');
  return {
    text: isInside ? `{"${name}"${inside === '' ? '' : `,${inside}`}}` : `${name}${text}`,
    chooses: (labels) => labels.__name__ === name && fits(labels.Host ?? ''),
  };
}

function instant(random: Random): RandomQuery {
  const { text, chooses } = selector(random);
  const minutes = random.below(4);
  const offset = minutes === 0 ? '' : ` offset ${minutes}m`;
  return {
    text: `${text}${offset}`,
    rows: (all, at) =>
      all.flatMap(({ labels, minutes: known }) => {
        if (!chooses(labels)) return [];
        for (let back = 0; back < 5; back++) {
          const cell = known.get(at - (minutes + back) * 60);
          if (cell !== undefined) return [{ labels, value: cell.sum / cell.count }];
        }
        return [];
      }),
  };
}

type Cells = readonly { readonly sum: number; readonly count: number }[];
const folds: Readonly<Record<string, (cells: Cells, seconds: number) => number>> = {
  avg_over_time: (cells) => total(averages(cells)) / cells.length,
  sum_over_time: (cells) => total(averages(cells)),
  min_over_time: (cells) => Math.min(...averages(cells)),
  max_over_time: (cells) => Math.max(...averages(cells)),
  count_over_time: (cells) => cells.length,
  increase: (cells) => total(cells.map(({ sum }) => sum)),
  rate: (cells, seconds) => total(cells.map(({ sum }) => sum)) / seconds,
};

function averages(cells: Cells): readonly number[] {
  return cells.map(({ sum, count }) => sum / count);
}

function total(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function overTime(random: Random): RandomQuery {
  const { text, chooses } = selector(random);
  const minutes = 1 + random.below(6);
  const name = random.pick(Object.keys(folds));
  return {
    text: `${name}(${text}[${minutes}m])`,
    rows: (all, at) =>
      all.flatMap(({ labels, minutes: known }) => {
        const cells = Array.from({ length: minutes }, (_, back) => {
          return known.get(at - (minutes - 1 - back) * 60);
        }).filter((cell) => cell !== undefined);
        if (!chooses(labels) || cells.length === 0) return [];
        return [{ labels: nameless(labels), value: folds[name]?.(cells, minutes * 60) ?? NaN }];
      }),
  };
}

function nameless(labels: NaiveLabels): NaiveLabels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== '__name__'));
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};
const comparison: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function scalarOperation(random: Random, depth: number): RandomQuery {
  const inner = randomQuery(random, depth);
  const number = random.below(8);
  const isLeft = random.below(2) === 0;
  const sides = (value: number): readonly [number, number] =>
    isLeft ? [number, value] : [value, number];
  const written = (operator: string): string =>
    isLeft ? `${number} ${operator} (${inner.text})` : `(${inner.text}) ${operator} ${number}`;
  if (random.below(2) === 0) {
    const operator = random.pick(Object.keys(arithmetic));
    return {
      text: written(operator),
      rows: (all, at) =>
        inner.rows(all, at).map(({ labels, value }) => {
          return {
            labels: nameless(labels),
            value: arithmetic[operator]?.(...sides(value)) ?? NaN,
          };
        }),
    };
  }
  const operator = random.pick(Object.keys(comparison));
  const isBool = random.below(3) === 0;
  return {
    text: written(isBool ? `${operator} bool` : operator),
    rows: (all, at) =>
      inner.rows(all, at).flatMap((row) => {
        const holds = comparison[operator]?.(...sides(row.value)) === true;
        if (isBool) return [{ labels: nameless(row.labels), value: holds ? 1 : 0 }];
        return holds ? [row] : [];
      }),
  };
}

function negation(random: Random, depth: number): RandomQuery {
  const inner = randomQuery(random, depth);
  return {
    text: `-(${inner.text})`,
    rows: (all, at) =>
      inner.rows(all, at).map(({ labels, value }) => ({ labels: nameless(labels), value: -value })),
  };
}

function kept(labels: NaiveLabels, names: readonly string[], isKept: boolean): NaiveLabels {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => names.includes(name) === isKept),
  );
}

function aggregation(random: Random, depth: number): RandomQuery {
  const inner = randomQuery(random, depth);
  const names = random.pick([[], ['Host'], ['Zone'], ['Host', 'Zone'], ['Rack']]);
  const isWithout = random.below(2) === 0;
  const name = random.pick(['sum', 'avg', 'min', 'max', 'count']);
  const group = (labels: NaiveLabels): NaiveLabels =>
    isWithout ? kept(nameless(labels), names, false) : kept(labels, names, true);
  const clause = `${isWithout ? 'without' : 'by'} (${names.join(', ')})`;
  const text =
    random.below(2) === 0
      ? `${name} ${clause} (${inner.text})`
      : `${name}(${inner.text}) ${clause}`;
  return {
    text,
    rows: (all, at) => {
      const rows = inner.rows(all, at);
      const texts = [...new Set(rows.map(({ labels }) => keyOf(group(labels))))];
      return texts.map((each) => {
        const values = rows
          .filter(({ labels }) => keyOf(group(labels)) === each)
          .map(({ value }) => value);
        const folded: Readonly<Record<string, number>> = {
          ...{ sum: total(values), avg: total(values) / values.length, count: values.length },
          ...{ min: Math.min(...values), max: Math.max(...values) },
        };
        return { labels: JSON.parse(each) as NaiveLabels, value: folded[name] ?? NaN };
      });
    },
  };
}

export function keyOf(labels: NaiveLabels): string {
  const names = Object.keys(labels).sort();
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, labels[name]])));
}

function matching(random: Random): {
  readonly text: string;
  readonly of: (labels: NaiveLabels) => NaiveLabels;
  readonly isOn: boolean;
} {
  const names = random.pick([['Host'], ['Zone'], ['Host', 'Zone']]);
  const isOn = random.below(2) === 0;
  if (random.below(3) === 0) return { text: '', of: nameless, isOn: false };
  return {
    text: `${isOn ? 'on' : 'ignoring'} (${names.join(',')}) `,
    of: (labels) => (isOn ? kept(labels, names, true) : kept(nameless(labels), names, false)),
    isOn,
  };
}

function vectorOperation(random: Random, depth: number): RandomQuery {
  const [left, right] = [randomQuery(random, depth), randomQuery(random, depth)];
  const match = matching(random);
  const operator = random.pick([...Object.keys(arithmetic), ...Object.keys(comparison)]);
  return {
    text: `(${left.text}) ${operator} ${match.text}(${right.text})`,
    rows: (all, at) => {
      const [ours, theirs] = [left.rows(all, at), right.rows(all, at)];
      const keys = theirs.map(({ labels }) => keyOf(match.of(labels)));
      if (new Set(keys).size < keys.length) throw new Error('many on the right');
      const results = ours.flatMap((row) => {
        const key = keyOf(match.of(row.labels));
        const other = theirs[keys.indexOf(key)];
        if (other === undefined) return [];
        const compare = comparison[operator];
        if (compare === undefined) {
          const value = arithmetic[operator]?.(row.value, other.value) ?? NaN;
          return [{ key, labels: match.of(row.labels), value }];
        }
        if (!compare(row.value, other.value)) return [];
        const named = row.labels.__name__;
        const labels = match.of(row.labels);
        const isNamed = named !== undefined && !match.isOn;
        return [
          { key, labels: isNamed ? { __name__: named, ...labels } : labels, value: row.value },
        ];
      });
      const taken = results.map(({ key }) => key);
      if (new Set(taken).size < taken.length) throw new Error('many on the left');
      return results;
    },
  };
}

function setOperation(random: Random, depth: number): RandomQuery {
  const [left, right] = [randomQuery(random, depth), randomQuery(random, depth)];
  const match = matching(random);
  const operator = random.pick(['and', 'or', 'unless']);
  return {
    text: `(${left.text}) ${operator} ${match.text}(${right.text})`,
    rows: (all, at) => {
      const [ours, theirs] = [left.rows(all, at), right.rows(all, at)];
      const key = ({ labels }: NaiveRow): string => keyOf(match.of(labels));
      const isIn = (rows: readonly NaiveRow[], row: NaiveRow): boolean =>
        rows.some((each) => key(each) === key(row));
      if (operator === 'and') return ours.filter((row) => isIn(theirs, row));
      if (operator === 'unless') return ours.filter((row) => !isIn(theirs, row));
      return [...ours, ...theirs.filter((row) => !isIn(ours, row))];
    },
  };
}
