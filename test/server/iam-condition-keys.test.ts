import { expect } from 'chai';
import { findConditionKey } from '../../src/server/iam-condition-keys.js';
import { callOf } from '../support/calls.js';

describe('a condition key', () => {
  const reservation = {
    CapacityReservationSpecification: {
      CapacityReservationTarget: {
        CapacityReservationIds: ['cr-1'],
        CapacityReservationResourceGroupArns: ['arn:aws:resource-groups:x'],
      },
    },
  };
  const mixed = {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '$Latest' },
        Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'c5.large' }],
      },
    },
  };
  const metadata = {
    MetadataOptions: {
      HttpEndpoint: 'enabled',
      HttpPutResponseHopLimit: 2,
      HttpTokens: 'required',
    },
  };
  const tags = { Tags: [{ Key: 'team', Value: 'red' }, { Key: 'stage' }] };
  const cases: readonly [key: string, operation: string, input: object, values: string[]][] = [
    ['cloudwatch:namespace', 'PutMetricData', { Namespace: 'My/App' }, ['My/App']],
    ['cloudwatch:namespace', 'ListMetrics', { Namespace: 'My/App' }, []],
    [
      'cloudwatch:AlarmActions',
      'PutMetricAlarm',
      { AlarmActions: ['a'], OKActions: ['b'], InsufficientDataActions: ['c'] },
      ['a', 'b', 'c'],
    ],
    [
      'cloudwatch:requestInsightRuleLogGroups',
      'PutInsightRule',
      { RuleDefinition: '{"LogGroupNames": ["a", "b"]}' },
      ['a', 'b'],
    ],
    ['cloudwatch:requestInsightRuleLogGroups', 'PutInsightRule', { RuleDefinition: '{' }, []],
    [
      'cloudwatch:requestManagedResourceARNs',
      'PutManagedInsightRules',
      { ManagedRules: [{ ResourceARN: 'a' }, { ResourceARN: 'b' }] },
      ['a', 'b'],
    ],
    [
      'cloudwatch:requestManagedResourceARNs',
      'ListManagedInsightRules',
      { ResourceARN: 'a' },
      ['a'],
    ],
    ['autoscaling:CapacityReservationIds', 'CreateAutoScalingGroup', reservation, ['cr-1']],
    [
      'autoscaling:CapacityReservationResourceGroupArns',
      'UpdateAutoScalingGroup',
      reservation,
      ['arn:aws:resource-groups:x'],
    ],
    ['autoscaling:ForceDelete', 'DeleteAutoScalingGroup', { ForceDelete: true }, ['true']],
    ['autoscaling:ForceDelete', 'DeleteWarmPool', { ForceDelete: true }, []],
    ['autoscaling:ImageId', 'CreateLaunchConfiguration', { ImageId: 'ami-1' }, ['ami-1']],
    ['autoscaling:InstanceType', 'CreateLaunchConfiguration', { InstanceType: 't' }, ['t']],
    ['autoscaling:InstanceTypes', 'CreateAutoScalingGroup', mixed, ['m5.large', 'c5.large']],
    [
      'autoscaling:LaunchConfigurationName',
      'CreateAutoScalingGroup',
      { LaunchConfigurationName: 'lc' },
      ['lc'],
    ],
    ['autoscaling:LaunchTemplateVersionSpecified', 'CreateAutoScalingGroup', mixed, ['false']],
    [
      'autoscaling:LaunchTemplateVersionSpecified',
      'CreateAutoScalingGroup',
      { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '3' } },
      ['true'],
    ],
    [
      'autoscaling:LaunchTemplateVersionSpecified',
      'UpdateAutoScalingGroup',
      { LaunchTemplate: { LaunchTemplateId: 'lt-1' } },
      ['false'],
    ],
    ['autoscaling:LaunchTemplateVersionSpecified', 'CreateAutoScalingGroup', {}, []],
    ['autoscaling:LoadBalancerNames', 'AttachLoadBalancers', { LoadBalancerNames: ['a'] }, ['a']],
    ['autoscaling:MaxSize', 'PutScheduledUpdateGroupAction', { MaxSize: 3 }, ['3']],
    ['autoscaling:MetadataHttpEndpoint', 'CreateLaunchConfiguration', metadata, ['enabled']],
    ['autoscaling:MetadataHttpPutResponseHopLimit', 'CreateLaunchConfiguration', metadata, ['2']],
    ['autoscaling:MetadataHttpTokens', 'CreateLaunchConfiguration', metadata, ['required']],
    ['autoscaling:MinSize', 'UpdateAutoScalingGroup', { MinSize: 0 }, ['0']],
    ['autoscaling:MinSize', 'PutWarmPool', { MinSize: 0 }, []],
    [
      'autoscaling:OperatorPrincipal',
      'CreateAutoScalingGroup',
      { Operator: { Principal: 'ec2.amazonaws.com' } },
      ['ec2.amazonaws.com'],
    ],
    ['autoscaling:SpotPrice', 'CreateLaunchConfiguration', { SpotPrice: '0.05' }, ['0.05']],
    [
      'autoscaling:TargetGroupARNs',
      'DetachLoadBalancerTargetGroups',
      { TargetGroupARNs: ['a', 'b'] },
      ['a', 'b'],
    ],
    [
      'autoscaling:TrafficSourceIdentifiers',
      'AttachTrafficSources',
      { TrafficSources: [{ Identifier: 'a' }, { Identifier: 'b' }] },
      ['a', 'b'],
    ],
    [
      'autoscaling:VPCZoneIdentifiers',
      'CreateAutoScalingGroup',
      { VPCZoneIdentifier: 'subnet-a, subnet-b' },
      ['subnet-a', 'subnet-b'],
    ],
    ['aws:TagKeys', 'PutMetricAlarm', tags, ['team', 'stage']],
    ['aws:TagKeys', 'UntagResource', { TagKeys: ['team'] }, ['team']],
    ['aws:RequestTag/team', 'CreateAutoScalingGroup', tags, ['red']],
    ['aws:RequestTag/other', 'CreateAutoScalingGroup', tags, []],
    ['aws:username', 'ListMetrics', {}, ['alice']],
  ];
  for (const [key, operation, input, values] of cases) {
    it(`${key} of ${operation} is ${JSON.stringify(values)}`, () => {
      expect(findConditionKey(key)?.read(callOf(operation, input))).to.deep.equal(values);
    });
  }

  it('of a user is missing for the root of an account', () => {
    const root = callOf('ListMetrics', {}, { user: undefined });
    expect(findConditionKey('aws:username')?.read(root)).to.deep.equal([]);
    expect(findConditionKey('aws:PrincipalType')?.read(root)).to.deep.equal(['Account']);
  });

  it('reads members that the operations have', () => {
    // Every input above is one that the SDK's own schema has: a misspelt member would decode away.
    for (const [key, operation, input] of cases) {
      const { shape } = callOf(operation);
      const names = shape.input.members.map(({ name }) => name);
      expect(names, `${key} of ${operation}`).to.include.members(Object.keys(input));
    }
  });
});
