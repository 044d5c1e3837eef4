import type { Ec2Answer, LaunchParts } from './ec2.js';
import { type Call, isMissing } from './instance-types.js';
import { elementsAt, textAt } from './xml.js';

/**
 * What EC2's dry run of launches says of their images and types. Emulators answer yes to every dry
 * run, so EC2 is asked whether it has them, and the words are those in which AWS refuses a launch.
 * Parts of which an EC2 cannot tell are no obstacle.
 */
export async function dryRun(
  { ImageIds, InstanceTypes }: LaunchParts,
  call: Call,
): Promise<Ec2Answer<LaunchParts>> {
  const images = ImageIds.filter((id) => id.startsWith('ami-'));
  const found = await askWhich(images, call, {
    ...{ Action: 'DescribeImages', parameter: 'ImageId', refusal: /^InvalidAMIID/ },
    ...{ path: ['imagesSet', 'item'], name: 'imageId' },
  });
  if (found.kind === 'failed') return found;
  const image = missingOf(images, found);
  if (image !== undefined) {
    const message = `The image id '[${image}]' does not exist`;
    return { kind: 'refused', code: 'InvalidAMIID.NotFound', message };
  }
  const types = await askWhich(InstanceTypes, call, {
    ...{ Action: 'DescribeInstanceTypes', parameter: 'InstanceType' },
    ...{ refusal: /^InvalidInstanceType/, path: ['instanceTypeSet', 'item'], name: 'instanceType' },
  });
  if (types.kind === 'failed') return types;
  const type = missingOf(InstanceTypes, types);
  if (type !== undefined) {
    const message = `Invalid value '${type}' for InstanceType.`;
    return { kind: 'refused', code: 'InvalidParameterValue', message };
  }
  return { kind: 'found', value: { ImageIds, InstanceTypes } };
}

interface Question {
  readonly Action: string;
  readonly parameter: string;
  /** The codes of a refusal that names in its message what there is not. */
  readonly refusal: RegExp;
  readonly path: readonly string[];
  readonly name: string;
}

type Which = Exclude<Ec2Answer<ReadonlySet<string>>, { readonly kind: 'refused' }> | Missing;

/** What there is not, in a text; empty of an EC2 that does not tell. */
interface Missing {
  readonly kind: 'missing';
  readonly message: string;
}

async function askWhich(
  names: readonly string[],
  call: Call,
  { Action, parameter, refusal, path, name }: Question,
): Promise<Which> {
  if (names.length === 0) return { kind: 'found', value: new Set() };
  const members = names.map((each, index) => [`${parameter}.${index + 1}`, each] as const);
  const answer = await call({ Action, ...Object.fromEntries(members) }, (read) => {
    const found = elementsAt(read, `${Action}Response`, ...path);
    return new Set(found.map((each) => textAt(each, name) ?? ''));
  });
  if (answer.kind === 'found') return answer;
  if (answer.kind === 'failed' && !isMissing(answer)) return answer;
  const isTold = answer.kind === 'refused' && refusal.test(answer.code);
  return { kind: 'missing', message: isTold ? answer.message : '' };
}

/** The first of what there is not. */
function missingOf(
  names: readonly string[],
  which: Exclude<Which, { kind: 'failed' }>,
): string | undefined {
  return names.find((each) =>
    which.kind === 'found' ? !which.value.has(each) : isNamed(each, which.message),
  );
}

/** `m5.large` is not named where `m5.large.x` is. */
function isNamed(name: string, message: string): boolean {
  return message.split(/[^\w.:/-]+/).includes(name);
}
