import type { ContributorAttributes } from './contributor.js';
import { validationError } from './errors.js';

/**
 * What a log alarm makes of the logs that its query finds: one number, or one for each group of
 * them. The expression is that of the `stats` command of CloudWatch Logs Insights, which runs it,
 * and how many groups count, and which, is decided here ("Log alarms", "Aggregation expressions").
 */
export interface Aggregation {
  /** As `stats` takes it. */
  readonly stats: string;
  /** What the logs are grouped by; none of an alarm on one number. */
  readonly fields: readonly string[];
  /** Groups come in the order of their values, or else of what they are grouped by. */
  readonly sort: 'asc' | 'desc' | undefined;
  /** Counts what there is, and so says 0 where there is nothing. */
  readonly isCount: boolean;
}

const fieldsMax = 5;
export const groupsMax = 500;
const attributeCharactersMax = 1_024;

export function aggregationOf(expression: string): Aggregation {
  const [aggregate = '', ...commands] = parts(expression, '|');
  const [, name = '', rest = ''] = /^([a-z_]+)\s*(\(.*)$/is.exec(aggregate) ?? [];
  const end = closingOf(rest);
  if (!/^(count|avg|sum|min|max)$/i.test(name) || end < 0) throw unsupported(expression);
  const [, by] = /^(?:\s+as\s+\S+)?(?:\s+by\s+(.+))?$/is.exec(rest.slice(end + 1)) ?? noMatch();
  const fields = by === undefined ? [] : parts(by, ',').map((field) => field.replace(/`/g, ''));
  if (fields.some((field) => field === '' || /\bbin\s*\(/i.test(field))) {
    throw validationError('AggregationExpression does not support bin() in its by clause');
  }
  if (fields.length > fieldsMax) {
    throw validationError(`AggregationExpression can group by at most ${fieldsMax} fields`);
  }
  const [, sort] = /^sort\s+(asc|desc)$/i.exec(commands[0] ?? '') ?? [];
  if (commands.length > 1 || (commands.length === 1 && sort === undefined)) {
    throw unsupported(expression);
  }
  return {
    stats: aggregate,
    fields,
    sort: sort === undefined ? undefined : sort.toLowerCase() === 'asc' ? 'asc' : 'desc',
    isCount: /^\(\s*\*\s*\)$/.test(rest.slice(0, end + 1)) && /^count$/i.test(name),
  };

  function noMatch(): never {
    throw unsupported(expression);
  }
}

function unsupported(expression: string): Error {
  return validationError(
    `Invalid AggregationExpression ${expression}. It must be one of count, avg, sum, min and ` +
      'max, perhaps with a by clause, and perhaps followed by | sort asc or | sort desc',
  );
}

/** The pieces between separators that stand in no parentheses and no quotes. */
function parts(text: string, separator: string): readonly string[] {
  const found = [''];
  let depth = 0;
  let quote = '';
  for (const each of text) {
    if (quote === '' && depth === 0 && each === separator) {
      found.push('');
      continue;
    }
    if (quote !== '') quote = each === quote ? '' : quote;
    else if (/["'`]/.test(each)) quote = each;
    else if (each === '(') depth++;
    else if (each === ')') depth--;
    found.push((found.pop() ?? '') + each);
  }
  return found.map((piece) => piece.trim());
}

/** Where the parenthesis that the text begins with is closed; -1 where it is not. */
function closingOf(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++;
    if (text[index] === ')' && --depth === 0) return index;
  }
  return -1;
}

/** A row of a query's results, by the names of its fields. */
export type ResultRow = Readonly<Record<string, string>>;

export interface ResultGroup {
  readonly attributes: ContributorAttributes;
  readonly value: number;
}

export interface ResultGroups {
  readonly groups: readonly ResultGroup[];
  /** There were more of them than count. */
  readonly isCut: boolean;
}

/** What does not come to a number is no result. */
export function groupsOf(rows: readonly ResultRow[], aggregation: Aggregation): ResultGroups {
  const { fields, sort, isCount } = aggregation;
  if (fields.length === 0) {
    const value = rows[0] === undefined ? (isCount ? 0 : NaN) : valueIn(rows[0], fields);
    return { groups: Number.isFinite(value) ? [{ attributes: {}, value }] : [], isCut: false };
  }
  const groups = rows
    .map((row) => ({ attributes: attributesOf(row, fields), value: valueIn(row, fields) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort(sort === undefined ? byAttributes(fields) : byValue(sort));
  return { groups: groups.slice(0, groupsMax), isCut: groups.length > groupsMax };
}

function valueIn(row: ResultRow, fields: readonly string[]): number {
  const names = Object.keys(row).filter((name) => !name.startsWith('@ptr'));
  const text = row[names.find((name) => !fields.includes(name)) ?? ''] ?? '';
  return text.trim() === '' ? NaN : Number(text);
}

function attributesOf(row: ResultRow, fields: readonly string[]): ContributorAttributes {
  return Object.fromEntries(
    fields.map((field) => [field, (row[field] ?? '').slice(0, attributeCharactersMax)]),
  );
}

type GroupOrder = (a: ResultGroup, b: ResultGroup) => number;

function byAttributes(fields: readonly string[]): GroupOrder {
  const textOf = ({ attributes }: ResultGroup): string =>
    fields.map((field) => attributes[field] ?? '').join('\0');
  return (a, b) => (textOf(a) < textOf(b) ? -1 : 1);
}

function byValue(sort: 'asc' | 'desc'): GroupOrder {
  return (a, b) => (sort === 'asc' ? a.value - b.value : b.value - a.value);
}
