import { expect } from 'chai';
import { parseCondition } from '../../src/server/iam-condition.js';
import type { Call } from '../../src/server/dispatch.js';
import { callOf } from '../support/calls.js';

type Case = readonly [operator: string, key: string, values: readonly string[], holds: boolean];

describe('a condition of a policy', () => {
  describe('on what the caller is', () => {
    const cases: readonly Case[] = [
      ['StringEquals', 'aws:username', ['alice'], true],
      ['StringEquals', 'AWS:UserName', ['bob', 'alice'], true],
      ['StringEquals', 'aws:username', ['Alice'], false],
      ['StringEquals', 'aws:username', ['al*'], false],
      ['StringNotEquals', 'aws:username', ['bob', 'carol'], true],
      ['StringNotEquals', 'aws:username', ['bob', 'alice'], false],
      ['StringEqualsIgnoreCase', 'aws:username', ['ALICE'], true],
      ['StringNotEqualsIgnoreCase', 'aws:username', ['ALICE'], false],
      ['StringLike', 'aws:username', ['a?ic*'], true],
      ['StringNotLike', 'aws:username', ['a?ic*'], false],
      ['StringLike', 'aws:PrincipalArn', ['*/${aws:username}'], true],
      ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::123456789012:user/*'], true],
      ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam:*:user/alice:*'], false],
      ['ArnEquals', 'aws:PrincipalArn', ['arn:aws:iam::*:user/${aws:username}'], true],
      ['ArnNotLike', 'aws:PrincipalArn', ['arn:aws:iam::*:root'], true],
      ['ArnNotEquals', 'aws:PrincipalArn', ['arn:aws:iam::*:user/alice'], false],
      ['StringEquals', 'aws:PrincipalAccount', ['123456789012'], true],
      ['StringEquals', 'aws:PrincipalType', ['User'], true],
      ['StringEquals', 'aws:RequestedRegion', ['us-east-1'], true],
      ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8'], true],
      ['IpAddress', 'aws:SourceIp', ['10.1.2.3'], true],
      ['IpAddress', 'aws:SourceIp', ['10.1.2.4', '192.168.0.0/16'], false],
      ['IpAddress', 'aws:SourceIp', ['2001:db8::/32'], false],
      ['NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8'], false],
      ['NotIpAddress', 'aws:SourceIp', ['192.168.0.0/16'], true],
      ['DateGreaterThan', 'aws:CurrentTime', ['2025-05-15T14:59:59Z'], true],
      ['DateGreaterThan', 'aws:CurrentTime', ['2025-05-15T15:00:00Z'], false],
      ['DateGreaterThanEquals', 'aws:CurrentTime', ['2025-05-15T15:00:00Z'], true],
      ['DateLessThan', 'aws:CurrentTime', ['2025-05-16'], true],
      ['DateLessThanEquals', 'aws:CurrentTime', ['2025-05-15T15:00:00Z'], true],
      ['DateEquals', 'aws:CurrentTime', ['1747321200'], true],
      ['DateNotEquals', 'aws:CurrentTime', ['2025-05-15T15:00:00Z'], false],
      ['NumericEquals', 'aws:EpochTime', ['1747321200'], true],
    ];
    holding(cases, callOf('DescribeAlarms'));
  });

  describe('on what the call asks for', () => {
    const put = callOf('PutMetricData', { Namespace: 'My/App' });
    holding([['StringLike', 'cloudwatch:namespace', ['My/*'], true]], put);
    const group = callOf('CreateAutoScalingGroup', {
      MinSize: 1,
      MaxSize: 10,
      LoadBalancerNames: ['a', 'b'],
    });
    holding(
      [
        ['NumericLessThanEquals', 'autoscaling:MaxSize', ['10'], true],
        ['NumericLessThan', 'autoscaling:MaxSize', ['10'], false],
        ['NumericGreaterThan', 'autoscaling:MinSize', ['0.5'], true],
        ['NumericGreaterThanEquals', 'autoscaling:MinSize', ['2'], false],
        ['NumericNotEquals', 'autoscaling:MinSize', ['1'], false],
        ['ForAllValues:StringEquals', 'autoscaling:LoadBalancerNames', ['a', 'b', 'c'], true],
        ['ForAllValues:StringEquals', 'autoscaling:LoadBalancerNames', ['a'], false],
        ['ForAnyValue:StringEquals', 'autoscaling:LoadBalancerNames', ['a'], true],
        ['ForAnyValue:StringEquals', 'autoscaling:LoadBalancerNames', ['c'], false],
        ['ForAnyValue:StringNotEquals', 'autoscaling:LoadBalancerNames', ['a'], true],
        ['ForAllValues:StringNotEquals', 'autoscaling:LoadBalancerNames', ['a'], false],
        ['StringEquals', 'autoscaling:LoadBalancerNames', ['b'], true],
        ['StringNotEquals', 'autoscaling:LoadBalancerNames', ['b'], false],
      ],
      group,
    );
    const forced = callOf('DeleteAutoScalingGroup', { ForceDelete: true });
    holding(
      [
        ['Bool', 'autoscaling:ForceDelete', ['True'], true],
        ['Bool', 'autoscaling:ForceDelete', ['false'], false],
      ],
      forced,
    );
  });

  describe('on a key that the call does not have', () => {
    const cases: readonly Case[] = [
      ['StringEquals', 'cloudwatch:namespace', ['a'], false],
      ['StringNotEquals', 'cloudwatch:namespace', ['a'], true],
      ['StringEqualsIfExists', 'cloudwatch:namespace', ['a'], true],
      ['StringNotEqualsIfExists', 'cloudwatch:namespace', ['a'], true],
      ['NumericLessThan', 'autoscaling:MaxSize', ['10'], false],
      ['NumericLessThanIfExists', 'autoscaling:MaxSize', ['10'], true],
      ['ForAllValues:StringEquals', 'autoscaling:LoadBalancerNames', ['a'], true],
      ['ForAnyValue:StringEquals', 'autoscaling:LoadBalancerNames', ['a'], false],
      ['ForAnyValue:StringNotEquals', 'autoscaling:LoadBalancerNames', ['a'], false],
      ['Null', 'cloudwatch:namespace', ['true'], true],
      ['Null', 'cloudwatch:namespace', ['false'], false],
      ['Null', 'aws:username', ['true'], false],
      ['Null', 'aws:username', ['false'], true],
    ];
    holding(cases, callOf('DescribeAlarms'));
  });

  it('knows an IPv4 peer on a socket of IPv6', () => {
    const call = callOf('DescribeAlarms', {}, { sourceIp: '::ffff:10.1.2.3' });
    expect(conditionOf('IpAddress', 'aws:SourceIp', ['10.0.0.0/8'])(call)).to.equal(true);
  });

  describe('is refused when it is read', () => {
    const cases: readonly [operator: string, key: string, value: string, fault: string][] = [
      [
        'StringEquals',
        'aws:MultiFactorAuthPresent',
        'true',
        keyUnknown('aws:MultiFactorAuthPresent'),
      ],
      ['StringEquals', 'aws:ResourceTag/team', 'a', keyUnknown('aws:ResourceTag/team')],
      ['StringEqual', 'aws:username', 'a', 'operator StringEqual is not known here'],
      ['BinaryEquals', 'aws:username', 'a', 'operator BinaryEquals is not known here'],
      ['NotBool', 'aws:username', 'a', 'operator NotBool is not known here'],
      ['NumericNotLessThan', 'aws:EpochTime', '1', 'operator NumericNotLessThan is not known here'],
      ['NullIfExists', 'aws:username', 'true', 'operator NullIfExists is not known here'],
      [
        'ForSomeValues:StringEquals',
        'aws:username',
        'a',
        'operator ForSomeValues:StringEquals is not known here',
      ],
      ['Null', 'aws:username', 'yes', 'Null on aws:username must be true or false'],
      [
        'Bool',
        'autoscaling:ForceDelete',
        'yes',
        "Bool on autoscaling:ForceDelete: 'yes' must be true or false",
      ],
      [
        'NumericEquals',
        'aws:EpochTime',
        'ten',
        "NumericEquals on aws:EpochTime: 'ten' must be a number",
      ],
      [
        'DateEquals',
        'aws:CurrentTime',
        'now',
        "DateEquals on aws:CurrentTime: 'now' must be a date in ISO 8601 or epoch seconds",
      ],
      [
        'IpAddress',
        'aws:SourceIp',
        '10.0.0.0/33',
        "IpAddress on aws:SourceIp: '10.0.0.0/33' must be an address " +
          'or a range like 10.0.0.0/8',
      ],
      [
        'ArnLike',
        'aws:PrincipalArn',
        'alice',
        "ArnLike on aws:PrincipalArn: 'alice' must be an ARN of six parts",
      ],
      [
        'StringEquals',
        'aws:username',
        '${aws:nobody}',
        "StringEquals on aws:username: '${aws:nobody}' uses the variable aws:nobody, " +
          'which is not known here',
      ],
    ];
    for (const [operator, key, value, fault] of cases) {
      it(`${operator} on ${key} of ${value}`, () => {
        const parts = { operator, key, values: [value], hasVariables: true };
        expect(parseCondition(parts)).to.equal(fault);
      });
    }
  });
});

function keyUnknown(key: string): string {
  return `condition key ${key} is not known here`;
}

function holding(cases: readonly Case[], call: Call): void {
  for (const [operator, key, values, holds] of cases) {
    it(`${operator} ${key} ${values.join(' ')} ${holds ? 'holds' : 'does not hold'}`, () => {
      expect(conditionOf(operator, key, values)(call)).to.equal(holds);
    });
  }
}

function conditionOf(
  operator: string,
  key: string,
  values: readonly string[],
): (call: Call) => boolean {
  const condition = parseCondition({ operator, key, values, hasVariables: true });
  if (typeof condition === 'string') throw new Error(condition);
  return condition;
}
