import {
  DashboardInvalidInputError$,
  InvalidParameterCombinationException$,
  ResourceNotFound$,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import type { HttpRequest } from '../../src/server/exchange.js';
import { ServiceError, ValidationError$ } from '../../src/wire/errors.js';
import { reflect } from './mirror.js';
import { cborRequest, inQueryMode, jsonRequest, queryRequest } from './requests.js';

/** AWS's own texts, to the letter; as recorded (cloudwatch-recorded a, the Auto Scaling API). */
describe('an answer', () => {
  const page = {
    MetricDataResults: [
      {
        Id: 'm1',
        Label: 'a & <b>\r\n"c"\u0000',
        Timestamps: [new Date('2025-12-17T13:23:00Z'), new Date('2025-12-17T13:22:00.250Z')],
        Values: [41, 0.5, 1e-4, 12_345_678, NaN, Infinity, -Infinity, -0],
        StatusCode: 'Complete',
      },
    ],
    Messages: [],
  };

  const answers: readonly [string, HttpRequest, object | ServiceError, string][] = [
    [
      'has doubles with a point and times in whole seconds in JSON',
      jsonRequest('GetMetricData'),
      page,
      '{"MetricDataResults":[{"Id":"m1","Label":"a & <b>\\r\\n\\"c\\"\\u0000",' +
        '"Timestamps":[1765977780.0,1765977720.25],' +
        '"Values":[41.0,0.5,1.0E-4,1.2345678E7,"NaN","Infinity","-Infinity",-0.0],' +
        '"StatusCode":"Complete"}],"Messages":[]}',
    ],
    [
      'has ISO times and escaped text in XML, and its empty lists',
      queryRequest('Action=GetMetricData&Version=2010-08-01'),
      page,
      '<GetMetricDataResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">' +
        '<GetMetricDataResult><MetricDataResults><member><Id>m1</Id>' +
        '<Label>a &amp; &lt;b&gt;&#xD;\n&quot;c&quot;\uFFFD</Label>' +
        '<Timestamps><member>2025-12-17T13:23:00Z</member>' +
        '<member>2025-12-17T13:22:00.250Z</member></Timestamps>' +
        '<Values><member>41.0</member><member>0.5</member><member>1.0E-4</member>' +
        '<member>1.2345678E7</member><member>NaN</member><member>Infinity</member>' +
        '<member>-Infinity</member><member>-0.0</member></Values>' +
        '<StatusCode>Complete</StatusCode></member></MetricDataResults><Messages/>' +
        '</GetMetricDataResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>' +
        '</GetMetricDataResponse>',
    ],
    ['without members is an empty object in JSON', jsonRequest('PutMetricData'), {}, '{}'],
    [
      'without a result has none in XML',
      queryRequest('Action=SetDesiredCapacity&Version=2011-01-01'),
      {},
      '<SetDesiredCapacityResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">' +
        '<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>' +
        '</SetDesiredCapacityResponse>',
    ],
    [
      'with an empty result has the element in XML',
      queryRequest('Action=PutLifecycleHook&Version=2011-01-01'),
      {},
      '<PutLifecycleHookResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">' +
        '<PutLifecycleHookResult/><ResponseMetadata><RequestId>ID</RequestId>' +
        '</ResponseMetadata></PutLifecycleHookResponse>',
    ],
    [
      'has the lists of a group that boto 2 does not know behind those that it knows',
      queryRequest('Action=DescribeAutoScalingGroups&Version=2011-01-01'),
      {
        AutoScalingGroups: [
          {
            AvailabilityZoneIds: ['use1-az1', 'use1-az2'],
            MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{ InstanceType: 'm5.large' }] } },
            Instances: [],
            TerminationPolicies: ['Default'],
          },
        ],
      },
      '<DescribeAutoScalingGroupsResponse ' +
        'xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">' +
        '<DescribeAutoScalingGroupsResult><AutoScalingGroups><member><Instances/>' +
        '<TerminationPolicies><member>Default</member></TerminationPolicies>' +
        '<MixedInstancesPolicy><LaunchTemplate><Overrides><member>' +
        '<InstanceType>m5.large</InstanceType></member></Overrides></LaunchTemplate>' +
        '</MixedInstancesPolicy><AvailabilityZoneIds><member>use1-az1</member>' +
        '<member>use1-az2</member></AvailabilityZoneIds></member></AutoScalingGroups>' +
        '</DescribeAutoScalingGroupsResult><ResponseMetadata><RequestId>ID</RequestId>' +
        '</ResponseMetadata></DescribeAutoScalingGroupsResponse>',
    ],
    [
      'to a fault of the caller frames type, code and message in XML',
      queryRequest('Action=DescribePolicies&Version=2011-01-01'),
      new ServiceError(ValidationError$, "Group 'a' & <b>"),
      '<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error>' +
        '<Type>Sender</Type><Code>ValidationError</Code>' +
        "<Message>Group 'a' &amp; &lt;b&gt;</Message></Error>" +
        '<RequestId>ID</RequestId></ErrorResponse>',
    ],
    [
      'to a fault without words has no message in XML',
      queryRequest('Action=SetAlarmState&Version=2010-08-01'),
      new ServiceError(ResourceNotFound$),
      '<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error>' +
        '<Type>Sender</Type><Code>ResourceNotFound</Code></Error>' +
        '<RequestId>ID</RequestId></ErrorResponse>',
    ],
    [
      'to a fault without words has its type alone in JSON',
      jsonRequest('SetAlarmState'),
      new ServiceError(ResourceNotFound$),
      '{"__type":"com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound"}',
    ],
    [
      "to a violated constraint has Coral's type in JSON",
      jsonRequest('SetAlarmState'),
      new ServiceError(ValidationError$, '1 validation error detected: …'),
      '{"__type":"com.amazon.coral.validate#ValidationException",' +
        '"message":"1 validation error detected: …"}',
    ],
    [
      "to parameters that exclude each other has Coral's type in JSON",
      jsonRequest('PutMetricData'),
      new ServiceError(InvalidParameterCombinationException$, 'The parameters …'),
      '{"__type":"com.amazon.coral.service#InvalidParameterCombinationException",' +
        '"message":"The parameters …"}',
    ],
    [
      'to a fault with members of its own has them too',
      queryRequest('Action=PutDashboard&Version=2010-08-01'),
      new ServiceError(DashboardInvalidInputError$, 'The dashboard is invalid.', {
        dashboardValidationMessages: [{ DataPath: '/widgets/0', Message: 'Should be object' }],
      }),
      '<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error>' +
        '<Type>Sender</Type><Code>InvalidParameterInput</Code>' +
        '<Message>The dashboard is invalid.</Message><dashboardValidationMessages><member>' +
        '<DataPath>/widgets/0</DataPath><Message>Should be object</Message></member>' +
        '</dashboardValidationMessages></Error><RequestId>ID</RequestId></ErrorResponse>',
    ],
  ];
  for (const [name, request, reply, text] of answers) {
    it(name, async () => {
      const { answer } = await reflect(request, reply);
      const id = answer.headers['x-amzn-RequestId'] ?? '';
      expect(answer.body.toString().replace(id, 'ID')).to.equal(text);
    });
  }

  it('in CBOR has maps and lists of indefinite length, and times as tagged doubles', async () => {
    const reply = { Datapoints: [{ Timestamp: new Date('2025-12-17T13:23:00Z'), Sum: 41 }] };
    const { answer } = await reflect(cborRequest('GetMetricStatistics'), reply);
    const time = 'c1fb41da50abad000000';
    const expected =
      `bf${text('Datapoints')}9f` +
      `bf${text('Timestamp')}${time}${text('Sum')}fb4044800000000000ff` +
      'ffff';
    expect(Buffer.from(answer.body).toString('hex')).to.equal(expected);
  });

  const marks: readonly [string, HttpRequest, number, string | undefined][] = [
    ['404 in Query', queryRequest('Action=SetAlarmState'), 404, undefined],
    ['400 in JSON', jsonRequest('SetAlarmState'), 400, undefined],
    ['400 in CBOR', cborRequest('SetAlarmState'), 400, undefined],
    ['404 in JSON with query mode', inQueryMode(jsonRequest('SetAlarmState')), 404, 'yes'],
    ['404 in CBOR with query mode', inQueryMode(cborRequest('SetAlarmState')), 404, 'yes'],
  ];
  for (const [name, request, status, hasQueryError] of marks) {
    it(`to a missing alarm has the status ${name}`, async () => {
      const { answer } = await reflect(request, new ServiceError(ResourceNotFound$));
      const queryError = answer.headers['x-amzn-query-error'];
      expect([answer.status, queryError]).to.deep.equal([
        status,
        hasQueryError && 'ResourceNotFound;Sender',
      ]);
    });
  }
});

function text(value: string): string {
  return Buffer.from([0x60 + value.length, ...Buffer.from(value)]).toString('hex');
}
