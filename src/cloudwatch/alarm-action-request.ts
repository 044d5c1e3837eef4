import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Context } from '../service.js';
import type { Alarm } from './alarm-document.js';
import { validationError } from './errors.js';

/**
 * The actions that an alarm is put with: which ARNs there are of each kind, which alarms may have
 * them, and for which states. That their targets exist is never asked.
 */
export type AlarmActionLists = Pick<
  Alarm,
  'OKActions' | 'AlarmActions' | 'InsufficientDataActions'
>;

type Input = Pick<PutMetricAlarmInput, keyof AlarmActionLists>;

export function readActionLists(input: Input): AlarmActionLists {
  const lists = {
    OKActions: readActions(input.OKActions),
    AlarmActions: readActions(input.AlarmActions),
    InsufficientDataActions: readActions(input.InsufficientDataActions),
  };
  const ofAlarm = [...lists.OKActions, ...lists.InsufficientDataActions].find((arn) =>
    /^arn:[^:]+:(ssm|ssm-incidents|aiops):/.test(arn),
  );
  // No recording shows AWS's words.
  if (ofAlarm !== undefined) throw validationError(`${ofAlarm} is supported in ALARM state only`);
  return lists;
}

function readActions(actions: readonly string[] = []): string[] {
  for (const action of actions) {
    const isGood = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/s.test(action) && isOfItsKind(action);
    if (!isGood) throw validationError(`Invalid arn syntax: ${action}`);
  }
  return [...new Set(actions)];
}

/** Of the kinds whose ARNs say what is to be done. */
function isOfItsKind(arn: string): boolean {
  const [, service = '', resource = ''] = /^arn:[^:]+:([^:]+):[^:]*:(.+)$/s.exec(arn) ?? [];
  switch (service) {
    case 'automate':
      return /^ec2:(stop|terminate|reboot|recover)$/.test(resource);
    case 'swf':
      return instanceActivity.test(resource);
    case 'ssm':
      return /^\d*:opsitem:[1-4](#CATEGORY=\w+)?$/.test(resource);
    default:
      return true;
  }
}

const instanceActivity =
  /^\d*:action\/actions\/AWS_EC2\.InstanceId\.(Stop|Terminate|Reboot|Recover)\/1\.0$/;

export function isOnInstances(arn: string): boolean {
  return /^arn:[^:]+:(automate|swf):/.test(arn);
}

/** An EC2 action is for the instance that is a dimension of the alarm's metric. */
export function checkInstanceActions(
  lists: AlarmActionLists,
  { Metrics, Dimensions }: Pick<Alarm, 'Metrics' | 'Dimensions'>,
): void {
  if (Metrics === undefined && Dimensions.some(({ Name }) => Name === 'InstanceId')) return;
  if (!allActions(lists).some(isOnInstances)) return;
  throw validationError(
    'Invalid use of EC2 action. An EC2 action can only be used if the alarm is monitoring an EC2 ' +
      'instance.',
  );
}

/**
 * That AWS knows no actions of other services, and none of topics and instances in other regions
 * (recorded by badmintoncryer/cdk-preflight). Queues are ours, and so is all that a webhook hears.
 */
export function checkTargets(
  lists: AlarmActionLists,
  { region, settings }: Pick<Context, 'region' | 'settings'>,
): void {
  for (const arn of allActions(lists)) {
    const [, , service = '', ofRegion = ''] = arn.split(':');
    if (!settings.tellsAll && !vendors.has(service)) {
      throw validationError(`Unsupported AWS vendor ${service}`);
    }
    if (ofRegion === region || !regional.has(service)) continue;
    throw validationError(`Invalid region ${ofRegion} specified. Only ${region} is supported.`);
  }
}

const vendors: ReadonlySet<string> = new Set([
  ...['sns', 'sqs', 'lambda', 'autoscaling', 'automate', 'swf', 'ssm', 'ssm-incidents', 'aiops'],
]);

const regional: ReadonlySet<string> = new Set(['sns', 'automate']);

export function allActions(lists: AlarmActionLists): readonly string[] {
  return [...lists.OKActions, ...lists.AlarmActions, ...lists.InsufficientDataActions];
}
