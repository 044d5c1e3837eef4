import type { InsightsQuery } from '../metrics-insights/query-text.js';

/** A parsed expression of metric math. `at` is where a node begins in its text. */
export type MathNode =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  | { readonly kind: 'id'; readonly name: string; readonly at: number }
  /** A word in capitals that some functions take: REPEAT, LINEAR, AVG, DESC … */
  | { readonly kind: 'word'; readonly name: string; readonly at: number }
  | CallNode
  | QueryNode
  | { readonly kind: 'list'; readonly members: readonly MathNode[]; readonly at: number }
  | {
      readonly kind: 'sign';
      readonly sign: '+' | '-';
      readonly operand: MathNode;
      readonly at: number;
    }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: MathNode;
      readonly right: MathNode;
      readonly at: number;
    };

export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly parameters: readonly MathNode[];
  readonly at: number;
}

/** A whole expression that is a query of Metrics Insights. */
export interface QueryNode {
  readonly kind: 'query';
  readonly query: InsightsQuery;
  readonly at: number;
}

/** What finds metrics by itself, and is read before expressions are evaluated. */
export type FindingNode = CallNode | QueryNode;

export type Operator =
  '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';

/** What is wrong with an expression, without the words that name it. */
export class MathError extends Error {
  override readonly name = 'MathError';

  /** `at` is where in its text, if it breaks the grammar. */
  constructor(
    message: string,
    readonly at?: number,
  ) {
    super(message);
  }
}

/** One of those that AWS tells without the words that name the expression. */
export class BareMathError extends MathError {}

/** What AWS says of operands and of parameters, too few or too many ones included. */
export function unsupportedTypes(name: string, types: readonly string[]): MathError {
  return new MathError(`Unsupported operand type(s) for ${name}: '[${types.join(', ')}]'`);
}

/** Its parameters are written out and name no other queries; words are truth values there. */
export const dataSourceName = 'LAMBDA';

/** A node and all below it; without recursion, since a sum of many terms is a deep tree. */
export function* nodesOf(root: MathNode): Generator<MathNode> {
  const open = [root];
  for (;;) {
    const node = open.pop();
    if (node === undefined) return;
    yield node;
    open.push(...childrenOf(node).toReversed());
  }
}

function childrenOf(node: MathNode): readonly MathNode[] {
  switch (node.kind) {
    case 'call':
      return node.name === dataSourceName ? [] : node.parameters;
    case 'list':
      return node.members;
    case 'sign':
      return [node.operand];
    case 'operation':
      return [node.left, node.right];
    default:
      return [];
  }
}
