import { type CallNode, MathError, type MathNode } from './tree.js';

/**
 * What can be told of parameters before anything is read: the types of those that are written out,
 * and that a count or an index which is written out is one. Where it is computed it follows from
 * the data, of which no error should depend.
 */
export function checkLiterals({ name, parameters }: CallNode): void {
  if (name === 'SORT') atLeast(1, name, parameters.slice(3));
  if (name === 'SLICE') atLeast(0, name, parameters.slice(1));
}

/** Of a node that names or makes a series, without a look at which of the two kinds. */
export function typeOf(node: MathNode): string {
  if (literalNumber(node) !== undefined) return 'Scalar';
  if (node.kind === 'text') return 'String';
  if (node.kind === 'word') return node.name;
  return node.kind === 'list' ? 'Array[TimeSeries]' : 'TimeSeries';
}

function atLeast(min: number, name: string, parameters: readonly MathNode[]): void {
  for (const parameter of parameters) {
    const literal = literalNumber(parameter);
    if (literal === undefined || literal >= min) continue;
    throw new MathError(
      `Function '${name}' takes no number below ${min}, but ${literal} was given`,
    );
  }
}

/** Undefined of what is no number, or has to be computed. */
export function literalNumber(node: MathNode): number | undefined {
  if (node.kind === 'number') return node.value;
  if (node.kind !== 'sign') return undefined;
  const operand = literalNumber(node.operand);
  return operand === undefined || node.sign === '+' ? operand : -operand;
}
