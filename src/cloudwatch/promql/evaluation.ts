import { aggregate } from './aggregation.js';
import { functionNamed, quantileIn } from './functions.js';
import { labelsText, withoutName } from './labels.js';
import { operate } from './operators.js';
import { type CallNode, type PromNode, PromQLError, type SelectorNode } from './tree.js';
import type { PromValue, RangeSeries, Vector } from './values.js';

/**
 * Evaluates a query at one time, over what its selectors were found to select ("Querying
 * Prometheus"): of an instant selector the newest sample of each series that is not older than
 * five minutes, of one with a range all samples in it.
 */
export type SelectedSeries = ReadonlyMap<SelectorNode, readonly RangeSeries[]>;

export const lookBackSeconds = 300;

export function evaluatePromQL(node: PromNode, selected: SelectedSeries): Vector {
  const value = evaluate(node, selected);
  if (value.kind !== 'vector') throw new PromQLError('the query must return an instant vector');
  const texts = new Set(value.vector.map(({ labels }) => labelsText(labels)));
  if (texts.size < value.vector.length) {
    throw new PromQLError('vector cannot contain metrics with the same labelset');
  }
  return value.vector;
}

function evaluate(node: PromNode, selected: SelectedSeries): PromValue {
  switch (node.kind) {
    case 'number':
      return { kind: 'scalar', value: node.value };
    case 'selector':
      return selectedValue(node, selected.get(node) ?? []);
    case 'negation': {
      const value = evaluate(node.operand, selected);
      if (value.kind === 'scalar') return { kind: 'scalar', value: -value.value };
      return vectorOf(
        elementsOf(value).map((each) => ({
          labels: withoutName(each.labels),
          value: -each.value,
        })),
      );
    }
    case 'call':
      return call(node, selected);
    case 'aggregation': {
      const { parameter, operand } = node;
      const number = parameter === undefined ? NaN : numberOf(evaluate(parameter, selected));
      return vectorOf(aggregate(node, number, elementsOf(evaluate(operand, selected))));
    }
    case 'operation':
      return operate(node, evaluate(node.left, selected), evaluate(node.right, selected));
  }
}

function selectedValue({ rangeSeconds }: SelectorNode, series: readonly RangeSeries[]): PromValue {
  if (rangeSeconds !== undefined) return { kind: 'range', series, rangeSeconds };
  return vectorOf(
    series.flatMap(({ labels, samples }) => {
      const newest = samples.at(-1);
      return newest === undefined ? [] : [{ labels, value: newest.value, set: newest.set }];
    }),
  );
}

function call({ name, parameters }: CallNode, selected: SelectedSeries): PromValue {
  const called = functionNamed(name);
  const values = parameters.map((parameter) => evaluate(parameter, selected));
  const [first, second] = values;
  if (called === undefined || first === undefined) throw new PromQLError(`no function ${name}`);
  switch (called.kind) {
    case 'range': {
      const { series, rangeSeconds } = rangeOf(called.hasNumber === true ? second : first);
      const number = called.hasNumber === true ? numberOf(first) : NaN;
      return vectorOf(
        series
          .filter(({ samples }) => samples.length > 0)
          .map(({ labels, samples }) => {
            const sample = called.apply({ samples, rangeSeconds, number });
            const keepsName = name === 'last_over_time';
            const named = keepsName ? labels : withoutName(labels);
            return { labels: named, value: sample.value, set: sample.set };
          }),
      );
    }
    case 'element': {
      const number = called.hasNumber === true ? numberOf(second) : NaN;
      return vectorOf(
        elementsOf(first).flatMap((element) => {
          const sample = called.apply(element, number);
          return sample === undefined ? [] : [{ labels: withoutName(element.labels), ...sample }];
        }),
      );
    }
    case 'quantile': {
      const share = numberOf(first);
      return vectorOf(
        elementsOf(second).flatMap(({ labels, set }) => {
          const value = quantileIn(share, set);
          return value === undefined ? [] : [{ labels: withoutName(labels), value }];
        }),
      );
    }
    case 'absent':
      return vectorOf(elementsOf(first).length > 0 ? [] : [absence(parameters[0])]);
    case 'scalar': {
      const elements = elementsOf(first);
      return { kind: 'scalar', value: elements.length === 1 ? (elements[0]?.value ?? NaN) : NaN };
    }
    case 'vector':
      return vectorOf([{ labels: new Map(), value: numberOf(first) }]);
  }
}

/** What is absent is known by the labels that it would have to have. */
function absence(node: PromNode | undefined): Vector[number] {
  const matchers = node?.kind === 'selector' ? node.matchers : [];
  const equal = matchers.filter(({ operator, value }) => operator === '=' && value !== '');
  const counts = new Map<string, number>();
  for (const { label } of matchers) counts.set(label, (counts.get(label) ?? 0) + 1);
  const told = equal.filter(({ label }) => counts.get(label) === 1);
  return { labels: new Map(told.map(({ label, value }) => [label, value])), value: 1 };
}

function vectorOf(vector: Vector): PromValue {
  return { kind: 'vector', vector };
}

// What the parser has seen to be of these types.

function elementsOf(value: PromValue | undefined): Vector {
  if (value?.kind === 'vector') return value.vector;
  throw new PromQLError('expected an instant vector');
}

function numberOf(value: PromValue | undefined): number {
  if (value?.kind === 'scalar') return value.value;
  throw new PromQLError('expected a scalar');
}

function rangeOf(value: PromValue | undefined): Extract<PromValue, { readonly kind: 'range' }> {
  if (value?.kind === 'range') return value;
  throw new PromQLError('expected a range vector');
}
