import { expect } from 'chai';
import { readAutoScalingModel } from '../../src/autoscaling/model.js';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { CborReader } from '../../src/wire/cbor-bytes.js';
import type { HttpAnswer } from '../../src/server/exchange.js';
import { reflect } from '../wire/mirror.js';
import { cborRequest, jsonRequest, queryRequest } from '../wire/requests.js';
import { answerFault } from './answer-fault.js';
import { hostileBodies } from './hostile-bodies.js';

/**
 * Each of these takes a third of a second at most; a parser whose work grows with the square of a
 * megabyte takes minutes.
 */
const millisecondsMax = 8_000;
/** An answer may show what was sent, up to a length. */
const answerLengthMax = 80_000;

describe('a hostile body', () => {
  const models = [readCloudWatchModel(), readAutoScalingModel()];

  const bodies = hostileBodies();
  for (const [name, request, code] of bodies) {
    it(`is refused soon and briefly: ${name}`, async function () {
      this.timeout(millisecondsMax);
      const reflection = await reflect(request, {}, models);
      expect(answerFault(reflection)).to.equal(undefined);
      expect(codeOf(reflection.answer)).to.equal(code);
      expect(reflection.answer.body.length).to.be.below(answerLengthMax);
    });
  }

  const pollution =
    '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';
  const polluting = [
    ['JSON', jsonRequest('DescribeAlarms', pollution)],
    ['Query', queryRequest('Action=DescribeAlarms&__proto__.polluted=yes&constructor.a=b')],
    ['CBOR', cborRequest('DescribeAlarms', cborMap('__proto__', 'a1', text('polluted'), 'f5'))],
  ] as const;
  for (const [name, request] of polluting) {
    it(`cannot reach the prototype of all objects: ${name}`, async () => {
      const { call } = await reflect(request, {});
      expect(call?.input).to.deep.equal({});
      expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
    });
  }

  const attributes = [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ] as const;
  const member = 'EntityMetricData.member.1.Entity.Attributes.entry';
  const keyed = [
    [
      'JSON',
      jsonRequest(
        'PutMetricData',
        '{"EntityMetricData":[{"Entity":{"Attributes":{"__proto__":"a","constructor":"b"}}}]}',
      ),
    ],
    [
      'Query',
      queryRequest(
        `Action=PutMetricData&${member}.1.key=__proto__&${member}.1.value=a` +
          `&${member}.2.key=constructor&${member}.2.value=b`,
      ),
    ],
    [
      'CBOR',
      cborRequest(
        'PutMetricData',
        cborMap(
          'EntityMetricData',
          ...['81', 'a1', text('Entity'), 'a1', text('Attributes'), 'a2'],
          ...attributes.flatMap((pair) => pair.map(text)),
        ),
      ),
    ],
  ] as const;
  for (const [name, request] of keyed) {
    it(`may have keys that mean something to JavaScript: ${name}`, async () => {
      const { call } = await reflect(request, {});
      const Attributes: unknown = Object.fromEntries(attributes);
      expect(call?.input).to.deep.equal({ EntityMetricData: [{ Entity: { Attributes } }] });
    });
  }
});

function codeOf({ headers, body }: HttpAnswer): string | undefined {
  switch (headers['content-type']) {
    case 'text/xml':
      return /<Code>(\w+)<\/Code>/.exec(body.toString())?.[1];
    case 'application/cbor':
      return nameOf(new CborReader(Buffer.from(body)).readDocument());
    default:
      return nameOf(JSON.parse(body.toString()));
  }
}

/** `com.amazonaws.cloudwatch#ResourceNotFound` is a ResourceNotFound. */
function nameOf(body: unknown): string | undefined {
  return (body as { __type?: string }).__type?.replace(/^.*#/, '');
}

function cborMap(key: string, ...valueHex: readonly string[]): Buffer {
  return Buffer.from(`a1${text(key)}${valueHex.join('')}`, 'hex');
}

function text(value: string): string {
  return Buffer.from([0x60 + value.length, ...Buffer.from(value)]).toString('hex');
}
