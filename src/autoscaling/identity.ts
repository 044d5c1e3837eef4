import { hash } from 'node:crypto';
import type { Scope } from '../store/keys.js';

/**
 * The names that AWS would draw at random. Those that a reconciliation chooses follow from the
 * group's ARN and a counter in its document, so that deciding again after a crash chooses the same
 * ones, and a command that is sent twice starts one instance.
 *
 * An instance id is `i-` and 17 hexadecimal digits: eight that belong to its group, by which the
 * group is found, and nine that count its instances in a scattered order.
 */
export function instanceIdOf(AutoScalingGroupARN: string, count: number): string {
  const scattered = (BigInt(count) * scatter) % countsMax;
  return `${instanceIdPrefixOf(AutoScalingGroupARN)}${scattered.toString(16).padStart(9, '0')}`;
}

/** Odd, so that no two counts below 2^36 scatter to the same digits. */
const scatter = 0x9e3779b97n;
const countsMax = 1n << 36n;

export function instanceIdPrefixOf(AutoScalingGroupARN: string): string {
  return `i-${digestOf(AutoScalingGroupARN, 'instance').slice(0, 8)}`;
}

export const instanceIdPrefixLength = 'i-'.length + 8;

/**
 * Shaped as a UUID; AWS's activity ids are no version 4 ones either (recorded). Those of a group
 * count down from a number of its own, so that activities of one millisecond, told apart by their
 * ids, are shown the newest first too.
 */
export function activityIdOf(AutoScalingGroupARN: string, count: number): string {
  const first = Number.parseInt(digestOf(AutoScalingGroupARN, 'activities').slice(0, 8), 16);
  // The upper half of what eight digits hold; a group does not come to two thousand million.
  const number = (2 ** 31 + (first % 2 ** 31) - count).toString(16).padStart(8, '0');
  return `${number}${uuidOf(AutoScalingGroupARN, 'activity', String(count)).slice(8)}`;
}

export function uuidOf(...seed: readonly string[]): string {
  const digits = digestOf(...seed);
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((end, index) => digits.slice(cuts[index], end))
    .join('-');
}

function digestOf(...seed: readonly string[]): string {
  return hash('sha256', seed.join('\n'));
}

export function groupArnOf(scope: Scope, uuid: string, name: string): string {
  return `${arnStart(scope)}:autoScalingGroup:${uuid}:autoScalingGroupName/${name}`;
}

/** Of a group's ARN, as `groupArnOf` makes it. */
export function partsOfGroupArn(arn: string): Scope & { readonly AutoScalingGroupName: string } {
  const [, , , region = '', account = ''] = arn.split(':');
  const AutoScalingGroupName = arn.slice(arn.indexOf(nameMark) + nameMark.length);
  return { region, account, AutoScalingGroupName };
}

const nameMark = 'autoScalingGroupName/';

export function launchConfigurationArnOf(scope: Scope, uuid: string, name: string): string {
  return `${arnStart(scope)}:launchConfiguration:${uuid}:launchConfigurationName/${name}`;
}

export interface NameInGroup {
  readonly AutoScalingGroupName: string;
  readonly name: string;
}

export function policyArnOf(scope: Scope, uuid: string, names: NameInGroup): string {
  const group = `autoScalingGroupName/${names.AutoScalingGroupName}`;
  return `${arnStart(scope)}:scalingPolicy:${uuid}:${group}:policyName/${names.name}`;
}

export function scheduledActionArnOf(scope: Scope, uuid: string, names: NameInGroup): string {
  const group = `autoScalingGroupName/${names.AutoScalingGroupName}`;
  const kind = 'scheduledUpdateGroupAction';
  return `${arnStart(scope)}:${kind}:${uuid}:${group}:scheduledActionName/${names.name}`;
}

export function alarmArnOf(scope: Scope, AlarmName: string): string {
  return `arn:aws:cloudwatch:${scope.region}:${scope.account}:alarm:${AlarmName}`;
}

export function serviceLinkedRoleArnOf({ account }: Scope): string {
  const role = 'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling';
  return `arn:aws:iam::${account}:role/${role}`;
}

/** The group and the policy that a policy's ARN names; undefined for any other text. */
export function partsOfPolicyArn(arn: string): (Scope & NameInGroup) | undefined {
  const parts = policyArnPattern.exec(arn)?.groups;
  if (parts === undefined) return undefined;
  const { region = '', account = '', group = '', policy = '' } = parts;
  return { region, account, AutoScalingGroupName: group, name: policy };
}

/** A group's name holds no colon; a policy's may. */
const policyArnPattern = new RegExp(
  '^arn:aws[^:]*:autoscaling:(?<region>[^:]*):(?<account>[^:]*):scalingPolicy:[^:]+' +
    ':autoScalingGroupName/(?<group>[^:]+):policyName/(?<policy>.+)$',
  's',
);

/**
 * Where the decisions about a group or a policy are noted: under its ARN, which no other has, so
 * that what is made anew under a name is not told to have decided what was decided before it.
 */
export function notePlace(arn: string): { readonly text: string } {
  return { text: arn };
}

function arnStart({ region, account }: Scope): string {
  return `arn:aws:autoscaling:${region}:${account}`;
}
