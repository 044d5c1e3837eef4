import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

/**
 * One caller fills an account; others, of another account or in another region, try every operation
 * that we serve under the same names. What they change must never be seen by the first, and nothing
 * of the first by them.
 */
const secrets = { owner: 'owner-secret-8d1f', other: 'other-secret-77aa' };
const group = { AutoScalingGroupName: 'web' };
const policy = { ...group, PolicyName: 'out' };
const hook = {
  ...{ ...group, LifecycleHookName: 'boot' },
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
};
const foreseen = {
  MetricSpecifications: [
    {
      TargetValue: 50,
      PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' },
    },
  ],
};
const topic = { ...group, TopicARN: 'arn:aws:sns:us-east-1:111111111111:owner' };
const alarm = {
  AlarmName: 'hot',
  Namespace: 'App',
  MetricName: 'Load',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 60,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;
const window = { StartTime: worldStart, EndTime: new Date(worldStart.getTime() + 3_600_000) };
const alarmArn = 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:hot';
const tag = { ...{ ResourceId: 'web', ResourceType: 'auto-scaling-group' }, Key: 'k', Value: 'v' };
const action = { ...group, ScheduledActionName: 'night' };
const template = { LaunchConfigurationName: 'web-1', ImageId: 'ami-1', InstanceType: 'm5.large' };

const detector = {
  SingleMetricAnomalyDetector: { Namespace: 'App', MetricName: 'Load', Stat: 'Sum' },
};

const nightly = { Expression: 'cron(0 2 * * *)', Duration: 'PT4H' };
const muteRule = { Name: 'night', Rule: { Schedule: nightly } };

interface Clients {
  readonly cloudWatch: CloudWatchClient;
  readonly autoScaling: AutoScalingClient;
}

/** Of each operation that we serve: an input that would touch, or show, what the owner has. */
const attempts: Readonly<Record<string, object>> = {
  // Those that show something.
  DescribeAlarms: {},
  DescribeAlarmsForMetric: { Namespace: 'App', MetricName: 'Load' },
  DescribeAlarmHistory: {},
  ListMetrics: {},
  ListTagsForResource: { ResourceARN: alarmArn },
  GetMetricStatistics: {
    ...{ Namespace: 'App', MetricName: 'Load', Period: 60, Statistics: ['Sum'] },
    ...window,
  },
  GetMetricData: {
    ...window,
    MetricDataQueries: [
      { Id: 'e1', Expression: "SEARCH('Load', 'Sum', 60)" },
      { Id: 'q1', Expression: 'SELECT SUM(Load) FROM App GROUP BY Host', Period: 60 },
    ],
  },
  DescribeAutoScalingGroups: {},
  DescribeAutoScalingInstances: {},
  DescribeLaunchConfigurations: {},
  DescribePolicies: {},
  DescribeScalingActivities: {},
  DescribeScheduledActions: {},
  DescribeTags: {},
  GetPredictiveScalingForecast: { ...group, PolicyName: 'foresee', ...window },
  DescribeNotificationConfigurations: {},
  DescribeLifecycleHooks: group,
  DescribeAnomalyDetectors: {},
  ListAlarmMuteRules: {},
  GetAlarmMuteRule: { AlarmMuteRuleName: 'night' },
  // Those that change something, the gentle ones first.
  PutMetricData: { Namespace: 'Mine', MetricData: [{ MetricName: 'Mine', Value: 1 }] },
  SetAlarmState: { AlarmName: 'hot', StateValue: 'ALARM', StateReason: 'x' },
  EnableAlarmActions: { AlarmNames: ['hot'] },
  DisableAlarmActions: { AlarmNames: ['hot'] },
  TagResource: { ResourceARN: alarmArn, Tags: [{ Key: 'a', Value: 'b' }] },
  UntagResource: { ResourceARN: alarmArn, TagKeys: ['owner'] },
  UpdateAutoScalingGroup: { ...group, MaxSize: 9 },
  SetDesiredCapacity: { ...group, DesiredCapacity: 0 },
  ExecutePolicy: { ...group, PolicyName: 'out' },
  PutScalingPolicy: { ...policy, AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 3 },
  PutScheduledUpdateGroupAction: { ...action, MinSize: 0, Recurrence: '0 0 * * *' },
  BatchPutScheduledUpdateGroupAction: {
    ...{ ...group, ScheduledUpdateGroupActions: [{ ScheduledActionName: 'x', MinSize: 0 }] },
  },
  PutLifecycleHook: { ...hook, HeartbeatTimeout: 60 },
  CompleteLifecycleAction: {
    ...{ ...group, LifecycleHookName: 'boot', InstanceId: 'OWNED' },
    LifecycleActionResult: 'ABANDON',
  },
  RecordLifecycleActionHeartbeat: {
    ...{ ...group, LifecycleHookName: 'boot', InstanceId: 'OWNED' },
  },
  PutNotificationConfiguration: { ...topic, NotificationTypes: [] },
  DeleteNotificationConfiguration: topic,
  EnterStandby: {
    ...{ ...group, InstanceIds: ['OWNED'], ShouldDecrementDesiredCapacity: true },
  },
  ExitStandby: { ...group, InstanceIds: ['OWNED'] },
  DetachInstances: {
    ...{ ...group, InstanceIds: ['OWNED'], ShouldDecrementDesiredCapacity: true },
  },
  AttachInstances: { ...group, InstanceIds: ['OWNED'] },
  BatchDeleteScheduledAction: { ...group, ScheduledActionNames: ['x'] },
  DeleteLifecycleHook: { ...group, LifecycleHookName: 'boot' },
  SuspendProcesses: group,
  ResumeProcesses: group,
  EnableMetricsCollection: { ...group, Granularity: '1Minute' },
  DisableMetricsCollection: group,
  CreateOrUpdateTags: { Tags: [{ ...tag, PropagateAtLaunch: false }] },
  DeleteTags: { Tags: [tag] },
  SetInstanceHealth: { InstanceId: 'OWNED', HealthStatus: 'Unhealthy' },
  SetInstanceProtection: { ...group, InstanceIds: ['OWNED'], ProtectedFromScaleIn: true },
  TerminateInstanceInAutoScalingGroup: {
    ...{ InstanceId: 'OWNED', ShouldDecrementDesiredCapacity: true },
  },
  DeletePolicy: policy,
  DeleteScheduledAction: action,
  DeleteAlarms: { AlarmNames: ['hot'] },
  DeleteAutoScalingGroup: { ...group, ForceDelete: true },
  DeleteLaunchConfiguration: { LaunchConfigurationName: 'web-1' },
  DeleteAlarmMuteRule: { AlarmMuteRuleName: 'night' },
  // Those that the other may do under the same name.
  PutAlarmMuteRule: muteRule,
  DeleteAnomalyDetector: detector,
  PutAnomalyDetector: { ...detector, Configuration: { AdaptationSpeed: 'FAST' } },
  PutMetricAlarm: { ...alarm, Threshold: 1 },
  PutCompositeAlarm: { AlarmName: 'any-hot', AlarmRule: 'ALARM(hot)' },
  CreateLaunchConfiguration: { ...template, ImageId: 'ami-2' },
  CreateAutoScalingGroup: {
    ...group,
    ...{ LaunchConfigurationName: 'web-1', MinSize: 0, MaxSize: 0 },
    AvailabilityZones: ['us-east-1a'],
  },
};

/** They tell of the service, the same to everybody. */
const impersonal = /^Describe(AccountLimits|AdjustmentTypes|.*(Types|Type))$/;

describe('accounts and regions', () => {
  let world: World;
  let folder: string;
  let owner: Clients;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'updraft-isolation-'));
    const file = join(folder, 'credentials.json');
    const keys = [
      { accessKeyId: 'OWNER', secretAccessKey: secrets.owner, account: '1'.repeat(12) },
      { accessKeyId: 'OTHER', secretAccessKey: secrets.other, account: '2'.repeat(12) },
    ];
    writeFileSync(file, JSON.stringify({ keys }));
    world = await createWorld({ flags: ['--credentials', file, '--log-level', 'debug'] });
    owner = clientsOf('OWNER', secrets.owner, 'us-east-1');
    await fill(owner);
    await world.advance('2m');
  });

  after(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  it('lists an attempt for each operation that is served', () => {
    const served = ['cloudwatch', 'autoscaling']
      .flatMap((service) => readdirSync(`src/${service}/operations`))
      .map((file) => file.replace(/\.ts$/, ''))
      .filter((name) => !impersonal.test(name));
    expect(served.filter((name) => attempts[name] === undefined)).to.deep.equal([]);
  });

  const strangers: readonly (readonly [string, () => Clients])[] = [
    ['another account', () => clientsOf('OTHER', secrets.other, 'us-east-1')],
    ['another region', () => clientsOf('OWNER', secrets.owner, 'eu-west-1')],
  ];
  for (const [name, stranger] of strangers) {
    it(`keep everything from ${name}`, async () => {
      const clients = stranger();
      const instanceId = await anInstance(owner);
      const before = await seenBy(owner);
      for (const [operation, input] of Object.entries(attempts)) {
        const own = JSON.parse(JSON.stringify(input).replaceAll('OWNED', instanceId)) as object;
        const answer = await send(clients, operation, own).catch((error: unknown) => error);
        const text = JSON.stringify(answer instanceof Error ? {} : withoutMetadata(answer));
        expect(text, operation).not.to.match(/i-[0-9a-f]{17}|ami-1"|owner-tag|111111111111/);
        expect(await seenBy(owner), operation).to.deep.equal(before);
      }
    });
  }

  it('write no secret into the log', async () => {
    const wrong = clientsOf('OWNER', 'wrong-secret-5c2e', 'us-east-1');
    await refusalOf(send(wrong, 'DescribeAlarms', {}));
    expect(world.logLines.length).to.be.above(50);
    expect(world.logLines.filter((line) => line.includes('secret-'))).to.deep.equal([]);
  });

  function clientsOf(accessKeyId: string, secretAccessKey: string, region: string): Clients {
    const { endpoint } = world;
    const settings = {
      ...{ endpoint, region, maxAttempts: 1 },
      credentials: { accessKeyId, secretAccessKey },
    };
    return {
      cloudWatch: new CloudWatchClient(settings),
      autoScaling: new AutoScalingClient(settings),
    };
  }
});

