import type { Call } from './dispatch.js';

/**
 * What a condition can ask about a request. These are the keys of the Service Authorization
 * Reference (Amazon CloudWatch, Amazon EC2 Auto Scaling) and the global ones whose values a request
 * tells; a key is not listed where the answer would need the tags of a resource or a launch
 * template, and a policy that names it is refused when it is read.
 */
export interface ConditionKey {
  /** None where the request does not carry the key. */
  read(call: Call): readonly string[];
}

/** Keys are written in any case. `aws:RequestTag/KEY` is a key for each tag. */
export function findConditionKey(name: string): ConditionKey | undefined {
  const requestTag = /^aws:requesttag\/(.+)$/is.exec(name)?.[1];
  if (requestTag !== undefined) return { read: (call) => requestTagValues(call, requestTag) };
  return conditionKeys.get(name.toLowerCase());
}

/** The single value that a policy variable such as `${aws:username}` stands for. */
export function valueOfVariable(name: string, call: Call): string | undefined {
  const values = findConditionKey(name)?.read(call) ?? [];
  return values.length === 1 ? values[0] : undefined;
}

const globalKeys: Readonly<Record<string, (call: Call) => string | undefined>> = {
  'aws:CurrentTime': ({ now }) => now.toISOString(),
  'aws:EpochTime': ({ now }) => String(Math.floor(now.getTime() / 1000)),
  'aws:PrincipalAccount': ({ caller }) => caller.account,
  'aws:PrincipalArn': ({ caller }) => caller.arn,
  'aws:PrincipalType': ({ caller }) => (caller.user === undefined ? 'Account' : 'User'),
  'aws:RequestedRegion': ({ caller }) => caller.region,
  'aws:SourceIp': ({ caller }) => caller.sourceIp,
  'aws:username': ({ caller }) => caller.user,
};

/** A key whose value lies in the input of some operations. */
interface InputKey {
  readonly of: readonly string[];
  read(input: object): readonly string[];
}

const groupOperations = ['CreateAutoScalingGroup', 'UpdateAutoScalingGroup'];
const sizeOperations = [...groupOperations, 'PutScheduledUpdateGroupAction'];
const launchConfiguration = ['CreateLaunchConfiguration'];
const reservation = 'CapacityReservationSpecification.CapacityReservationTarget';
const template = 'MixedInstancesPolicy.LaunchTemplate';

const inputKeys: Readonly<Record<string, InputKey>> = {
  'cloudwatch:namespace': { of: ['PutMetricData'], read: members('Namespace') },
  'cloudwatch:AlarmActions': {
    of: ['PutMetricAlarm', 'PutCompositeAlarm', 'PutLogAlarm'],
    read: members('AlarmActions', 'OKActions', 'InsufficientDataActions'),
  },
  'cloudwatch:requestInsightRuleLogGroups': {
    of: ['PutInsightRule'],
    read: (input) => members('RuleDefinition')(input).flatMap(logGroupsOf),
  },
  'cloudwatch:requestManagedResourceARNs': {
    of: ['PutManagedInsightRules', 'ListManagedInsightRules'],
    read: members('ManagedRules.ResourceARN', 'ResourceARN'),
  },
  'autoscaling:CapacityReservationIds': {
    of: groupOperations,
    read: members(`${reservation}.CapacityReservationIds`),
  },
  'autoscaling:CapacityReservationResourceGroupArns': {
    of: groupOperations,
    read: members(`${reservation}.CapacityReservationResourceGroupArns`),
  },
  'autoscaling:ForceDelete': { of: ['DeleteAutoScalingGroup'], read: members('ForceDelete') },
  'autoscaling:ImageId': { of: launchConfiguration, read: members('ImageId') },
  'autoscaling:InstanceType': { of: launchConfiguration, read: members('InstanceType') },
  'autoscaling:InstanceTypes': {
    of: groupOperations,
    read: members(`${template}.Overrides.InstanceType`),
  },
  'autoscaling:LaunchConfigurationName': {
    of: groupOperations,
    read: members('LaunchConfigurationName'),
  },
  'autoscaling:LaunchTemplateVersionSpecified': {
    of: groupOperations,
    read: isVersionSpecified,
  },
  'autoscaling:LoadBalancerNames': {
    of: ['CreateAutoScalingGroup', 'AttachLoadBalancers', 'DetachLoadBalancers'],
    read: members('LoadBalancerNames'),
  },
  'autoscaling:MaxSize': { of: sizeOperations, read: members('MaxSize') },
  'autoscaling:MetadataHttpEndpoint': {
    of: launchConfiguration,
    read: members('MetadataOptions.HttpEndpoint'),
  },
  'autoscaling:MetadataHttpPutResponseHopLimit': {
    of: launchConfiguration,
    read: members('MetadataOptions.HttpPutResponseHopLimit'),
  },
  'autoscaling:MetadataHttpTokens': {
    of: launchConfiguration,
    read: members('MetadataOptions.HttpTokens'),
  },
  'autoscaling:MinSize': { of: sizeOperations, read: members('MinSize') },
  'autoscaling:OperatorPrincipal': {
    of: ['CreateAutoScalingGroup'],
    read: members('Operator.Principal'),
  },
  'autoscaling:SpotPrice': { of: launchConfiguration, read: members('SpotPrice') },
  'autoscaling:TargetGroupARNs': {
    of: [
      'CreateAutoScalingGroup',
      'AttachLoadBalancerTargetGroups',
      'DetachLoadBalancerTargetGroups',
    ],
    read: members('TargetGroupARNs'),
  },
  'autoscaling:TrafficSourceIdentifiers': {
    of: ['CreateAutoScalingGroup', 'AttachTrafficSources', 'DetachTrafficSources'],
    read: members('TrafficSources.Identifier'),
  },
  'autoscaling:VPCZoneIdentifiers': {
    of: groupOperations,
    read: (input) =>
      members('VPCZoneIdentifier')(input)
        .flatMap((subnets) => subnets.split(','))
        .map((subnet) => subnet.trim()),
  },
  'aws:TagKeys': { of: [], read: members('Tags.Key', 'TagKeys') },
};

