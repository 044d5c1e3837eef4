import { expect } from 'chai';
import { MathError } from '../../src/cloudwatch/metric-math/tree.js';
import { parseSearch } from '../../src/cloudwatch/search/search-text.js';
import type { Metric } from '../../src/datapoints/datapoints.js';
import { tokensOf } from '../../src/datapoints/terms.js';
import { matching } from '../support/search-matching.js';

function metric(Namespace: string, MetricName: string, ...dimensions: [string, string][]): Metric {
  const Dimensions = dimensions.map(([Name, Value]) => ({ Name, Value }));
  return { account: '000000000000', region: 'us-east-1', Namespace, MetricName, Dimensions };
}

const metrics: Readonly<Record<string, Metric>> = {
  cpu: metric('AWS/EC2', 'CPUUtilization', ['InstanceId', 'i-0ab12cd']),
  cpuOfGroup: metric('AWS/EC2', 'CPUUtilization', ['AutoScalingGroupName', 'web']),
  cpuOfAll: metric('AWS/EC2', 'CPUUtilization'),
  credits: metric('AWS/EC2', 'CPUCreditUsage', ['InstanceId', 'i-0ab12cd']),
  disk: metric('AWS/EC2', 'DiskReadOps', ['InstanceId', 'i-9']),
  errors: metric('AWS/Lambda', 'Errors', ['FunctionName', 'my-function-2']),
  invocations: metric('AWS/Lambda', 'Invocations', ['FunctionName', 'orders']),
  requests: metric('My App', 'RequestCount', ['Load Balancer', 'a/b'], ['Zone', 'us-east-1a']),
};

describe('SEARCH', () => {
  describe('finds', () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['{AWS/EC2,InstanceId} MetricName="CPUUtilization"', ['cpu']],
      ['{AWS/EC2,InstanceId} CPUUtilization', ['cpu']],
      ['{AWS/EC2,InstanceId}', ['cpu', 'credits', 'disk']],
      ['{AWS/EC2}', ['cpuOfAll']],
      ['{AWS/EC2} CPUUtilization', ['cpuOfAll']],
      ['Namespace="AWS/EC2" utilization', ['cpu', 'cpuOfGroup', 'cpuOfAll']],
      ['cpuutilization', ['cpu', 'cpuOfGroup', 'cpuOfAll']],
      ['CPU', ['cpu', 'cpuOfGroup', 'cpuOfAll', 'credits']],
      ['cpu credit', ['credits']],
      ['CPUCredit', ['credits']],
      ['credit_usage', ['credits']],
      ['util', []],
      ['"cpuutilization"', []],
      ['"CPUUtilization" InstanceId', ['cpu']],
      ['i-0ab12cd NOT CPUUtilization', ['credits']],
      ['Errors OR DiskReadOps', ['disk', 'errors']],
      ['Lambda AND (Errors OR Invocations) NOT orders', ['errors']],
      ['Errors OR DiskReadOps AND InstanceId', ['disk', 'errors']],
      ['NOT Namespace="AWS/EC2" NOT Lambda', ['requests']],
      ['FunctionName="my-function-2"', ['errors']],
      ['FunctionName=function', ['errors']],
      ['function', ['errors', 'invocations']],
      ['MetricName=(Errors OR "Invocations")', ['errors', 'invocations']],
      ['MetricName=orders', []],
      ['{"My App",Zone,"Load Balancer"}', ['requests']],
      ['{"My App",Zone}', []],
      ['"Load Balancer"="a/b"', ['requests']],
      ['"a\\/b"', ['requests']],
      ['us-east-1a', ['requests']],
      [':aws.AccountId=LOCAL Errors', ['errors']],
      [':aws.AccountId="LOCAL" Errors', ['errors']],
      [':aws.AccountId=("LOCAL" OR 111111111111) Errors', ['errors']],
      // Recorded from AWS: metric_search of the public repository radkawar/stackd.
      [":aws.AccountId='LOCAL' Errors", []],
      [':aws.AccountId="111111111111" Errors', []],
      ["'CPUUtilization' InstanceId", ['cpu']],
      ["'cpuutilization'", ['cpu', 'cpuOfGroup', 'cpuOfAll']],
      ["Lambda's", []],
      ["'Errors", ['errors']],
      ['or', []],
      ['', Object.keys(metrics)],
      ['creditusage', ['credits']],
      ['crediTUsage', []],
      // What has neither letters nor digits has no tokens, and is found as it stands.
      ['_ OR /b', ['requests']],
      ['Lambda /', ['errors', 'invocations']],
    ];
    for (const [text, expected] of cases) {
      it(`${expected.join(', ') || 'nothing'} by ${text}`, () => {
        const matches = matching(parseSearch(text));
        const found = Object.entries(metrics).filter(([, each]) => matches(each));
        expect(found.map(([name]) => name)).to.deep.equal(expected);
      });
    }
  });

  describe('refuses', () => {
    const cases: readonly (readonly [string, number])[] = [
      ['{AWS/EC2', 8],
      ['{} x', 1],
      ['{AWS/EC2}, x', 9],
      ['a OR', 4],
      ['a AND', 5],
      ['a OR OR b', 4],
      ['(a', 2],
      ['a)', 1],
      ['MetricName=', 11],
      ['MetricName==a', 11],
      ['"open', 0],
      ['x'.repeat(1_025), 1_024],
      ['('.repeat(500), 50],
    ];
    for (const [text, at] of cases) {
      it(`'${text.slice(0, 20)}'`, () => {
        const message = `Invalid SEARCH parameter: ${text}`;
        expect(() => parseSearch(text))
          .to.throw(MathError)
          .that.includes({ message, at });
      });
    }
  });

  it('cuts names into tokens', () => {
    const texts = ['CPUUtilization', 'i-0ab12cd', 'HTTPCode_ELB_5XX', 'us-east-1', 'größeMB'];
    expect(texts.map(tokensOf)).to.deep.equal([
      ['cpu', 'utilization'],
      ['i', '0', 'ab', '12', 'cd'],
      ['http', 'code', 'elb', '5', 'xx'],
      ['us', 'east', '1'],
      ['größe', 'mb'],
    ]);
  });
});
