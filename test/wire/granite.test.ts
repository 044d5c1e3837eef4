import { expect } from 'chai';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { answer, type Case } from './constraint-answer.js';

const cloudWatch = readCloudWatchModel();
const datum = { MetricName: 'm', Value: 1 };
const put = (changes: object): object => ({
  Namespace: 'n',
  MetricData: [{ ...datum, ...changes }],
});
const unitSet =
  'Seconds, Microseconds, Milliseconds, Bytes, Kilobytes, Megabytes, Gigabytes, Terabytes, Bits, ' +
  'Kilobits, Megabits, Gigabits, Terabits, Percent, Count, Bytes/Second, Kilobytes/Second, ' +
  'Megabytes/Second, Gigabytes/Second, Terabytes/Second, Bits/Second, Kilobits/Second, ' +
  'Megabits/Second, Gigabits/Second, Terabits/Second, Count/Second, None';

describe('the constraints of metric operations', () => {
  const invalid: readonly Case[] = [
    ['accept what fits', 'PutMetricData', put({}), undefined],
    [
      // Recorded from AWS (awslabs/collectd-cloudwatch pull request 46).
      'list the units in the order of the model',
      'PutMetricData',
      put({ Unit: 'Counter' }),
      `The parameter MetricData.member.1.Unit must be a value in the set [ ${unitSet} ].`,
    ],
    [
      // Recorded from AWS (cloudposse-archives/prometheus-to-cloudwatch issue 14), when the bound
      // was 256.
      'write a line for each violation',
      'PutMetricData',
      put({ Dimensions: [{ Name: 'd', Value: 'é'.repeat(1025) }] }),
      'The value for parameter MetricData.member.1.Dimensions.member.1.Value contains non-ASCII ' +
        'characters.\nThe parameter MetricData.member.1.Dimensions.member.1.Value must be ' +
        'shorter than 1025 characters.',
    ],
    [
      // Recorded from AWS (boto/botocore issue 1671).
      'know two resolutions',
      'PutMetricData',
      put({ StorageResolution: 300 }),
      'The parameter MetricData.member.1.StorageResolution must be a value in the set [ 1, 60 ].',
    ],
    [
      'bound values',
      'PutMetricData',
      put({ Value: 2 ** 361 }),
      'The value 4.6970851655476665E108 for parameter MetricData.member.1.Value is invalid.',
    ],
    ['take the largest value', 'PutMetricData', put({ Value: 2 ** 360 }), undefined],
    [
      'refuse what is no number',
      'PutMetricData',
      put({ Value: NaN }),
      'The value NaN for parameter MetricData.member.1.Value is invalid.',
    ],
    [
      'bound the sum of a statistic set',
      'PutMetricData',
      put({ StatisticValues: { SampleCount: 1, Sum: -Infinity, Minimum: 1, Maximum: 1 } }),
      'The value -Infinity for parameter MetricData.member.1.StatisticValues.Sum is invalid.',
    ],
    [
      'want at least part of a sample',
      'PutMetricData',
      put({ StatisticValues: { SampleCount: 0, Sum: 1, Minimum: 1, Maximum: 1 } }),
      'The parameter MetricData.member.1.StatisticValues.SampleCount must be greater than 0.',
    ],
    [
      'tell of negative counts once',
      'PutMetricData',
      put({ Values: [1, 2], Counts: [-1, -2] }),
      'The parameter MetricData.member.1.Counts must contain only values greater than 0.',
    ],
    ['take a count of 0', 'PutMetricData', put({ Values: [1], Counts: [0] }), undefined],
    [
      'bound the data of a request',
      'PutMetricData',
      { Namespace: 'n', MetricData: Array(1001).fill(datum) },
      'The collection MetricData must not have a size greater than 1000.',
    ],
    [
      'bound the values of a datum',
      'PutMetricData',
      put({ Values: Array(151).fill(1) }),
      'The collection MetricData.member.1.Values must not have a size greater than 150.',
    ],
    ['take a namespace with a leading colon', 'PutMetricData', { Namespace: ':n' }, undefined],
    [
      'know the statistics',
      'GetMetricStatistics',
      {
        Namespace: 'n',
        MetricName: 'm',
        StartTime: new Date(0),
        EndTime: new Date(1),
        Period: 7,
        Statistics: ['Sum', 'Mean'],
      },
      'The parameter Statistics.member.2.<list element> must be a value in the set ' +
        '[SampleCount, Average, Sum, Minimum, Maximum].',
    ],
    [
      'know one span of recent activity',
      'ListMetrics',
      { RecentlyActive: 'PT4H' },
      'Request parameter recentlyActive value is invalid',
    ],
    [
      // Recorded from AWS, with its line feed (cloudwatch-recorded.md a2).
      'hold the name of a dashboard to its characters',
      'PutDashboard',
      { DashboardName: 'a b', DashboardBody: '{}' },
      'The value for field DashboardName contains invalid characters. It can only contain ' +
        'alphanumerics, dash (-) and underscore (_).\n',
    ],
    [
      'want a dashboard to delete',
      'DeleteDashboards',
      { DashboardNames: [] },
      'Field DashboardNames is required and has to contain at least 1 element.\n',
    ],
    ['want a tag', 'TagResource', { ResourceARN: 'a', Tags: [] }, 'tags cannot be empty.'],
    [
      'print a pattern as AWS spells it',
      'PutInsightRule',
      { RuleName: 'é', RuleDefinition: '{}' },
      'The value for parameter RuleName is not matching the expected pattern ' +
        String.raw`[\x20-\x7E]+.`,
    ],
  ];
  for (const [name, operation, input, message] of invalid) {
    it(name, () =>
      expect(answer(cloudWatch, operation, input)).to.deep.equal(
        message && { code: 'InvalidParameterValue', message },
      ),
    );
  }

  it('tell first, and under its own code, what is missing or blank', () => {
    // Recorded from AWS (awslabs/amazon-kinesis-producer pull request 594 and issue 393).
    const dimensions = [{ Name: 'd', Value: ' ' }, { Name: 'e' }];
    const input = put({ Dimensions: dimensions, Unit: 'Counter' });
    expect(answer(cloudWatch, 'PutMetricData', input)).to.deep.equal({
      code: 'MissingParameter',
      message:
        'The parameter MetricData.member.1.Dimensions.member.1.Value is required.\n' +
        'The parameter MetricData.member.1.Dimensions.member.2.Value is required.',
    });
  });

  it('leave units to PutMetricData where they are lenient', () => {
    const lenient = readCloudWatchModel({ lenientUnits: true });
    expect(answer(lenient, 'PutMetricData', put({ Unit: 'Counter' }))).to.equal(undefined);
  });

  it('speak of GetMetricData in the same words under another code', () => {
    const query = { Id: 'A', Expression: '1' };
    const input = { MetricDataQueries: [query], StartTime: new Date(0), EndTime: new Date(1) };
    expect(answer(cloudWatch, 'GetMetricData', input)).to.deep.equal({
      code: 'ValidationError',
      message:
        'The value for parameter MetricDataQueries.member.1.Id is not matching the expected ' +
        'pattern ^[a-z][a-zA-Z0-9_]*$.',
    });
  });
});
