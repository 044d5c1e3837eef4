import { expect } from 'chai';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { writeCbor } from '../../src/wire/cbor.js';
import { writeJson } from '../../src/wire/json.js';
import { cbor, json, type Protocol, query } from '../../src/wire/protocol.js';
import { buildXml, xmlStructure } from '../../src/wire/query.js';
import { emptyStructure } from '../../src/wire/shape.js';

describe('writing a long answer', () => {
  const model = readCloudWatchModel();
  const operation = model.shapes.get('GetMetricData');
  const shape = operation?.output ?? emptyStructure;

  function answer(results: number, points: number): object {
    const Timestamps = Array.from({ length: points }, (_, index) => new Date(index * 1_000));
    const Values = Timestamps.map((_, index) => index / 7);
    return {
      MetricDataResults: Array.from({ length: results }, (_, index) => ({
        ...{ Id: `m${index}`, Label: 'a < b', Timestamps, Values, StatusCode: 'Complete' },
      })),
      Messages: [],
    };
  }

  function written(protocol: Protocol, output: object): { body: string | Buffer; pauses: number } {
    if (operation === undefined) throw new Error('GetMetricData is not in the model.');
    const steps = protocol.success({ model, operation, output, requestId: 'r' });
    for (let pauses = 0; ; pauses++) {
      const step = steps.next();
      if (step.done) return { body: step.value.body, pauses };
    }
  }

  /** Each protocol with what it writes in one go. */
  const whole: readonly (readonly [Protocol, (output: object) => string | Buffer])[] = [
    [json, (output) => writeJson(shape, output)],
    [cbor, (output) => writeCbor(shape, output)],
    [
      query,
      (output) =>
        buildXml({
          GetMetricDataResponse: {
            '@xmlns': model.xmlNamespace,
            GetMetricDataResult: xmlStructure(shape, output),
            ResponseMetadata: { RequestId: 'r' },
          },
        }),
    ],
  ];
  for (const [protocol, write] of whole) {
    it(`lets others have a turn in ${protocol.name}, and comes to the same bytes`, () => {
      for (const output of [answer(20, 2_500), answer(0, 0), answer(2, 0), answer(1, 12_000)]) {
        expect(written(protocol, output).body).to.deep.equal(write(output));
      }
      expect(written(protocol, answer(20, 2_500)).pauses).to.equal(5);
      expect(written(protocol, answer(3, 10)).pauses).to.equal(0);
    });
  }

  it('lets others have a turn within the one result of a call, too, in Query', () => {
    expect(written(query, answer(1, 50_000)).pauses).to.be.at.least(5);
  });
});
