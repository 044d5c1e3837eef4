import { resultType } from './functions.js';
import type { PromNode, ValueType } from './tree.js';

/** Of what type the value of an expression is; that follows from its text alone. */
export function typeOf(node: PromNode): ValueType {
  switch (node.kind) {
    case 'number':
      return 'scalar';
    case 'selector':
      return node.rangeSeconds === undefined ? 'vector' : 'range';
    case 'negation':
      return typeOf(node.operand);
    case 'call':
      return resultType(node.name);
    case 'aggregation':
      return 'vector';
    case 'operation': {
      const isOfScalars = typeOf(node.left) === 'scalar' && typeOf(node.right) === 'scalar';
      return isOfScalars ? 'scalar' : 'vector';
    }
  }
}
