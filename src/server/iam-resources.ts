import type { Scope } from '../store/keys.js';
import type { Call } from './dispatch.js';
import { nodesAt } from './iam-condition-keys.js';
import type { Resource } from './iam-policy.js';

/**
 * Which resources an operation names, by the Service Authorization Reference (Amazon CloudWatch,
 * Amazon EC2 Auto Scaling). An operation without a rule names none: policies allow it on `*`, and
 * AWS's message has no `on resource` part.
 */
export async function resourcesOf(call: Call, directory: Directory): Promise<readonly Resource[]> {
  const rule = rules.get(`${call.service.model.name}:${call.shape.name}`);
  if (rule === undefined) return [{ arn: '*', isIdOpen: false }];
  const given = await rule.names(call, directory);
  const names = given.length > 0 ? given : [rule.otherwise];
  return Promise.all(names.map((name) => rule.kind(name, call, directory)));
}

/** Looks up what a request does not tell of a group. */
export interface Directory {
  /** The ARN of a group, with the id that the group got when it was created. */
  groupArn(scope: Scope, groupName: string): Promise<string | undefined>;
  groupNameOfInstance(scope: Scope, instanceId: string): Promise<string | undefined>;
  /** The groups that have a policy of the name. */
  groupNamesOfPolicy(scope: Scope, policyName: string): Promise<readonly string[]>;
}

interface Rule {
  readonly kind: Kind;
  readonly names: Names;
  /** What stands for the name where the request gives none; AWS was seen to write this. */
  readonly otherwise: string;
}

type Kind = (name: string, call: Call, directory: Directory) => Promise<Resource>;
type Names = (call: Call, directory: Directory) => Promise<readonly string[]>;

function member(path: string): Names {
  return ({ input }) => Promise.resolve(nodesAt(input, path.split('.')).map(String));
}

const alarm: Kind = (name, call) => known(`${regional(call)}:alarm:${name}`);
const muteRule: Kind = (name, call) => known(`${regional(call)}:alarm-mute-rule:${name}`);
const regionalName: Kind = (name, call) => known(`${regional(call)}:${name}`);
const dataset: Kind = (name, call) => known(`${regional(call)}:dataset/${name}`);
const insightRule: Kind = (name, call) => known(`${regional(call)}:insight-rule/${name}`);
const metricStream: Kind = (name, call) => known(`${regional(call)}:metric-stream/${name}`);
/** Dashboards belong to no region. */
const dashboard: Kind = (name, { caller }) =>
  known(`arn:aws:cloudwatch::${caller.account}:dashboard/${name}`);
const named: Kind = (arn) => known(arn);
const launchConfiguration: Kind = (name, call) =>
  Promise.resolve({
    arn: `${regional(call)}:launchConfiguration:*:launchConfigurationName/${name}`,
    isIdOpen: true,
  });

const group: Kind = async (name, call, directory) => {
  if (name.startsWith('arn:')) return known(name);
  const arn = await directory.groupArn(call.caller, name);
  if (arn !== undefined) return known(arn);
  return {
    arn: `${regional(call)}:autoScalingGroup:*:autoScalingGroupName/${name}`,
    isIdOpen: true,
  };
};

function known(arn: string): Promise<Resource> {
  return Promise.resolve({ arn, isIdOpen: false });
}

function regional({ caller, service }: Call): string {
  return `arn:aws:${service.model.name}:${caller.region}:${caller.account}`;
}

const groupNameOf = member('AutoScalingGroupName');

/** A mute rule is put where it may be, and may mute each of the alarms that it names. */
const muteRuleAndTargets: Names = ({ input }) => {
  const names = (path: string): readonly unknown[] => nodesAt(input, path.split('.'));
  return Promise.resolve([
    ...names('Name').map((name) => `alarm-mute-rule:${String(name)}`),
    ...names('MuteTargets.AlarmNames').map((name) => `alarm:${String(name)}`),
  ]);
};

/** The groups that instances belong to. */
const groupsOfInstances: Names = async (call, directory) => {
  const instanceIds = ['InstanceId', 'InstanceIds'].flatMap((name) => nodesAt(call.input, [name]));
  if (instanceIds.length === 0) return groupNameOf(call, directory);
  const find = async (id: unknown): Promise<string> =>
    (await directory.groupNameOfInstance(call.caller, String(id))) ?? '*';
  return Promise.all(instanceIds.map(find));
};

/** A scaling policy tells its group by its ARN, and else by its name where no group is named. */
const groupOfPolicy: Names = async (call, directory) => {
  const [policyName = ''] = nodesAt(call.input, ['PolicyName']).map(String);
  const [, groupName] = /:autoScalingGroupName\/([^:]+):policyName\//.exec(policyName) ?? [];
  if (groupName !== undefined) return [groupName];
  const named = await groupNameOf(call, directory);
  return named.length > 0 ? named : directory.groupNamesOfPolicy(call.caller, policyName);
};

