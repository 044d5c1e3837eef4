import type { Random } from '../support/random.js';
import type { Tree } from './naive-math.js';

/** Expressions of a type at random, and how they may be written. */
export type MathType = 'scalar' | 'series' | 'array';

export function randomTree(random: Random, type: MathType, depth: number): Tree {
  const tree = (kind: MathType): Tree => randomTree(random, kind, depth - 1);
  const single = (): Tree => tree(random.pick(['scalar', 'series']));
  const choices = depth <= 0 ? leaves[type] : [...leaves[type], ...branches[type]];
  const choice = random.pick(choices);
  return choice({ random, tree, single });
}

interface Growth {
  readonly random: Random;
  readonly tree: (type: MathType) => Tree;
  readonly single: () => Tree;
}

type Choice = (growth: Growth) => Tree;

export const metricIds: readonly string[] = ['m1', 'm2', 'm3', 'empty', 'fine'];
const operators = ['+', '-', '*', '/', '==', '!=', '<', '<=', '>', '>=', 'AND', 'OR'];
const reducers = ['AVG', 'SUM', 'MIN', 'MAX', 'DATAPOINT_COUNT'];
const transforms = ['DIFF', 'DIFF_TIME', 'RATE', 'RUNNING_SUM', 'ABS', 'CEIL', 'FLOOR', 'LOG'];
const calendar = ['MINUTE', 'HOUR', 'DAY', 'DATE', 'MONTH', 'YEAR', 'EPOCH'];

const id: Choice = ({ random }) => ({ id: random.pick(metricIds) });
const number: Choice = ({ random }) => ({ number: random.pick([0, 1, 2, 3, 0.5, 10, 1e3]) });

const leaves: Readonly<Record<MathType, readonly Choice[]>> = {
  scalar: [number, ({ random }) => call('PERIOD', { id: random.pick(metricIds) })],
  series: [id],
  array: [
    () => call('METRICS'),
    ({ random }) => call('METRICS', { text: random.pick(['m', '1', 'e', 'none']) }),
  ],
};

const branches: Readonly<Record<MathType, readonly Choice[]>> = {
  scalar: [
    ({ random, tree }) => operation(random.pick(operators), tree('scalar'), tree('scalar')),
    ({ random, tree }) => call(random.pick(reducers), tree('series')),
    ({ tree }) => call('METRIC_COUNT', tree('array')),
    ({ tree }) => ({ negated: tree('scalar') }),
    ({ random, tree }) => call(random.pick(['ABS', 'CEIL', 'FLOOR']), tree('scalar')),
    ({ random, tree }) => operation('^', tree('scalar'), { number: 1 + random.below(3) }),
  ],
  series: [
    ({ random, tree, single }) => operation(random.pick(operators), tree('series'), single()),
    ({ random, tree, single }) => operation(random.pick(operators), single(), tree('series')),
    ({ random, tree }) => operation('^', tree('series'), { number: 1 + random.below(3) }),
    ({ tree }) => ({ negated: tree('series') }),
    ({ random, tree }) => call(random.pick(reducers), tree('array')),
    ({ random, tree }) => call(random.pick(transforms), tree('series')),
    ({ random, tree }) => call(random.pick(calendar), tree('series')),
    ({ random, tree }) => call(random.pick(['FIRST', 'LAST']), tree('array')),
    ({ tree }) => call('TIME_SERIES', tree('scalar')),
    (growth) => call('FILL', growth.tree('series'), filler(growth)),
    ({ tree, single }) => call('IF', tree('series'), single(), single()),
    ({ tree, single }) => call('IF', tree('series'), single()),
    ({ tree, single }) => call('IF', tree('scalar'), tree('series'), single()),
    ({ tree, single }) => call('IF', tree('scalar'), single(), tree('series')),
    ({ tree, single }) => call('IF', tree('scalar'), single()),
  ],
  array: [
    ({ tree }) => ({ list: [tree('series'), tree('array'), tree('series')] }),
    ({ random, tree, single }) => operation(random.pick(operators), tree('array'), single()),
    ({ random, tree, single }) => operation(random.pick(operators), single(), tree('array')),
    ({ random, tree }) => call(random.pick(transforms), tree('array')),
    ({ tree }) => call('REMOVE_EMPTY', tree('array')),
    (growth) => call('FILL', growth.tree('array'), filler(growth)),
    ({ random, tree }) => call('SLICE', tree('array'), { number: 1 + random.below(3) }),
    ({ random, tree }) =>
      call('SLICE', tree('array'), { number: random.below(3) }, { number: random.below(5) }),
    ({ random, tree }) => call('SORT', tree('array'), ...order(random)),
    ({ random, tree }) =>
      call('SORT', tree('array'), ...order(random), { number: 1 + random.below(3) }),
  ],
};

function filler({ random, single }: Growth): Tree {
  return random.pick([single, () => ({ word: 'REPEAT' }), () => ({ word: 'LINEAR' })])();
}

function order(random: Random): readonly Tree[] {
  const by = random.pick(['AVG', 'MIN', 'MAX', 'SUM']);
  return [{ word: by }, { word: random.pick(['ASC', 'DESC']) }];
}

function call(name: string, ...parameters: readonly Tree[]): Tree {
  return { name, parameters };
}

function operation(operator: string, left: Tree, right: Tree): Tree {
  return { operator, left, right };
}

const levels = ['OR', 'AND', '== != < <= > >=', '+ -', '* /', '^'].map((row) => row.split(' '));
const signLevel = levels.length;
const primaryLevel = signLevel + 1;

/** As text, with no more brackets than are needed but for some, and spaces here and there. */
export function writtenTree(tree: Tree, random: Random, level = 0): string {
  const own = levelOf(tree);
  const text = writtenBare(tree, random, own);
  return own < level || random.below(12) === 0 ? `(${space(random)}${text})` : text;
}

function levelOf(tree: Tree): number {
  if ('operator' in tree) return levels.findIndex((row) => row.includes(tree.operator));
  return 'negated' in tree ? signLevel : primaryLevel;
}

function writtenBare(tree: Tree, random: Random, own: number): string {
  const list = (trees: readonly Tree[]): string =>
    trees.map((each) => parameter(each, random)).join(`${space(random)},${space(random)}`);
  if ('number' in tree) return random.pick([String(tree.number), tree.number.toExponential()]);
  if ('id' in tree) return tree.id;
  if ('word' in tree) return tree.word;
  if ('text' in tree) return random.pick([`'${tree.text}'`, `"${tree.text}"`]);
  if ('list' in tree) return `[${list(tree.list)}]`;
  if ('negated' in tree) return `-${space(random)}${writtenTree(tree.negated, random, own)}`;
  if ('name' in tree) return `${tree.name}${space(random)}(${list(tree.parameters)})`;
  const isPower = tree.operator === '^';
  const left = writtenTree(tree.left, random, isPower ? own + 1 : own);
  const right = writtenTree(tree.right, random, isPower ? own : own + 1);
  return `${left} ${spelled(tree.operator, random)} ${right}`;
}

/** What functions take as it stands is not put in brackets. */
function parameter(tree: Tree, random: Random): string {
  const isBare = 'word' in tree || 'text' in tree || 'id' in tree;
  return isBare ? writtenBare(tree, random, primaryLevel) : writtenTree(tree, random);
}

function spelled(operator: string, random: Random): string {
  if (operator === 'AND') return random.pick(['AND', '&&']);
  return operator === 'OR' ? random.pick(['OR', '||']) : operator;
}

function space(random: Random): string {
  return random.pick(['', '', ' ', '\n ']);
}
