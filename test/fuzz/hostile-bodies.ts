import { gzipSync } from 'node:zlib';
import { bodyBytesMax } from '../../src/server/body.js';
import type { HttpRequest } from '../../src/server/exchange.js';
import { cborRequest, jsonRequest, queryRequest } from '../wire/requests.js';

/** Bodies made to cost much, as large as a body may be, and the code that is answered. */
export function hostileBodies(): readonly HostileBody[] {
  return [
    ...jsonBodies(),
    ...queryBodies(),
    ...cborBodies(),
    ['a gzip bomb', gzipped(Buffer.alloc(200 * bodyBytesMax)), 'RequestEntityTooLargeException'],
    ['half a gzip body', gzipped(Buffer.from('{}'), 12), 'SerializationException'],
  ];
}

export type HostileBody = readonly [name: string, request: HttpRequest, code: string];

function jsonBodies(): HostileBody[] {
  const put = (body: string): HttpRequest => jsonRequest('PutMetricData', body);
  const many = (open: string, one: string, close: string): string =>
    `${open}${filled(`${one},`)}${one}${close}`;
  const keys = Array.from({ length: 80_000 }, (_, index) => `"k${index}":0`).join();
  const invalid = 'InvalidParameterValueException';
  const missing = 'MissingRequiredParameterException';
  const unreadable = 'SerializationException';
  return [
    ['JSON of open brackets', put('['.repeat(bodyBytesMax)), unreadable],
    ['JSON that nests 10,000 deep', put(`{"MetricData":${nested(10_000)}}`), unreadable],
    ['JSON that nests 500,000 deep', put(`{"MetricData":${nested(500_000)}}`), unreadable],
    ['JSON that nests where nothing is read', put(`{"a":${nested(500_000)}}`), missing],
    ['JSON of 80,000 keys', put(`{${keys}}`), missing],
    ['JSON of one key again and again', put(many('{', '"Namespace":""', '}')), missing],
    [
      'JSON with a time of a million digits',
      statistics(`{"StartTime":${filled('9')}}`),
      unreadable,
    ],
    ['JSON with a name of a megabyte', put(`{"Namespace":"${filled('a')}"}`), invalid],
    ['JSON of empty datums', put(many('{"Namespace":"n","MetricData":[', '{}', ']}')), invalid],
    ['JSON of values', put(many('{"MetricData":[{"Values":[', '1', ']}]}')), missing],
    [
      'JSON of alarm names',
      jsonRequest('DescribeAlarms', many('{"AlarmNames":[', '""', ']}')),
      'ValidationException',
    ],
    [
      'JSON of empty dimensions',
      jsonRequest('PutMetricAlarm', many('{"Dimensions":[', '{}', ']}')),
      'ValidationException',
    ],
  ];
}

function statistics(body: string): HttpRequest {
  return jsonRequest('GetMetricStatistics', body);
}

function queryBodies(): HostileBody[] {
  const action = 'Action=PutMetricAlarm&Version=2010-08-01';
  const numbered = (parameter: (index: number) => string, count: number): string =>
    action + Array.from({ length: count }, (_, index) => `&${parameter(index)}=`).join('');
  const invalid = 'ValidationError';
  const notUtf8 = { ...queryRequest(''), body: Buffer.from('a=\xff', 'latin1') };
  return [
    ['a form of keys', queryRequest(numbered((index) => `k${index}`, 100_000)), invalid],
    [
      'a form of deep keys',
      queryRequest(numbered((index) => `${index}${'.a'.repeat(22)}`, 19_000)),
      invalid,
    ],
    [
      'a form of elements',
      queryRequest(numbered((index) => `OKActions.member.${index}`, 40_000)),
      invalid,
    ],
    ['a form with one key of dots', queryRequest(`${action}&${filled('a.')}=1`), invalid],
    ['a form with a key 10,000 deep', queryRequest(`${action}&${'a.'.repeat(10_000)}=1`), invalid],
    ['a form of ampersands', queryRequest(action + filled('&')), invalid],
    ['a form of escapes', queryRequest(`${action}&a=${filled('%41')}`), invalid],
    ['a form of bad escapes', queryRequest(`${action}&a=${filled('%ff')}`), 'MalformedQueryString'],
    ['a key given twice', queryRequest(`${action}&a=1&a=2`), 'MalformedQueryString'],
    ['a number of digits', queryRequest(`${action}&Period=${filled('9')}x`), 'MalformedInput'],
    ['a number of blanks', queryRequest(`${action}&Period=${filled('+')}x`), 'MalformedInput'],
    ['an action of a megabyte', queryRequest(`Action=${filled('A')}`), 'InvalidAction'],
    ['a version of a megabyte', queryRequest(`Action=A&Version=${filled('A')}`), 'NoSuchVersion'],
    ['a form that is not UTF-8', notUtf8, 'MalformedInput'],
  ];
}

function cborBodies(): HostileBody[] {
  const put = (...parts: readonly string[]): HttpRequest =>
    cborRequest('PutMetricData', Buffer.from(parts.join(''), 'hex'));
  const metricData = '6a4d657472696344617461';
  const namespace = '694e616d657370616365';
  const unreadable = 'SerializationException';
  const missing = 'MissingRequiredParameterException';
  return [
    ['CBOR lists in lists', put(filledHex('81')), unreadable],
    ['CBOR lists in lists without an end', put(filledHex('9f')), unreadable],
    ['CBOR maps in maps', put(filledHex('bf6161')), unreadable],
    ['CBOR tags of tags', put(filledHex('c1')), unreadable],
    ['CBOR of empty maps', put('a1', metricData, '9f', filledHex('a0'), 'ff'), missing],
    ['CBOR text of empty pieces', put('a1', namespace, '7f', filledHex('60'), 'ff'), missing],
    ['CBOR with a key twice', put('bf', filledHex('616101'), 'ff'), unreadable],
    ['CBOR with a text beyond its end', put('a1', namespace, '7bffffffffffffffff61'), unreadable],
    ['CBOR with a list beyond its end', put('a1', metricData, '9b7fffffffffffffff'), unreadable],
    ['CBOR with a map beyond its end', put('bbffffffffffffffff'), unreadable],
    ['CBOR with a piece of another kind', put('a1', namespace, '7f4161ff'), unreadable],
    ['CBOR with bytes behind its end', put('a000'), unreadable],
    ['CBOR that ends in the middle', put('bf61'), unreadable],
    ['CBOR with a key that is no text', put('a10101'), unreadable],
    ['CBOR with a text that is not UTF-8', put('a1', namespace, '61ff'), unreadable],
    ['CBOR with a time that is a text', put('a16161c16161'), unreadable],
  ];
}

const frameBytes = 300;

function filled(text: string): string {
  return text.repeat(Math.floor((bodyBytesMax - frameBytes) / text.length));
}

function filledHex(hex: string): string {
  return hex.repeat(Math.floor((bodyBytesMax - frameBytes) / (hex.length / 2)));
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

function gzipped(body: Buffer, end?: number): HttpRequest {
  const request = jsonRequest('PutMetricData');
  const headers = { ...request.headers, 'content-encoding': 'gzip' };
  return { ...request, headers, body: gzipSync(body).subarray(0, end) };
}
