import { expect } from 'chai';
import type { HttpRequest } from '../../src/server/exchange.js';
import { reflect } from './mirror.js';
import { cborRequest, jsonRequest, queryRequest } from './requests.js';

/** What clients other than the SDK's own send, and what a server must make of it. */
describe('a request', () => {
  const time = new Date('2025-12-17T13:23:00.001Z');
  const understood: readonly [string, HttpRequest, object][] = [
    [
      'in JSON may hold null, members that nobody knows, and white space',
      jsonRequest('GetMetricStatistics', ' {"Namespace": null, "Nonsense": [1], "Period": 60.0}\n'),
      { Period: 60 },
    ],
    [
      'in JSON has its milliseconds cut, not rounded',
      jsonRequest('GetMetricStatistics', '{"StartTime":1765977780.0019}'),
      { StartTime: time },
    ],
    [
      'in JSON has numbers that are none as text',
      putValues('["NaN","Infinity","-Infinity",-0.0,1e400]'),
      { MetricData: [{ Values: [NaN, Infinity, -Infinity, -0, Infinity] }] },
    ],
    [
      'in JSON may name its type in capitals, with a character set',
      inType('Application/X-Amz-JSON-1.0; charset=UTF-8', jsonRequest('ListMetrics')),
      {},
    ],
    ['in JSON may have no body at all', jsonRequest('ListMetrics', ''), {}],
    [
      'in CBOR may hold null and undefined',
      statisticsCbor('bf', text('Namespace'), 'f6', text('MetricName'), 'f7', 'ff'),
      {},
    ],
    [
      // As the AWS SDK for Java 2 writes it.
      'in CBOR may have maps without a length in a list with one',
      dataCbor('81', 'bf', text('Timestamp'), 'c1fb41da50abad001893', 'ff'),
      { MetricData: [{ Timestamp: time }] },
    ],
    [
      // As botocore writes it.
      'in CBOR may have a time in whole seconds',
      dataCbor('81', 'a1', text('Timestamp'), 'c11a6942aeb4'),
      { MetricData: [{ Timestamp: new Date('2025-12-17T13:23:00Z') }] },
    ],
    [
      'in CBOR may have floats of every width, and a sign on zero',
      dataCbor(
        ...['81', 'a1', text('Values'), '87', 'f93c00', 'f97c00', 'f97e00', 'f98000'],
        ...['fa3fc00000', 'fbc004000000000000', '3863'],
      ),
      { MetricData: [{ Values: [1, Infinity, NaN, -0, 1.5, -2.5, -100] }] },
    ],
    [
      'in CBOR may have text in pieces',
      statisticsCbor('a1', text('Namespace'), '7f', text('My/'), text('App'), 'ff'),
      { Namespace: 'My/App' },
    ],
    ['in CBOR may have no body at all', cborRequest('ListMetrics', Buffer.alloc(0)), {}],
    [
      'in Query has its elements by their numbers, gaps closed',
      queryRequest(
        'Action=DescribeAlarms&AlarmNames.member.10=c&AlarmNames.member.2=b&AlarmNames.member.1=a',
      ),
      { AlarmNames: ['a', 'b', 'c'] },
    ],
    [
      'in Query may have an empty list and empty text',
      queryRequest('Action=DescribeAlarms&AlarmNames=&AlarmNamePrefix='),
      { AlarmNames: [], AlarmNamePrefix: '' },
    ],
    [
      'in Query has the one list that AWS calls by another name',
      queryRequest(
        'Action=CreateAutoScalingGroup&Version=2011-01-01&MixedInstancesPolicy.LaunchTemplate' +
          '.Overrides.member.1.InstanceRequirements.BaselinePerformanceFactors.Cpu' +
          '.Reference.item.1.InstanceFamily=m5',
      ),
      {
        MixedInstancesPolicy: {
          LaunchTemplate: { Overrides: [{ InstanceRequirements: factors('m5') }] },
        },
      },
    ],
    [
      'in Query has blanks as plus or escape, and booleans in any case',
      queryRequest('Action=PutMetricAlarm&AlarmName=a+b%20c%2B&ActionsEnabled=TRUE&Threshold=1e2'),
      { AlarmName: 'a b c+', ActionsEnabled: true, Threshold: 100 },
    ],
  ];
  for (const [name, request, input] of understood) {
    it(name, async () => {
      const { call } = await reflect(request, {});
      expect(call?.input).to.deep.equal(input);
    });
  }

  const misplaced = 'Start of structure or map found where not expected';
  // The words are recorded of PutMetricAlarm (tests/test_cloudwatch.py of ministackorg/ministack).
  const refused: readonly [string, HttpRequest, string | undefined][] = [
    ['text for a list', tagged('"x"'), 'Unexpected field type'],
    ['a structure for a list', tagged('{"Key":"a"}'), misplaced],
    ['text for a structure', tagged('["x"]'), 'Unexpected value type in payload'],
    ['a list for text', tagged('[{"Key":["a"]}]'), undefined],
    ['a structure for text', tagged('[{"Key":{"a":1}}]'), misplaced],
    ['false for text', tagged('[{"Key":false}]'), 'FALSE_VALUE cannot be converted to String'],
    [
      'a number for text',
      statistics('"Namespace":1'),
      'NUMBER_VALUE cannot be converted to String',
    ],
    [
      'text for a number',
      statistics('"Period":"60"'),
      'STRING_VALUE cannot be converted to Integer',
    ],
    [
      'a fraction for an integer',
      statistics('"Period":0.5'),
      'DECIMAL_VALUE cannot be converted to Integer',
    ],
    [
      'an integer of 33 bits',
      statistics('"Period":2147483648'),
      'NUMBER_VALUE cannot be converted to Integer',
    ],
    [
      'true for a time',
      statistics('"StartTime":true'),
      'TRUE_VALUE cannot be converted to Timestamp',
    ],
    [
      'a time beyond all dates',
      statistics('"StartTime":1e300'),
      'NUMBER_VALUE cannot be converted to Timestamp',
    ],
    ['a list for a structure', putJson('"MetricData":[[]]'), undefined],
    ['null in a list', putJson('"MetricData":[null]'), 'A list must not hold null.'],
    ['a list for all', jsonRequest('ListMetrics', '[]'), undefined],
  ];
  for (const [name, request, message] of refused) {
    it(`is refused that has ${name}`, async () => {
      const { answer, failure } = await reflect(request, {});
      expect({
        failure,
        status: answer.status,
        ...JSON.parse(answer.body.toString()),
      }).to.deep.equal({
        failure: undefined,
        status: 400,
        __type: 'com.amazon.coral.service#SerializationException',
        ...(message !== undefined && { message }),
      });
    });
  }
});