/** The members at some paths; lists on the way are gone through. */
function members(...paths: readonly string[]): (input: object) => readonly string[] {
  return (input) => paths.flatMap((path) => valuesAt(input, path.split('.')));
}

/** Whether each launch template comes with a number, not with its latest or default version. */
function isVersionSpecified(input: object): readonly string[] {
  const specifications = ['LaunchTemplate', `${template}.LaunchTemplateSpecification`].flatMap(
    (path) => nodesAt(input, path.split('.')),
  );
  return specifications.map((specification) => {
    const [version = '$Default'] = valuesAt(specification, ['Version']);
    return String(!/^\$(Latest|Default)$/.test(version));
  });
}

/** An insight rule is a text of JSON, and this comes before anything has checked it. */
function logGroupsOf(ruleDefinition: string): readonly string[] {
  let rule: unknown;
  try {
    rule = JSON.parse(ruleDefinition);
  } catch {
    return [];
  }
  return valuesAt(rule, ['LogGroupNames']);
}

const conditionKeys: ReadonlyMap<string, ConditionKey> = new Map([
  ...Object.entries(globalKeys).map(([name, read]): [string, ConditionKey] => [
    name.toLowerCase(),
    { read: (call) => [read(call) ?? []].flat() },
  ]),
  ...Object.entries(inputKeys).map(([name, key]): [string, ConditionKey] => [
    name.toLowerCase(),
    { read: (call) => readInput(key, call) },
  ]),
]);

function readInput(key: InputKey, { shape, input }: Call): readonly string[] {
  return key.of.length === 0 || key.of.includes(shape.name) ? key.read(input) : [];
}

function valuesAt(node: unknown, path: readonly string[]): readonly string[] {
  return nodesAt(node, path).map(String);
}

/** What lies at a path of members; lists on the way are gone through. */
export function nodesAt(node: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(node)) return node.flatMap((element: unknown) => nodesAt(element, path));
  const [name, ...rest] = path;
  if (name === undefined) return node === undefined || node === null ? [] : [node];
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return [];
  return nodesAt((node as Readonly<Record<string, unknown>>)[name], rest);
}

function requestTagValues({ input }: Call, tagKey: string): readonly string[] {
  const tags = nodesAt(input, ['Tags']);
  return tags
    .filter((tag) => valuesAt(tag, ['Key'])[0] === tagKey)
    .flatMap((tag) => valuesAt(tag, ['Value']));
}
