import type { Ec2Answer, InstanceTypeSize, WantedTypes } from './ec2.js';
import { requirementsForm } from './requirements.js';
import { meets, readTypeFacts, type TypeFacts, unjudged } from './type-match.js';
import { elementsAt, textAt, type XmlElement } from './xml.js';

/** Calls EC2 in one region. */
export type Call = <T>(
  form: Readonly<Record<string, string>>,
  read: (answer: XmlElement) => T,
) => Promise<Ec2Answer<T>>;

/**
 * The types that meet requirements, smallest first, since there are no prices to compare and a
 * bigger type costs more. EC2 itself judges which these are; of one that has no call for it, the
 * facts of all types are judged here. No more than the first hundred are of use.
 */
export async function findInstanceTypes(
  { requirements, ImageId }: WantedTypes,
  call: Call,
): Promise<Ec2Answer<readonly InstanceTypeSize[]>> {
  const architecture = await architectureOf(ImageId, call);
  const form = {
    Action: 'GetInstanceTypesFromInstanceRequirements',
    ...{ 'ArchitectureType.1': architecture, 'VirtualizationType.1': 'hvm' },
    ...requirementsForm(requirements),
  };
  const named = await allPages(form, call, (item) => textAt(item, 'instanceType') ?? '');
  if (named.kind === 'found') return sized(await describedTypes(named.value, call));
  if (!isMissing(named)) return named;
  const odd = unjudged(requirements);
  if (odd !== undefined) {
    const message = `The EC2 at the endpoint has no call that judges the requirement ${odd}`;
    return { kind: 'refused', code: 'UnsupportedOperation', message };
  }
  const all = await allPages({ Action: 'DescribeInstanceTypes' }, call, readTypeFacts);
  if (all.kind !== 'found') return all;
  const fitting = all.value.filter((facts) => meets(facts, architecture, requirements));
  return sized({ kind: 'found', value: fitting });
}

const typesMax = 100;
const typesAtOnce = 100;
const pagesMax = 50;

/** An image that EC2 does not know is taken for one of the usual kind. */
async function architectureOf(ImageId: string | undefined, call: Call): Promise<string> {
  const usual = 'x86_64';
  if (ImageId?.startsWith('ami-') !== true) return usual;
  const form = { Action: 'DescribeImages', 'ImageId.1': ImageId };
  const answer = await call(form, (read) => {
    const [image] = elementsAt(read, 'DescribeImagesResponse', 'imagesSet', 'item');
    return image && textAt(image, 'architecture');
  });
  return answer.kind === 'found' ? (answer.value ?? usual) : usual;
}

async function describedTypes(
  names: readonly string[],
  call: Call,
): Promise<Ec2Answer<readonly TypeFacts[]>> {
  const all: TypeFacts[] = [];
  for (let start = 0; start < names.length; start += typesAtOnce) {
    const some = names.slice(start, start + typesAtOnce);
    const members = some.map((name, index) => [`InstanceType.${index + 1}`, name] as const);
    const form = { Action: 'DescribeInstanceTypes', ...Object.fromEntries(members) };
    const answer = await allPages(form, call, readTypeFacts);
    if (answer.kind !== 'found') return answer;
    all.push(...answer.value);
  }
  return { kind: 'found', value: all };
}

function sized(answer: Ec2Answer<readonly TypeFacts[]>): Ec2Answer<readonly InstanceTypeSize[]> {
  if (answer.kind !== 'found') return answer;
  const sizes = answer.value.map(({ InstanceType, vCpus, memoryMiB, accelerators }) => ({
    ...{ InstanceType, vCpus, memoryMiB, accelerators },
  }));
  return { kind: 'found', value: sizes.sort(bySize).slice(0, typesMax) };
}

/** One with accelerators is bigger than any without. */
export function bySize(a: InstanceTypeSize, b: InstanceTypeSize): number {
  const size = a.accelerators - b.accelerators || a.vCpus - b.vCpus || a.memoryMiB - b.memoryMiB;
  return size === 0 ? (a.InstanceType < b.InstanceType ? -1 : 1) : size;
}

/** The items of an `instanceTypeSet` over all pages. */
async function allPages<T>(
  form: Readonly<Record<string, string>> & { readonly Action: string },
  call: Call,
  readItem: (item: XmlElement) => T,
): Promise<Ec2Answer<readonly T[]>> {
  const items: T[] = [];
  let token: Readonly<Record<string, string>> = {};
  for (let page = 0; page < pagesMax; page++) {
    const answer = await call({ ...form, ...token }, (read) => {
      const [response] = elementsAt(read, `${form.Action}Response`);
      const set = response ? elementsAt(response, 'instanceTypeSet', 'item') : [];
      return { items: set.map(readItem), next: response && textAt(response, 'nextToken') };
    });
    if (answer.kind !== 'found') return answer;
    items.push(...answer.value.items);
    const { next } = answer.value;
    if (next === undefined) break;
    token = { NextToken: next };
  }
  return { kind: 'found', value: items };
}

/** Emulators answer in both ways to a call that they do not have. */
export function isMissing(
  answer: Exclude<Ec2Answer<unknown>, { readonly kind: 'found' }>,
): boolean {
  if (answer.kind === 'failed') return answer.status === 500 || answer.status === 501;
  return ['InvalidAction', 'NotImplemented', 'UnknownOperationException'].includes(answer.code);
}
