import { assertNever } from '../../assert-never.js';
import { type Labels, labelsAmong, labelsBut, labelsText, withoutName } from './labels.js';
import {
  type ArithmeticOperator,
  type ComparisonOperator,
  type LabelMatching,
  type OperationNode,
  PromQLError,
  type SetOperator,
} from './tree.js';
import type { Element, PromValue, Vector } from './values.js';

/**
 * Operators on numbers and instant vectors. Two vectors are taken together element by element,
 * those of the same labels; a comparison chooses the elements on its left for which it holds.
 */
export function operate(node: OperationNode, left: PromValue, right: PromValue): PromValue {
  const { operator, isBool, matching } = node;
  if (left.kind === 'range' || right.kind === 'range') throw new PromQLError('expected no range');
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return { kind: 'scalar', value: numberOf(node, left.value, right.value) };
  }
  if (left.kind === 'vector' && right.kind === 'vector') {
    if (isSet(operator)) return vector(together(operator, matching, [left.vector, right.vector]));
    return vector(matched(node, left.vector, right.vector));
  }
  const elements =
    left.kind === 'vector' ? left.vector : right.kind === 'vector' ? right.vector : [];
  return vector(
    elements.flatMap((element) => {
      const a = left.kind === 'scalar' ? left.value : element.value;
      const b = right.kind === 'scalar' ? right.value : element.value;
      if (isComparison(operator) && !isBool) return holds(operator, a, b) ? [element] : [];
      return [{ labels: withoutName(element.labels), value: numberOf(node, a, b) }];
    }),
  );
}

function vector(elements: Vector): PromValue {
  return { kind: 'vector', vector: elements };
}

function matched(node: OperationNode, left: Vector, right: Vector): Vector {
  const { operator, isBool, matching } = node;
  const byText = new Map<string, Element>();
  for (const element of right) {
    const text = signature(element.labels, matching);
    if (byText.has(text)) throw severalOn('right');
    byText.set(text, element);
  }
  const taken = new Set<string>();
  return left.flatMap((element) => {
    const text = signature(element.labels, matching);
    const other = byText.get(text);
    if (other === undefined) return [];
    const isChoosing = isComparison(operator) && !isBool;
    if (isChoosing && !holds(operator, element.value, other.value)) return [];
    if (taken.has(text)) throw severalOn('left');
    taken.add(text);
    const labels = resultLabels(element.labels, matching, isChoosing);
    if (isChoosing) return [{ ...element, labels }];
    return [{ labels, value: numberOf(node, element.value, other.value) }];
  });
}

function severalOn(side: 'left' | 'right'): PromQLError {
  return new PromQLError(
    `found duplicate series for the match group on the ${side} hand-side of the operation: ` +
      'many-to-many matching not allowed',
  );
}

function resultLabels(
  labels: Labels,
  matching: LabelMatching | undefined,
  keepsName: boolean,
): Labels {
  if (matching?.isOn === true) return labelsAmong(labels, matching.labels);
  const ignored = matching?.labels ?? [];
  if (!keepsName) return labelsBut(labels, ignored);
  return new Map([...labels].filter(([name]) => !ignored.includes(name)));
}

function signature(labels: Labels, matching: LabelMatching | undefined): string {
  if (matching?.isOn === true) return labelsText(labelsAmong(labels, matching.labels));
  return labelsText(labelsBut(labels, matching?.labels ?? []));
}

function together(
  operator: SetOperator,
  matching: LabelMatching | undefined,
  [left, right]: readonly [Vector, Vector],
): Vector {
  const textOf = ({ labels }: Element): string => signature(labels, matching);
  const texts = (side: Vector): ReadonlySet<string> => new Set(side.map(textOf));
  switch (operator) {
    case 'and': {
      const there = texts(right);
      return left.filter((element) => there.has(textOf(element)));
    }
    case 'unless': {
      const there = texts(right);
      return left.filter((element) => !there.has(textOf(element)));
    }
    case 'or': {
      const there = texts(left);
      return [...left, ...right.filter((element) => !there.has(textOf(element)))];
    }
  }
}

/** What an operation comes to as a number; of a comparison 1 or 0. */
function numberOf({ operator }: OperationNode, a: number, b: number): number {
  if (isComparison(operator)) return holds(operator, a, b) ? 1 : 0;
  if (isSet(operator)) throw new PromQLError(`set operator ${operator} is for vectors alone`);
  return calculated(operator, a, b);
}

function calculated(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '^':
      return a ** b;
    default:
      return assertNever(operator);
  }
}

function holds(operator: ComparisonOperator, a: number, b: number): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return assertNever(operator);
  }
}

function isComparison(operator: OperationNode['operator']): operator is ComparisonOperator {
  return ['==', '!=', '<', '<=', '>', '>='].includes(operator);
}

function isSet(operator: OperationNode['operator']): operator is SetOperator {
  return ['and', 'or', 'unless'].includes(operator);
}
