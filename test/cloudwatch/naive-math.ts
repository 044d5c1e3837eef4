import { Random } from '../support/random.js';

/**
 * Metric math on whole rows of a window, obviously and slowly: a row has a number or null for each
 * period, a scalar is one number. Expressions are made at random together with what they are worth.
 */
export type Row = readonly (number | null)[];
export type NaiveValue = number | Row | readonly Row[];

export interface NaiveCase {
  readonly expression: string;
  readonly value: NaiveValue;
}

export class NaiveMath {
  constructor(
    private readonly rows: Readonly<Record<string, Row>>,
    private readonly random: Random,
  ) {}

  series(depth: number): NaiveCase & { readonly value: Row } {
    const ids = Object.keys(this.rows);
    if (depth === 0) {
      const id = this.random.pick(ids);
      return { expression: id, value: this.rows[id] ?? [] };
    }
    switch (this.random.below(8)) {
      case 0:
      case 1:
        return this.combined(depth);
      case 2: {
        const { expression, value } = this.series(depth - 1);
        return {
          expression: `ABS(${expression})`,
          value: value.map((each) => each && Math.abs(each)),
        };
      }
      case 3: {
        const [one, other] = [this.series(depth - 1), this.scalar(depth - 1)];
        const filled = one.value.map((each) => each ?? other.value);
        return {
          expression: `FILL(${one.expression}, ${other.expression})`,
          value: finite(filled),
        };
      }
      case 4: {
        const { expression, value } = this.series(depth - 1);
        return { expression: `RUNNING_SUM(${expression})`, value: runningSum(value) };
      }
      case 5: {
        const { expression, value } = this.series(depth - 1);
        return { expression: `DIFF(${expression})`, value: differences(value) };
      }
      case 6:
        return this.chosen(depth);
      default: {
        const { expression, value } = this.array(depth - 1);
        return { expression: `SUM(${expression})`, value: sumOfRows(value) };
      }
    }
  }

  private array(depth: number): NaiveCase & { readonly value: readonly Row[] } {
    const members = Array.from({ length: 1 + this.random.below(3) }, () => this.series(depth));
    return {
      expression: `[${members.map(({ expression }) => expression).join(', ')}]`,
      value: members.map(({ value }) => value),
    };
  }

  private scalar(depth: number): NaiveCase & { readonly value: number } {
    if (depth === 0 || this.random.next() < 0.5) {
      const value = this.random.below(9);
      return { expression: String(value), value };
    }
    const { expression, value } = this.series(depth - 1);
    const present = value.filter((each) => each !== null);
    const sum = present.reduce((a, b) => a + b, 0);
    return this.random.next() < 0.5
      ? { expression: `SUM(${expression})`, value: sum }
      : { expression: `AVG(${expression})`, value: sum / value.length };
  }

  private combined(depth: number): NaiveCase & { readonly value: Row } {
    const left = this.series(depth - 1);
    const right = this.random.next() < 0.6 ? this.series(depth - 1) : this.scalar(depth - 1);
    const operator = this.random.pick(Object.keys(operators));
    const compute = operators[operator] ?? ((): number => NaN);
    const value = left.value.map((one, index) => {
      const other = typeof right.value === 'number' ? right.value : (right.value[index] ?? null);
      const isGap = one === null && (other === null || typeof right.value === 'number');
      return isGap ? null : compute(one ?? 0, other ?? 0);
    });
    const expression = `(${left.expression} ${operator} ${right.expression})`;
    return { expression, value: finite(value) };
  }

  private chosen(depth: number): NaiveCase & { readonly value: Row } {
    const [when, yes, no] = [1, 2, 3].map(() => this.series(depth - 1));
    const value = (when?.value ?? []).map((condition, index) => {
      if (condition === null) return null;
      return condition !== 0 ? (yes?.value[index] ?? 0) : (no?.value[index] ?? null);
    });
    const parts = [when, yes, no].map((part) => part?.expression ?? '');
    return { expression: `IF(${parts.join(', ')})`, value };
  }
}

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '<': (a, b) => (a < b ? 1 : 0),
  '>=': (a, b) => (a >= b ? 1 : 0),
  AND: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  '||': (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
};

function finite(row: Row): Row {
  return row.map((each) => (Number.isFinite(each) ? each : null));
}

function runningSum(row: Row): Row {
  return row.map((each, index) => {
    if (each === null) return null;
    return row.slice(0, index + 1).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  });
}

function differences(row: Row): Row {
  return row.map((each, index) => {
    const before = row.slice(0, index).findLast((value) => value !== null);
    return each === null || before === undefined ? null : each - before;
  });
}

function sumOfRows(rows: readonly Row[]): Row {
  return (rows[0] ?? []).map((_, index) => {
    const present = rows.map((row) => row[index] ?? null).filter((each) => each !== null);
    return present.length === 0 ? null : present.reduce((a, b) => a + b, 0);
  });
}
