import { assertNever } from '../../assert-never.js';
import { atOnce, type Steps } from '../../turns.js';
import { checkStep, Effort } from './effort.js';
import { applyFunction, isByMembers } from './functions.js';
import { inPortions } from './portions.js';
import { applyOperator, negated, typeName } from './operators.js';
import { checkLiterals, typeOf } from './literals.js';
import {
  type CallNode,
  type FindingNode,
  MathError,
  type MathNode,
  unsupportedTypes,
} from './tree.js';
import { array, type Grids, type MathValue, ofSeries, scalar, type Series } from './value.js';

/** What an expression is evaluated in: its window, and the other queries of the call. */
export interface Scene {
  readonly grids: Grids;
  /** What another query is worth; all that an expression depends on are known before it. */
  valueOf(id: string): MathValue | undefined;
  /** The queries that are metrics, in the order of the call. */
  readonly metrics: readonly SceneMetric[];
  /** What was read for a node that finds metrics by itself, as SEARCH does. */
  found(node: FindingNode): MathValue | undefined;
  /** Is told when a step has dropped points that came out as no number. */
  onDropped?(): void;
}

export interface SceneMetric {
  readonly Id: string;
  readonly series: Series;
}

/** What an expression is worth. Throws a MathError that says what is wrong with it. */
export function evaluate(node: MathNode, scene: Scene): MathValue {
  return atOnce(evaluationSteps(node, scene, new Effort()));
}

/** The same, but pauses whenever others should have a turn. */
export function* evaluationSteps(node: MathNode, scene: Scene, effort: Effort): Steps<MathValue> {
  const value = yield* worth(node, scene, effort);
  // What is there already costs nothing once more.
  if (node.kind === 'id') return value;
  if (membersOf(value).some(({ hasDropped }) => hasDropped)) scene.onDropped?.();
  if (effort.isPauseDue(value)) yield;
  return value;
}

function* worth(node: MathNode, scene: Scene, effort: Effort): Steps<MathValue> {
  switch (node.kind) {
    case 'number':
      return scalar(node.value);
    case 'text':
      return { kind: 'text', text: node.value };
    case 'word':
      return { kind: 'word', name: node.name };
    case 'id':
      return scene.valueOf(node.name) ?? unknownId(node.name);
    case 'list': {
      const members = yield* all(node.members, scene, effort);
      checkStep(members, undefined);
      return array(members.flatMap(seriesIn));
    }
    case 'sign': {
      const operand = yield* evaluationSteps(node.operand, scene, effort);
      return yield* inPortions([operand], ([each = operand]) =>
        node.sign === '-' ? negated(each) : applyOperator('+', scalar(0), each),
      );
    }
    case 'operation': {
      const left = yield* evaluationSteps(node.left, scene, effort);
      const right = yield* evaluationSteps(node.right, scene, effort);
      checkStep([left, right], undefined);
      return yield* inPortions([left, right], ([one = left, other = right]) =>
        applyOperator(node.operator, one, other),
      );
    }
    case 'call':
      return yield* called(node, scene, effort);
    case 'query':
      return scene.found(node) ?? array([]);
    default:
      return assertNever(node);
  }
}

function* all(
  nodes: readonly MathNode[],
  scene: Scene,
  effort: Effort,
): Steps<readonly MathValue[]> {
  const values: MathValue[] = [];
  for (const node of nodes) values.push(yield* evaluationSteps(node, scene, effort));
  return values;
}

export function unknownId(id: string): never {
  throw new MathError(`ID '${id}' not found`);
}

function* called(call: CallNode, scene: Scene, effort: Effort): Steps<MathValue> {
  const found = scene.found(call);
  if (found !== undefined) return found;
  if (call.name === 'METRICS') return metricsOf(call, scene);
  if (call.name === 'PERIOD') return periodOf(call, scene);
  checkLiterals(call);
  const parameters = yield* all(call.parameters, scene, effort);
  checkStep(parameters, call.name === 'FILL' ? scene.grids : undefined);
  const apply = (each: readonly MathValue[]): MathValue => {
    return applyFunction(call.name, each, scene.grids);
  };
  return isByMembers(call.name) ? yield* inPortions(parameters, apply) : apply(parameters);
}

/** All metrics of the call, or those whose id contains a text; never expressions. */
function metricsOf({ parameters }: CallNode, { metrics }: Scene): MathValue {
  const [wanted] = parameters;
  if (parameters.length > 1 || (wanted !== undefined && wanted.kind !== 'text')) {
    throw unsupportedTypes('METRICS', parameters.map(typeOf));
  }
  const chosen = metrics.filter(({ Id }) => wanted === undefined || Id.includes(wanted.value));
  return array(chosen.map(({ series }) => series));
}

function periodOf({ parameters }: CallNode, { metrics }: Scene): MathValue {
  const [metric] = parameters;
  const found =
    metric?.kind === 'id' && parameters.length === 1
      ? metrics.find(({ Id }) => Id === metric.name)
      : undefined;
  if (found === undefined) throw unsupportedTypes('PERIOD', parameters.map(typeOf));
  return scalar(found.series.periodSeconds);
}

function membersOf(value: MathValue): readonly Series[] {
  if (value.kind === 'series') return [value.series];
  return value.kind === 'array' ? value.members : [];
}

function seriesIn(value: MathValue): readonly Series[] {
  if (value.kind === 'series' || value.kind === 'array') return membersOf(value);
  throw unsupportedTypes('[]', [typeName(value)]);
}

/** A series under a name, as a query's result goes into other expressions. */
export function named(value: MathValue, label: string): MathValue {
  if (value.kind !== 'series') return value;
  return ofSeries({ ...value.series, label, source: undefined });
}
