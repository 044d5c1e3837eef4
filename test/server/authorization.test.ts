import { expect } from 'chai';
import { createAuthorizer } from '../../src/server/authorization.js';
import type { Call } from '../../src/server/dispatch.js';
import { parsePolicy, type Policy } from '../../src/server/iam-policy.js';
import { type Directory, resourcesOf, rules } from '../../src/server/iam-resources.js';
import { ServiceError } from '../../src/wire/errors.js';
import { callOf } from '../support/calls.js';
import { bareServices } from '../support/service-models.js';

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

/** There is one group, with one instance and one policy. */
const directory: Directory = {
  groupArn: ({ account, region }, name) =>
    Promise.resolve(
      name === 'web'
        ? `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:0000-1111:` +
            `autoScalingGroupName/${name}`
        : undefined,
    ),
  groupNameOfInstance: (_scope, instanceId) =>
    Promise.resolve(instanceId === 'i-1' ? 'web' : undefined),
  groupNamesOfPolicy: (_scope, policyName) => Promise.resolve(policyName === 'in' ? ['web'] : []),
};
/** There is none. */
const empty: Directory = {
  groupArn: () => Promise.resolve(undefined),
  groupNameOfInstance: () => Promise.resolve(undefined),
  groupNamesOfPolicy: () => Promise.resolve([]),
};

describe('the resources of a call', () => {
  const as = 'arn:aws:autoscaling:us-east-1:123456789012';
  const cw = 'arn:aws:cloudwatch:us-east-1:123456789012';
  const anyGroup = `${as}:autoScalingGroup:*:autoScalingGroupName`;
  const policyArn = `${as}:scalingPolicy:u:autoScalingGroupName/web:policyName/up`;
  const cases: readonly [operation: string, input: object, arns: readonly string[]][] = [
    ['PutMetricData', { Namespace: 'a' }, ['*']],
    ['DescribeAutoScalingGroups', { AutoScalingGroupNames: ['a'] }, ['*']],
    ['PutMetricAlarm', { AlarmName: 'a b' }, [`${cw}:alarm:a b`]],
    ['DeleteAlarms', { AlarmNames: ['a', 'b'] }, [`${cw}:alarm:a`, `${cw}:alarm:b`]],
    ['DeleteAlarms', { AlarmNames: [] }, [`${cw}:alarm:`]],
    ['DescribeAlarms', {}, [`${cw}:alarm:*`]],
    ['DescribeAlarms', { AlarmNames: ['a'] }, [`${cw}:alarm:a`]],
    ['DescribeAlarmHistory', { AlarmName: 'a' }, [`${cw}:alarm:a`]],
    ['GetDashboard', { DashboardName: 'a' }, ['arn:aws:cloudwatch::123456789012:dashboard/a']],
    ['PutInsightRule', { RuleName: 'a' }, [`${cw}:insight-rule/a`]],
    ['StopMetricStreams', { Names: ['a'] }, [`${cw}:metric-stream/a`]],
    ['PutAlarmMuteRule', { Name: 'a' }, [`${cw}:alarm-mute-rule:a`]],
    [
      'PutAlarmMuteRule',
      { Name: 'a', MuteTargets: { AlarmNames: ['b', 'c'] } },
      [`${cw}:alarm-mute-rule:a`, `${cw}:alarm:b`, `${cw}:alarm:c`],
    ],
    ['ListAlarmMuteRules', { AlarmName: 'a' }, [`${cw}:alarm-mute-rule:*`]],
    ['GetDataset', { DatasetIdentifier: 'a' }, [`${cw}:dataset/a`]],
    ['TagResource', { ResourceARN: `${cw}:alarm:a` }, [`${cw}:alarm:a`]],
    ['SetDesiredCapacity', { AutoScalingGroupName: 'web' }, [`${anyGroup}/web`]],
    ['CompleteLifecycleAction', { AutoScalingGroupName: `${anyGroup}/web` }, [`${anyGroup}/web`]],
    ['ExecutePolicy', { PolicyName: policyArn }, [`${anyGroup}/web`]],
    ['ExecutePolicy', { PolicyName: 'up', AutoScalingGroupName: 'web' }, [`${anyGroup}/web`]],
    ['ExecutePolicy', { PolicyName: 'up' }, [`${anyGroup}/*`]],
    [
      'DeleteTags',
      { Tags: [{ ResourceId: 'a' }, { ResourceId: 'b' }] },
      [`${anyGroup}/a`, `${anyGroup}/b`],
    ],
    ['SetInstanceHealth', { InstanceId: 'i-1' }, [`${anyGroup}/*`]],
    ['TerminateInstanceInAutoScalingGroup', { AutoScalingGroupName: 'web' }, [`${anyGroup}/web`]],
    [
      'CreateLaunchConfiguration',
      { LaunchConfigurationName: 'a' },
      [`${as}:launchConfiguration:*:launchConfigurationName/a`],
    ],
  ];
  for (const [operation, input, arns] of cases) {
    it(`${operation} ${JSON.stringify(input)}`, async () => {
      const resources = await resourcesOf(callOf(operation, input), empty);
      expect(resources.map(({ arn }) => arn)).to.deep.equal(arns);
    });
  }

  it('are looked up where the request does not tell them', async () => {
    const byName = callOf('SetDesiredCapacity', { AutoScalingGroupName: 'web' });
    const byInstance = callOf('SetInstanceHealth', { InstanceId: 'i-1' });
    const byPolicy = callOf('ExecutePolicy', { PolicyName: 'in' });
    const resources = [
      ...(await resourcesOf(byName, directory)),
      ...(await resourcesOf(byInstance, directory)),
      ...(await resourcesOf(byPolicy, directory)),
    ];
    const arn = `${as}:autoScalingGroup:0000-1111:autoScalingGroupName/web`;
    expect(resources).to.deep.equal([
      { arn, isIdOpen: false },
      { arn, isIdOpen: false },
      { arn, isIdOpen: false },
    ]);
  });

  it('have rules for operations that there are', () => {
    const names = bareServices().flatMap(({ model }) =>
      [...model.shapes.keys()].map((name) => `${model.name}:${name}`),
    );
    expect(names).to.include.members([...rules.keys()]);
  });
});

