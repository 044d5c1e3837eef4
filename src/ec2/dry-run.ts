import { type Ec2Answer, isSecurityGroupId, type LackedPart, type LaunchParts } from './ec2.js';
import { type Call, isMissing } from './instance-types.js';
import { elementsAt, textAt } from './xml.js';

/**
 * What EC2's dry run of launches says of what they name. Emulators answer yes to every dry run, so
 * EC2 is asked whether it has it, all at once, and the words are those in which AWS refuses a
 * launch. Parts of which an EC2 cannot tell are no obstacle.
 */
export async function dryRun(parts: LaunchParts, call: Call): Promise<Ec2Answer<LaunchParts>> {
  const { ImageIds, InstanceTypes, KeyNames, SecurityGroups, VpcId } = parts;
  const ids = SecurityGroups.filter(isSecurityGroupId);
  const asked: readonly (readonly [readonly string[], Question])[] = [
    [ImageIds.filter((id) => id.startsWith('ami-')), questions.images],
    [InstanceTypes, questions.types],
    [KeyNames, questions.keys],
    [ids, questions.groups],
  ];
  const named = SecurityGroups.filter((each) => !isSecurityGroupId(each));
  const answers = await Promise.all([
    ...asked.map(([names, question]) => obstacleOf(names, question, call)),
    VpcId === undefined ? undefined : obstacleOfForeign(ids, VpcId, call),
    named.length > 0 ? obstacleOfNamedGroups(named, call) : undefined,
  ]);
  const obstacles = answers.filter((each) => each !== undefined);
  const refusal = obstacles.find(({ kind }) => kind === 'refused');
  return refusal ?? obstacles[0] ?? { kind: 'found', value: parts };
}

type Obstacle = Exclude<Ec2Answer<unknown>, { readonly kind: 'found' }>;

interface Question {
  readonly Action: string;
  /** Where the names go: into a parameter of their own, or a filter, which refuses none of them. */
  readonly by: { readonly parameter: string } | { readonly filter: string };
  /** The codes of a refusal that names in its message what there is not. */
  readonly refusal: RegExp;
  readonly path: readonly string[];
  readonly name: string;
  readonly code: string;
  readonly part: LackedPart;
  readonly words: (missing: string) => string;
}

const questions = {
  images: {
    ...{ Action: 'DescribeImages', by: { parameter: 'ImageId' }, refusal: /^InvalidAMIID/ },
    ...{ path: ['imagesSet', 'item'], name: 'imageId', code: 'InvalidAMIID.NotFound' },
    part: 'image',
    words: (image) => `The image id '[${image}]' does not exist`,
  },
  types: {
    ...{ Action: 'DescribeInstanceTypes', by: { parameter: 'InstanceType' } },
    ...{ refusal: /^InvalidInstanceType/, path: ['instanceTypeSet', 'item'], name: 'instanceType' },
    code: 'InvalidParameterValue',
    part: 'instance type',
    words: (type) => `Invalid value '${type}' for InstanceType.`,
  },
  keys: {
    ...{ Action: 'DescribeKeyPairs', by: { filter: 'key-name' }, refusal: /^InvalidKeyPair/ },
    ...{ path: ['keySet', 'item'], name: 'keyName', code: 'InvalidKeyPair.NotFound' },
    part: 'key pair',
    words: (key) => `The key pair '${key}' does not exist`,
  },
  groups: {
    ...{ Action: 'DescribeSecurityGroups', by: { filter: 'group-id' }, refusal: /^InvalidGroup/ },
    ...{ path: ['securityGroupInfo', 'item'], name: 'groupId', code: 'InvalidGroup.NotFound' },
    part: 'security group',
    words: (group) => `The security group '${group}' does not exist`,
  },
} satisfies Readonly<Record<string, Question>>;

/** Undefined where EC2 has all of them, or cannot tell. */
async function obstacleOf(
  names: readonly string[],
  question: Question,
  call: Call,
): Promise<Obstacle | undefined> {
  if (names.length === 0) return undefined;
  const which = await askWhich(names, call, question);
  if (which.kind === 'failed') return which;
  const missing = missingOf(names, which);
  if (missing === undefined) return undefined;
  const { code, part: lacks, words } = question;
  return { kind: 'refused', code, message: words(missing), lacks };
}

/** A security group may be there, and of another VPC. */
function obstacleOfForeign(
  ids: readonly string[],
  VpcId: string,
  call: Call,
): Promise<Obstacle | undefined> {
  const words = (group: string): string =>
    `The security group '${group}' does not exist in VPC '${VpcId}'`;
  const part = 'security group in VPC';
  return obstacleOf(ids, { ...questions.groups, part, words }, inVpc(VpcId, call));
}

function inVpc(VpcId: string, call: Call): Call {
  return (asked, read) => call({ ...asked, ...filterForm('vpc-id', [VpcId], 2) }, read);
}

/** EC2 looks for names in the default VPC alone. */
async function obstacleOfNamedGroups(
  names: readonly string[],
  call: Call,
): Promise<Obstacle | undefined> {
  const form = { Action: 'DescribeVpcs', ...filterForm('is-default', ['true']) };
  const answer = await call(form, (read) => {
    const [vpc] = elementsAt(read, 'DescribeVpcsResponse', 'vpcSet', 'item');
    return vpc && textAt(vpc, 'vpcId');
  });
  if (answer.kind === 'failed' && !isMissing(answer)) return answer;
  if (answer.kind !== 'found') return undefined;
  const { value: vpc } = answer;
  if (vpc === undefined) {
    const message = 'No default VPC for this user';
    return { kind: 'refused', code: 'VPCIdNotSpecified', message };
  }
  const question: Question = {
    ...{ ...questions.groups, by: { filter: 'group-name' }, name: 'groupName' },
    part: 'security group in default VPC',
    words: (group) => `The security group '${group}' does not exist in default VPC '${vpc}'`,
  };
  return obstacleOf(names, question, inVpc(vpc, call));
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
  { Action, by, refusal, path, name }: Question,
): Promise<Which> {
  const form = 'filter' in by ? filterForm(by.filter, names) : numbered(by.parameter, names);
  const answer = await call({ Action, ...form }, (read) => {
    const found = elementsAt(read, `${Action}Response`, ...path);
    return new Set(found.map((each) => textAt(each, name) ?? ''));
  });
  if (answer.kind === 'found') return answer;
  if (answer.kind === 'failed' && !isMissing(answer)) return answer;
  const isTold = answer.kind === 'refused' && refusal.test(answer.code);
  return { kind: 'missing', message: isTold ? answer.message : '' };
}

type Form = Readonly<Record<string, string>>;

/** In the values of filters, `*` and `?` stand for others unless they are escaped. */
function filterForm(filter: string, values: readonly string[], number = 1): Form {
  const escaped = values.map((value) => value.replace(/[*?\\]/g, '\\$&'));
  const list = `Filter.${number}`;
  return { [`${list}.Name`]: filter, ...numbered(`${list}.Value`, escaped) };
}

function numbered(parameter: string, values: readonly string[]): Form {
  return Object.fromEntries(values.map((each, index) => [`${parameter}.${index + 1}`, each]));
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
