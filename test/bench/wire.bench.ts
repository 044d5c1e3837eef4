import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { atOnce } from '../../src/turns.js';
import { decode } from '../../src/wire/decode.js';
import { cbor, json, type Protocol, query } from '../../src/wire/protocol.js';
import type { OperationShape } from '../../src/wire/shape.js';
import type { Bench, Row } from './bench.js';

/** What it costs to write the largest page of GetMetricData, and to read a full PutMetricData. */
const bench: Bench = {
  name: 'wire',
  run: () => Promise.resolve([...writingRows(), ...readingRows()]),
};

export default bench;

const model = readCloudWatchModel();
const pageLength = 100_800;
const datumCount = 1_000;
const rounds = 30;

function writingRows(): Row[] {
  const output = {
    MetricDataResults: [
      {
        Timestamps: Array.from({ length: pageLength }, (_, index) => new Date(index * 60_000)),
        Values: Array.from({ length: pageLength }, (_, index) => index / 7),
      },
    ],
  };
  const theirs = bestMilliseconds(() => JSON.stringify(output));
  const operation = operationNamed('GetMetricData');
  return [json, cbor, query].map((protocol) => {
    const ours = bestMilliseconds(() =>
      atOnce(protocol.success({ model, operation, output, requestId: '' })),
    );
    return {
      what: `write ${pageLength} datapoints in ${protocol.name}, against JSON.stringify`,
      measured: `${ours.toFixed(0)} / ${theirs.toFixed(0)} ms`,
      ratio: ours / theirs,
      goal: '<= 2',
    };
  });
}

function readingRows(): Row[] {
  const MetricData = Array.from({ length: datumCount }, (_, index) => ({
    MetricName: `Requests${index % 10}`,
    Dimensions: [{ Name: 'Host', Value: `host-${index % 100}` }],
    Timestamp: new Date(index * 1_000),
    Value: index / 2,
    Unit: 'Count',
  }));
  const input = { Namespace: 'My/App', MetricData };
  const operation = operationNamed('PutMetricData');
  const echoing = { ...operation, output: operation.input };
  return [json, cbor].map((protocol) => {
    const answer = { model, operation: echoing, output: input, requestId: '' };
    const { body } = atOnce(protocol.success(answer));
    const milliseconds = bestMilliseconds(() => read(Buffer.from(body), protocol, operation));
    return {
      what: `read and check a datum in ${protocol.name}`,
      measured: `${((milliseconds * 1_000) / datumCount).toFixed(2)} µs`,
      ratio: undefined,
      goal: '',
    };
  });
}

function read(body: Buffer, protocol: Protocol, operation: OperationShape): void {
  const input = decode(operation.input, protocol.parse(body), protocol.dialect);
  model.constraints.check(operation, input);
}

function operationNamed(name: string): OperationShape {
  const operation = model.shapes.get(name);
  if (operation === undefined) throw new Error(`CloudWatch has no ${name}.`);
  return operation;
}

/** The best of many rounds: on a shared machine the others measure the neighbours. */
function bestMilliseconds(act: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const started = process.hrtime.bigint();
    act();
    best = Math.min(best, Number(process.hrtime.bigint() - started) / 1e6);
  }
  return best;
}
