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
}

export function* nodesOf(node: MathNode): Generator<MathNode> {
  yield node;
  switch (node.kind) {
    case 'call':
      for (const parameter of node.parameters) yield* nodesOf(parameter);
      return;
    case 'list':
      for (const member of node.members) yield* nodesOf(member);
      return;
    case 'sign':
      yield* nodesOf(node.operand);
      return;
    case 'operation':
      yield* nodesOf(node.left);
      yield* nodesOf(node.right);
      return;
    default:
      return;
  }
}