async function fill(clients: Clients): Promise<void> {
  const inputs: readonly (readonly [string, object])[] = [
    ['CreateLaunchConfiguration', template],
    [
      'CreateAutoScalingGroup',
      {
        ...group,
        ...{ LaunchConfigurationName: 'web-1', MinSize: 1, MaxSize: 5, DesiredCapacity: 2 },
        AvailabilityZones: ['us-east-1a', 'us-east-1b'],
        Tags: [{ Key: 'owner-tag', Value: 'x', PropagateAtLaunch: true }],
      },
    ],
    ['PutScalingPolicy', { ...policy, AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 }],
    ['PutLifecycleHook', hook],
    [
      'PutNotificationConfiguration',
      { ...topic, NotificationTypes: ['autoscaling:EC2_INSTANCE_LAUNCH'] },
    ],
    [
      'PutScalingPolicy',
      {
        ...{ ...group, PolicyName: 'foresee', PolicyType: 'PredictiveScaling' },
        PredictiveScalingConfiguration: foreseen,
      },
    ],
    ['PutScheduledUpdateGroupAction', { ...action, MinSize: 1, Recurrence: '0 3 * * *' }],
    ['PutAnomalyDetector', detector],
    ['PutMetricAlarm', { ...alarm, Tags: [{ Key: 'owner', Value: 'owner-tag' }] }],
    ['PutAlarmMuteRule', { ...muteRule, MuteTargets: { AlarmNames: ['hot'] } }],
    [
      'PutMetricData',
      { Namespace: 'App', MetricData: [{ MetricName: 'Load', Value: 5, Timestamp: worldStart }] },
    ],
  ];
  for (const [operation, input] of inputs) await send(clients, operation, input);
}

