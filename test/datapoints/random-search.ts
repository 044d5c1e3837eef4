import type { Metric } from '../../src/datapoints/datapoints.js';
import type { Random } from '../support/random.js';

const scope = { account: '000000000000', region: 'us-east-1' };

/** Words that share their beginnings, cases and borders, so that searches nearly match. */
const words = [
  ...['CPU', 'CPUUtilization', 'cpu', 'CPUCredit', 'Utilization', 'web', 'web-1', 'web-10'],
  ...['web10', 'Web1', 'i-0ab12cd', 'i-0ab12ce', 'ab', '12cd', '10.0.0.1', '1000', '10-00', 'X'],
  ...['us-east-1a', 'größeMB', 'GRÖSSE', '日本語9', 'a/b', '***', 'prod', 'prodigy', 'Prod_Web'],
];
const sprawling = 'a1'.repeat(40);
const dimensionNames = ['InstanceId', 'Host', 'Load Balancer', 'web', 'Zone'];
const namespaces = ['AWS/EC2', 'My App', 'web', 'Web/1'];

export function randomMetric(random: Random): Metric {
  const names = dimensionNames.filter(() => random.below(3) === 0).sort();
  const Dimensions = names.map((Name) => ({ Name, Value: randomText(random) }));
  const [Namespace, MetricName] = [random.pick(namespaces), randomText(random)];
  return { ...scope, Namespace, MetricName, Dimensions };
}

function randomText(random: Random): string {
  if (random.below(50) === 0) return `${sprawling}${random.pick(words)}`;
  const count = 1 + random.below(3);
  return Array.from({ length: count }, () => random.pick(words)).join(random.pick(['-', '', '_']));
}

/** The text of a SEARCH, always a right one. */
export function randomSearch(random: Random): string {
  const hasSchema = random.below(3) === 0;
  if (!hasSchema) return randomCondition(random, 3);
  const names = dimensionNames.filter(() => random.below(3) === 0).map(quoted);
  const schema = `{${[quoted(random.pick(namespaces)), ...names].join(',')}}`;
  return random.below(3) === 0 ? schema : `${schema} ${randomCondition(random, 2)}`;
}

function randomCondition(random: Random, depth: number): string {
  const kind = depth === 0 ? 0 : random.below(6);
  const part = (): string => randomCondition(random, depth - 1);
  if (kind === 1) return `(${part()} OR ${part()})`;
  if (kind === 2) return `${part()} AND ${part()}`;
  if (kind === 3) return `${part()} ${part()}`;
  if (kind === 4) return `NOT ${part()}`;
  return randomTerm(random);
}

function randomTerm(random: Random): string {
  const value = random.below(4) === 0 ? quoted(randomText(random)) : escaped(randomWord(random));
  const property = random.pick(['', '', '', 'MetricName=', 'Namespace=', ...properties]);
  return `${property}${value}`;
}

const properties = [...dimensionNames.map((name) => `${quoted(name)}=`), ':aws.AccountId='];

/** A part of what may be there, from anywhere to anywhere. */
function randomWord(random: Random): string {
  const text = random.below(40) === 0 ? sprawling : randomText(random);
  const start = random.below(3) === 0 ? random.below(text.length) : 0;
  const length = random.below(2) === 0 ? text.length : 1 + random.below(8);
  const word = text.slice(start, start + length);
  return random.below(4) === 0 ? word.toLowerCase() : word;
}

function quoted(text: string): string {
  return `"${text}"`;
}

function escaped(word: string): string {
  return word.replace(/[\s(){},="'\\]/g, '\\$&');
}