function inType(type: string, request: HttpRequest): HttpRequest {
  return { ...request, headers: { ...request.headers, 'content-type': type } };
}

function statistics(members: string): HttpRequest {
  return jsonRequest('GetMetricStatistics', `{${members}}`);
}

function putJson(members: string): HttpRequest {
  return jsonRequest('PutMetricData', `{${members}}`);
}

function tagged(tags: string): HttpRequest {
  return jsonRequest('PutMetricAlarm', `{"Tags":${tags}}`);
}

function putValues(values: string): HttpRequest {
  return putJson(`"MetricData":[{"Values":${values}}]`);
}

function statisticsCbor(...parts: readonly string[]): HttpRequest {
  return cborRequest('GetMetricStatistics', Buffer.from(parts.join(''), 'hex'));
}

function dataCbor(...parts: readonly string[]): HttpRequest {
  const bytes = Buffer.from(`a1${text('MetricData')}${parts.join('')}`, 'hex');
  return cborRequest('PutMetricData', bytes);
}

function factors(InstanceFamily: string): object {
  return { BaselinePerformanceFactors: { Cpu: { References: [{ InstanceFamily }] } } };
}

function text(value: string): string {
  return Buffer.from([0x60 + value.length, ...Buffer.from(value)]).toString('hex');
}
