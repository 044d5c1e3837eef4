/** A parsed query of PromQL. `at` is where a node begins in its text. */
export type PromNode =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'negation'; readonly operand: PromNode; readonly at: number }
  | SelectorNode
  | CallNode
  | AggregationNode
  | OperationNode;

/** The series of one metric whose labels fit; with a range, their samples in it. */
export interface SelectorNode {
  readonly kind: 'selector';
  readonly metricName: string;
  readonly matchers: readonly LabelMatcher[];
  readonly rangeSeconds: number | undefined;
  readonly offsetSeconds: number;
  readonly at: number;
}

export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  /** A label that a series lacks is an empty text. */
  readonly accepts: (value: string) => boolean;
}

export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly parameters: readonly PromNode[];
  readonly at: number;
}

export interface AggregationNode {
  readonly kind: 'aggregation';
  readonly name: AggregationName;
  /** Of topk, bottomk and quantile. */
  readonly parameter: PromNode | undefined;
  readonly operand: PromNode;
  readonly grouping: Grouping;
  readonly at: number;
}

export const aggregationNames = [
  ...(['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'] as const),
  ...(['topk', 'bottomk', 'quantile'] as const),
] as const;
export type AggregationName = (typeof aggregationNames)[number];

/** By these labels, or by all but these. */
export interface Grouping {
  readonly isWithout: boolean;
  readonly labels: readonly string[];
}

export interface OperationNode {
  readonly kind: 'operation';
  readonly operator: Operator;
  /** Of a comparison that tells 1 or 0 instead of choosing. */
  readonly isBool: boolean;
  /** Which labels of two vectors must be the same; all where undefined. */
  readonly matching: LabelMatching | undefined;
  readonly left: PromNode;
  readonly right: PromNode;
  readonly at: number;
}

export interface LabelMatching {
  readonly isOn: boolean;
  readonly labels: readonly string[];
}

export type Operator = ArithmeticOperator | ComparisonOperator | SetOperator;
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type SetOperator = 'and' | 'or' | 'unless';

export type ValueType = 'scalar' | 'vector' | 'range';

/** What is wrong with a query, or with what it comes to. */
export class PromQLError extends Error {
  override readonly name = 'PromQLError';
}

/** All that read samples, in the order of the text. */
export function selectorsOf(node: PromNode): readonly SelectorNode[] {
  return node.kind === 'selector' ? [node] : childrenOf(node).flatMap(selectorsOf);
}

/** Whether a query asks how values are distributed, which takes longer to read. */
export function needsDistribution(node: PromNode): boolean {
  const isAsking = node.kind === 'call' && node.name === 'histogram_quantile';
  return isAsking || childrenOf(node).some(needsDistribution);
}

function childrenOf(node: PromNode): readonly PromNode[] {
  switch (node.kind) {
    case 'number':
    case 'selector':
      return [];
    case 'negation':
      return [node.operand];
    case 'call':
      return node.parameters;
    case 'aggregation':
      return node.parameter === undefined ? [node.operand] : [node.parameter, node.operand];
    case 'operation':
      return [node.left, node.right];
  }
}
