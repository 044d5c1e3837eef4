import { assertNever } from '../../assert-never.js';
import { type Labels, labelsAmong, labelsBut, labelsText } from './labels.js';
import type { AggregationNode, Grouping } from './tree.js';
import { averageOf, type Element, quantileOf, setOf, varianceOf, type Vector } from './values.js';

/** Folds the elements of each group into one; topk and bottomk choose some of them. */
export function aggregate(
  { name, grouping }: Pick<AggregationNode, 'name' | 'grouping'>,
  parameter: number,
  vector: Vector,
): Vector {
  const groups = new Map<string, { readonly labels: Labels; readonly elements: Element[] }>();
  for (const element of vector) {
    const labels = groupLabels(element.labels, grouping);
    const text = labelsText(labels);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, { labels, elements: [element] });
    else group.elements.push(element);
  }
  return [...groups.values()].flatMap(({ labels, elements }): Vector => {
    switch (name) {
      case 'topk':
        return ranked(elements, -1).slice(0, countOf(parameter));
      case 'bottomk':
        return ranked(elements, 1).slice(0, countOf(parameter));
      case 'sum':
        return [{ labels, value: folded(name, elements, parameter), set: sumOfSets(elements) }];
      default:
        return [{ labels, value: folded(name, elements, parameter) }];
    }
  });
}

function groupLabels(labels: Labels, { isWithout, labels: names }: Grouping): Labels {
  return isWithout ? labelsBut(labels, names) : labelsAmong(labels, names);
}

type Folding = Exclude<AggregationNode['name'], 'topk' | 'bottomk'>;

function folded(name: Folding, elements: readonly Element[], parameter: number): number {
  const values = elements.map(({ value }) => value);
  // What is no number is greater and less than none.
  const numbers = values.filter((value) => !Number.isNaN(value));
  switch (name) {
    case 'sum':
      return values.reduce((sum, value) => sum + value, 0);
    case 'avg':
      return averageOf(values);
    case 'min':
      return numbers.length === 0 ? NaN : numbers.reduce((a, b) => Math.min(a, b));
    case 'max':
      return numbers.length === 0 ? NaN : numbers.reduce((a, b) => Math.max(a, b));
    case 'count':
      return values.length;
    case 'group':
      return 1;
    case 'stdvar':
      return varianceOf(values);
    case 'stddev':
      return Math.sqrt(varianceOf(values));
    case 'quantile':
      return quantileOf(parameter, values);
    default:
      return assertNever(name);
  }
}

function sumOfSets(elements: readonly Element[]): Element['set'] {
  const sets = elements.flatMap(({ set }) => (set === undefined ? [] : [{ set }]));
  return sets.length === elements.length ? setOf(sets) : undefined;
}

/** Those that are no numbers come last. */
function ranked(elements: readonly Element[], sign: 1 | -1): readonly Element[] {
  const place = ({ value }: Element): number => (Number.isNaN(value) ? Infinity : sign * value);
  return [...elements].sort((a, b) => {
    const [one, other] = [place(a), place(b)];
    return one === other ? 0 : one - other;
  });
}

function countOf(parameter: number): number {
  return Number.isNaN(parameter) ? 0 : Math.max(0, Math.trunc(Math.min(parameter, 1e9)));
}