describe('authorization', () => {
  const authorize = createAuthorizer(empty);

  it('lets a key without policies do everything, and asks nothing for it', () => {
    expect(authorize(callOf('DeleteAlarms', { AlarmNames: ['a'] }))).to.equal(undefined);
  });

  describe('denies in the words of AWS', () => {
    const web =
      'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/web';
    const user = 'User: arn:aws:iam::123456789012:user/alice is not authorized to perform:';
    const cases: readonly [name: string, Call, message: string][] = [
      [
        'what no policy allows, without a resource',
        allowed('DescribeAutoScalingGroups', {}, []),
        `${user} autoscaling:DescribeAutoScalingGroups because no identity-based policy allows ` +
          'the autoscaling:DescribeAutoScalingGroups action',
      ],
      [
        'what no policy allows, on a resource',
        allowed('CreateAutoScalingGroup', { AutoScalingGroupName: 'web' }, []),
        `${user} autoscaling:CreateAutoScalingGroup on resource: ` +
          `${web} because no identity-based policy allows the ` +
          'autoscaling:CreateAutoScalingGroup action',
      ],
      [
        'what a policy denies',
        allowed('PutWarmPool', { AutoScalingGroupName: 'web' }, [
          everything,
          { ...everything, Effect: 'Deny' },
        ]),
        `${user} autoscaling:PutWarmPool on resource: ` +
          `${web} with an explicit deny in an identity-based policy`,
      ],
      [
        'the first of several resources',
        allowed('DeleteAlarms', { AlarmNames: ['mine-1', 'yours', 'theirs'] }, [
          { ...everything, Resource: 'arn:aws:cloudwatch:*:*:alarm:mine-*' },
        ]),
        `${user} cloudwatch:DeleteAlarms on resource: ` +
          'arn:aws:cloudwatch:us-east-1:123456789012:alarm:yours ' +
          'because no identity-based policy allows the cloudwatch:DeleteAlarms action',
      ],
    ];
    for (const [name, call, message] of cases) {
      it(name, async () => {
        expect(await messageOf(authorize(call))).to.equal(message);
      });
    }
  });

  describe('knows a group by its ARN', () => {
    const arn = (id: string): string =>
      `arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:${id}:autoScalingGroupName/web`;
    const cases: readonly [pattern: string, withoutLookup: boolean, withLookup: boolean][] = [
      [arn('*'), true, true],
      [arn('0000-1111'), true, true],
      // Without a look-up, an id in a policy is taken on trust.
      [arn('2222-3333'), true, false],
      [arn('0000-1111').replace('/web', '/w*'), true, true],
      [arn('0000-1111').replace('/web', '/db'), false, false],
      ['arn:aws:autoscaling:*:*:autoScalingGroup*', true, true],
    ];
    for (const [pattern, withoutLookup, withLookup] of cases) {
      it(pattern, async () => {
        const statements = [{ ...everything, Resource: pattern }];
        const call = allowed('SetDesiredCapacity', { AutoScalingGroupName: 'web' }, statements);
        const found = [
          (await messageOf(authorize(call))) === undefined,
          (await messageOf(createAuthorizer(directory)(call))) === undefined,
        ];
        expect(found).to.deep.equal([withoutLookup, withLookup]);
      });
    }
  });

  it('asks for the tags of an alarm that is to tell them', async () => {
    const statements = [{ ...everything, Action: 'cloudwatch:Put*' }];
    const put = (Enabled: boolean): Promise<string | undefined> => {
      const ActionConfiguration = { AlarmTagsPropagation: { Enabled } };
      const input = { AlarmName: 'a', ActionConfiguration };
      return messageOf(authorize(allowed('PutMetricAlarm', input, statements)));
    };
    expect(await put(false)).to.equal(undefined);
    expect(await put(true)).to.equal(
      'User: arn:aws:iam::123456789012:user/alice is not authorized to perform: ' +
        'cloudwatch:ListTagsForResource on resource: ' +
        'arn:aws:cloudwatch:us-east-1:123456789012:alarm:a because no identity-based policy ' +
        'allows the cloudwatch:ListTagsForResource action',
    );
  });

  const taggers: readonly (readonly [string, object])[] = [
    ['PutMetricAlarm', { AlarmName: 'a' }],
    ['PutCompositeAlarm', { AlarmName: 'a' }],
    ['PutAlarmMuteRule', { Name: 'a', MuteTargets: { AlarmNames: ['b'] } }],
  ];
  for (const [operation, input] of taggers) {
    it(`asks for TagResource where ${operation} is to tag what it puts`, async () => {
      const statements = [{ ...everything, Action: 'cloudwatch:Put*' }];
      const tagging = {
        ...everything,
        Action: 'cloudwatch:TagResource',
        Resource: 'arn:aws:cloudwatch:*:*:*:a',
      };
      const put = (Tags: readonly object[], more: readonly object[] = []) =>
        messageOf(authorize(allowed(operation, { ...input, Tags }, [...statements, ...more])));
      const Tags = [{ Key: 'team', Value: 'a' }];
      expect(await put([])).to.equal(undefined);
      expect(await put(Tags)).to.contain('is not authorized to perform: cloudwatch:TagResource on');
      expect(await put(Tags, [tagging])).to.equal(undefined);
    });
  }

  it('lets in who is allowed, by a condition on the namespace', async () => {
    const Condition = { StringEquals: { 'cloudwatch:namespace': 'My/App' } };
    const statements = [{ ...everything, Action: 'cloudwatch:Put*', Condition }];
    const messages = await Promise.all(
      ['My/App', 'AWS/EC2'].map((Namespace) =>
        messageOf(authorize(allowed('PutMetricData', { Namespace }, statements))),
      ),
    );
    expect(messages).to.deep.equal([
      undefined,
      'User: arn:aws:iam::123456789012:user/alice is not authorized to perform: ' +
        'cloudwatch:PutMetricData because no identity-based policy allows the ' +
        'cloudwatch:PutMetricData action',
    ]);
  });
});

/** A call by a key with one policy of these statements. */
function allowed(operation: string, input: object, statements: readonly object[]): Call {
  return callOf(operation, input, { policies: policiesOf(statements) });
}

function policiesOf(statements: readonly object[]): readonly Policy[] {
  if (statements.length === 0) return [];
  return [
    parsePolicy({ Version: '2012-10-17', Statement: statements }, (path, reason) => {
      throw new Error(`${path} ${reason}`);
    }),
  ];
}

/** Of the AccessDenied; undefined where there is none. */
async function messageOf(authorizing: Promise<void> | undefined): Promise<string | undefined> {
  try {
    await authorizing;
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError && error.schema[2] === 'AccessDeniedException') {
      return error.message;
    }
    throw error;
  }
}