/** All that the owner can be shown. */
async function seenBy(clients: Clients): Promise<unknown> {
  const shown = Object.entries(attempts).filter(([name]) => /^(Describe|List|Get)/.test(name));
  return Promise.all(
    shown.map(async ([operation, input]) => withoutMetadata(await send(clients, operation, input))),
  );
}

async function anInstance(clients: Clients): Promise<string> {
  const shown = await clients.autoScaling.send(
    new autoScaling.DescribeAutoScalingInstancesCommand({}),
  );
  const [instance] = shown.AutoScalingInstances ?? [];
  return instance?.InstanceId ?? '';
}

/** Both clients export a command for each operation, under its name. */
async function send(clients: Clients, operation: string, input: object): Promise<object> {
  type Command = new (given: object) => never;
  const name = `${operation}Command`;
  const ofCloudWatch = (cloudWatch as unknown as Record<string, Command>)[name];
  if (ofCloudWatch !== undefined) return clients.cloudWatch.send(new ofCloudWatch(input));
  const ofAutoScaling = (autoScaling as unknown as Record<string, Command>)[name];
  if (ofAutoScaling === undefined) throw new Error(`No client knows ${operation}.`);
  return clients.autoScaling.send(new ofAutoScaling(input));
}

function withoutMetadata(answer: unknown): unknown {
  return { ...(answer as object), $metadata: undefined };
}
