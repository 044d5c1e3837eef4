import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput, putAlarm, shownAlarms } from '../support/alarms.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

function metric(Expression = "LAMBDA('far', 'cpu')", Period = 300): MetricDataQuery {
  return { Id: 'e1', Expression, Period };
}

const { Threshold, ComparisonOperator } = alarmInput;
const settings = {
  ...{ AlarmName: 'Far', EvaluationPeriods: 3, Threshold, ComparisonOperator },
  Metrics: [metric()],
} satisfies PutMetricAlarmInput;

interface Asked {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly Period: number;
}

describe('alarms on series that a function brings', () => {
  let world: World;
  let lambda: FakeEndpoint;

  beforeEach(async () => {
    lambda = await openEndpoint();
    world = await createWorld({ flags: ['--lambda-endpoint', lambda.url] });
  });

  afterEach(async () => {
    await world.close();
    await lambda.close();
  });

  const askedIn = (body: string): Asked => {
    return (JSON.parse(body) as { readonly GetMetricDataRequest: Asked }).GetMetricDataRequest;
  };
  const timesOf = ({ StartTime, EndTime, Period }: Asked): number[] => {
    const count = (EndTime - StartTime) / Period;
    return Array.from({ length: count }, (_, index) => StartTime + index * Period);
  };
  const bring = (...values: number[]): void =>
    lambda.reply(({ body }) => {
      const Timestamps = timesOf(askedIn(body));
      const series = values.map((value) => ({ Timestamps, Values: Timestamps.map(() => value) }));
      return JSON.stringify({ MetricDataResults: series });
    });
  const put = async (more: Partial<PutMetricAlarmInput> = {}): Promise<void> => {
    await putAlarm(world, settings, more);
    await world.advance('61s');
  };
  const state = async (): Promise<string | undefined> => (await shownAlarms(world))[0]?.StateValue;

  it('ask each minute for periods that have moved with it', async () => {
    bring(30);
    await put();
    expect(await state()).to.equal('ALARM');
    bring(10);
    await world.advance('61s');
    expect(await state()).to.equal('OK');
    const [first, second] = [lambda.received[0], lambda.received.at(-1)];
    const [one, other] = [askedIn(first?.body ?? ''), askedIn(second?.body ?? '')];
    expect(other.StartTime - one.StartTime).to.equal(60);
    expect(other.EndTime - one.EndTime).to.equal(60);
    expect(one.Period).to.equal(300);
  });

  it('tell of the datapoints that they have seen', async () => {
    bring(30);
    await put({ EvaluationPeriods: 1 });
    const [alarm] = await shownAlarms(world);
    expect(alarm?.StateReason).to.match(
      /^Threshold Crossed: 1 datapoint \[30\.0 .* was greater than the threshold \(21\.0\)\.$/,
    );
  });

  it('take one series, and none of several', async () => {
    bring(30, 30);
    await put();
    expect(await state()).to.equal('INSUFFICIENT_DATA');
    await put({ Metrics: [metric("MAX(LAMBDA('far'))")] });
    expect(await state()).to.equal('ALARM');
  });

  it('ignore points beside those that they expect', async () => {
    lambda.reply(({ body }) => {
      const Timestamps = timesOf(askedIn(body)).map((time) => time + 60);
      const Values = Timestamps.map(() => 30);
      return JSON.stringify({ MetricDataResults: [{ Timestamps, Values }] });
    });
    await put({ TreatMissingData: 'notBreaching' });
    expect(await state()).to.equal('OK');
  });

  const failures: readonly (readonly [string, number, object])[] = [
    ['fails', 200, { Error: { Code: 'Unreachable', Value: 'no' } }],
    ['refuses its arguments', 200, { Error: { Code: 'Validation', Value: 'no' } }],
    ['is not there', 404, {}],
    ['may not look', 200, { Error: { Code: 'Forbidden', Value: 'no' } }],
  ];
  for (const [name, status, said] of failures) {
    it(`lack data where the function ${name}, however missing data are treated`, async () => {
      bring(10);
      await put({ TreatMissingData: 'breaching' });
      expect(await state()).to.equal('OK');
      lambda.answer(status, JSON.stringify(said));
      await world.advance('61s');
      expect(await state()).to.equal('INSUFFICIENT_DATA');
    });
  }

  it('treat data as missing where the function may not be called', async () => {
    lambda.answer(403, '{}');
    await put({ TreatMissingData: 'breaching' });
    expect(await state()).to.equal('ALARM');
  });

  it('are put only where functions can be asked, and in periods of minutes', async () => {
    const Metrics = [metric("LAMBDA('far')", 30)];
    expect(await refusalOf(putAlarm(world, settings, { Metrics }))).to.deep.equal({
      code: 'ValidationError',
      message: 'Period must be a multiple of 60 for alarms with the function LAMBDA',
    });
    const other = await createWorld();
    const refusal = await refusalOf(putAlarm(other, settings, {}));
    await other.close();
    expect(refusal).to.deep.equal({
      code: 'ValidationError',
      message: 'Updraft needs --lambda-endpoint to serve LAMBDA in alarms.',
    });
  });
});