/** For each row, the operations that name resources of one kind in one way. */
type RuleRow = readonly [Kind, Names, operations: readonly string[]];

const cloudwatchRules: readonly RuleRow[] = [
  [alarm, member('AlarmNames'), ['DeleteAlarms', 'DisableAlarmActions', 'EnableAlarmActions']],
  [alarm, member('AlarmName'), ['PutCompositeAlarm', 'PutLogAlarm', 'PutMetricAlarm']],
  [alarm, member('AlarmName'), ['DescribeAlarmContributors', 'SetAlarmState']],
  [dashboard, member('DashboardName'), ['GetDashboard', 'PutDashboard']],
  [dashboard, member('DashboardNames'), ['DeleteDashboards']],
  [dataset, member('DatasetIdentifier'), ['GetDataset']],
  [insightRule, member('RuleName'), ['GetInsightRuleReport', 'PutInsightRule']],
  [
    insightRule,
    member('RuleNames'),
    ['DeleteInsightRules', 'DisableInsightRules', 'EnableInsightRules'],
  ],
  [metricStream, member('Name'), ['DeleteMetricStream', 'GetMetricStream', 'PutMetricStream']],
  [metricStream, member('Names'), ['StartMetricStreams', 'StopMetricStreams']],
  [muteRule, member('AlarmMuteRuleName'), ['DeleteAlarmMuteRule', 'GetAlarmMuteRule']],
  [regionalName, muteRuleAndTargets, ['PutAlarmMuteRule']],
  [named, member('ResourceARN'), ['ListTagsForResource', 'TagResource', 'UntagResource']],
];

const groupOperations = [
  'AttachInstances',
  'AttachLoadBalancerTargetGroups',
  'AttachLoadBalancers',
  'AttachTrafficSources',
  'BatchDeleteScheduledAction',
  'BatchPutScheduledUpdateGroupAction',
  'CancelInstanceRefresh',
  'CompleteLifecycleAction',
  'CreateAutoScalingGroup',
  'DeleteAutoScalingGroup',
  'DeleteLifecycleHook',
  'DeleteNotificationConfiguration',
  'DeleteScheduledAction',
  'DeleteWarmPool',
  'DetachInstances',
  'DetachLoadBalancerTargetGroups',
  'DetachLoadBalancers',
  'DetachTrafficSources',
  'DisableMetricsCollection',
  'EnableMetricsCollection',
  'EnterStandby',
  'ExitStandby',
  'LaunchInstances',
  'PutLifecycleHook',
  'PutNotificationConfiguration',
  'PutScalingPolicy',
  'PutScheduledUpdateGroupAction',
  'PutWarmPool',
  'RecordLifecycleActionHeartbeat',
  'ResumeProcesses',
  'RollbackInstanceRefresh',
  'SetDesiredCapacity',
  'SetInstanceProtection',
  'StartInstanceRefresh',
  'SuspendProcesses',
  'UpdateAutoScalingGroup',
];

const autoscalingRules: readonly RuleRow[] = [
  [group, groupNameOf, groupOperations],
  [group, groupsOfInstances, ['SetInstanceHealth', 'TerminateInstanceInAutoScalingGroup']],
  [group, groupOfPolicy, ['DeletePolicy', 'ExecutePolicy']],
  [group, member('Tags.ResourceId'), ['CreateOrUpdateTags', 'DeleteTags']],
  [
    launchConfiguration,
    member('LaunchConfigurationName'),
    ['CreateLaunchConfiguration', 'DeleteLaunchConfiguration'],
  ],
];

/** They ask for all where they name none. */
const listingRules: readonly RuleRow[] = [
  [alarm, member('AlarmNames'), ['DescribeAlarms']],
  [alarm, member('AlarmName'), ['DescribeAlarmHistory']],
  [muteRule, () => Promise.resolve([]), ['ListAlarmMuteRules']],
];

export const rules: ReadonlyMap<string, Rule> = new Map([
  ...entriesOf('cloudwatch', cloudwatchRules, ''),
  ...entriesOf('cloudwatch', listingRules, '*'),
  ...entriesOf('autoscaling', autoscalingRules, '*'),
]);

function entriesOf(service: string, rows: readonly RuleRow[], otherwise: string): [string, Rule][] {
  return rows.flatMap(([kind, names, operations]) =>
    operations.map((name): [string, Rule] => [`${service}:${name}`, { kind, names, otherwise }]),
  );
}
