import {
  GetMetricDataCommand,
  type GetMetricDataInput,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { shownAlarms } from '../support/alarms.js';
import { bytes, fillMinutes } from '../support/minutes.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const minute = 60_000;
const hour = 60 * minute;

describe('GetMetricData with anomaly bands', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const read = async (
    MetricDataQueries: MetricDataQuery[],
    more: Partial<GetMetricDataInput> = {},
  ) => {
    const { MetricDataResults = [] } = await world.cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries,
        StartTime: new Date(worldStart.getTime() - 12 * hour),
        EndTime: worldStart,
        ...more,
      }),
    );
    return MetricDataResults;
  };
  const band: MetricDataQuery = { Id: 'b1', Expression: 'ANOMALY_DETECTION_BAND(m1)' };

  const expected: readonly (readonly [string, number, number])[] = [
    ...(['Sum', 'TS(0:)'] as const).flatMap((Stat) => [
      [Stat, 60, 100] as const,
      [Stat, 300, 500] as const,
      [Stat, 3_600, 6_000] as const,
    ]),
    ['SampleCount', 60, 1],
    ['SampleCount', 3_600, 60],
    ['Average', 60, 100],
    ['Average', 3_600, 100],
  ];
  for (const [Stat, Period, middle] of expected) {
    it(`lies around what ${Stat} has in ${Period} seconds`, async () => {
      await fillMinutes(world);
      const queries = [bytes(Period, Stat), band];
      await read(queries);
      await world.advance('1s');
      const [metric, upper, lower] = await read(queries);
      expect(metric?.Values).to.have.length((12 * 3_600) / Period);
      expect(((upper?.Values?.[1] ?? 0) + (lower?.Values?.[1] ?? 0)) / 2).to.be.within(
        0.97 * middle,
        1.03 * middle,
      );
      for (const [index, value] of (metric?.Values ?? []).entries()) {
        expect(value).to.be.within(lower?.Values?.[index] ?? NaN, upper?.Values?.[index] ?? NaN);
      }
    });
  }

  for (const Period of [60, 120, 300, 900, 3_600]) {
    it(`lies around what an expression over sums of ${Period} seconds has`, async () => {
      await fillMinutes(world);
      const doubled = { Id: 'e1', Expression: 'm1 * 2' };
      const Expression = 'ANOMALY_DETECTION_BAND(e1)';
      const queries = [bytes(Period, 'Sum'), doubled, { ...band, Expression }];
      await read(queries);
      await world.advance('1s');
      const [, sums, upper, lower] = await read(queries);
      expect(upper?.Values).to.have.length((12 * 3_600) / Period);
      for (const [index, value] of (sums?.Values ?? []).entries()) {
        const [high = NaN, low = NaN] = [upper?.Values?.[index], lower?.Values?.[index]];
        expect(value).to.be.within(low, high);
        expect(high / low).to.be.below(1.2);
      }
    });
  }

  it('has no bound where that would be infinite', async () => {
    await fillMinutes(world);
    await read([bytes(300, 'Average'), band]);
    await world.advance('1s');
    const Expression = 'ANOMALY_DETECTION_BAND(m1, 1e400)';
    const [, upper, lower] = await read([bytes(300, 'Average'), { ...band, Expression }]);
    expect([upper?.Values, upper?.Messages?.map(({ Code }) => Code)]).to.deep.equal([
      [],
      ['ArithmeticError'],
    ]);
    expect(new Set(lower?.Values)).to.deep.equal(new Set([0]));
  });

  const sparse: readonly (readonly [string, number, readonly (readonly [number, number])[]])[] = [
    // A sample of 100 each hour, on the hour.
    [
      'hour',
      60,
      [
        [60, 100],
        [300, 100],
        [3_600, 100],
        [6 * 3_600, 600],
      ],
    ],
    // Every ten minutes.
    [
      'ten minutes',
      10,
      [
        [60, 100],
        [300, 100],
        [900, 150],
        [3_600, 600],
        [6 * 3_600, 3_600],
      ],
    ],
  ];
  for (const [name, everyMinutes, sums] of sparse) {
    it(`sums up what has a sample each ${name}`, async () => {
      await fillMinutes(world, 100, everyMinutes);
      await read([bytes(60, 'Sum'), band]);
      await world.advance('1s');
      for (const [Period, middle] of sums) {
        const [, upper, lower] = await read([bytes(Period, 'Sum'), band]);
        const [high = NaN, low = NaN] = [upper?.Values?.[1], lower?.Values?.[1]];
        expect((high + low) / 2, `${Period} s`).to.be.within(0.97 * middle, 1.03 * middle);
      }
    });
  }

  it('sums up the hours of a longer period, each with its own rate', async () => {
    await fillMinutes(world, (at) => (at.getUTCHours() % 2 === 0 ? 100 : 300));
    await read([bytes(60, 'Sum'), band]);
    await world.advance('1s');
    const [metric, upper, lower] = await read([bytes(3 * 3_600, 'Sum'), band]);
    // Of three hours, one or two are busy; the busy one in the middle would tell of 54,000.
    expect(metric?.Values).to.deep.equal([42_000, 30_000, 42_000, 30_000]);
    for (const [index, value] of (metric?.Values ?? []).entries()) {
      const [high = NaN, low = NaN] = [upper?.Values?.[index], lower?.Values?.[index]];
      expect((high + low) / 2).to.be.within(0.8 * value, 1.25 * value);
    }
  });

  it('lies at what is expected in the middle of each period', async () => {
    // A saw that rises by a hundred each hour, from midnight on.
    await fillMinutes(world, (at) => (100 * (at.getTime() % (24 * hour))) / hour);
    const upperAt = async (Period: number): Promise<(minutes: number) => number> => {
      const [, upper] = await read([bytes(Period, 'Average'), band]);
      const times = upper?.Timestamps?.map((time) => time.getTime()) ?? [];
      return (minutes) => {
        const at = times.indexOf(worldStart.getTime() + minutes * minute);
        return upper?.Values?.[at] ?? NaN;
      };
    };
    await upperAt(300);
    await world.advance('1s');
    const [ofHours, ofMinutes] = [await upperAt(3_600), await upperAt(300)];
    const around = (ofMinutes(-155) + ofMinutes(-150)) / 2;
    expect(ofHours(-180)).to.be.closeTo(around, 0.1);
    expect(ofMinutes(-180)).to.be.below(around - 10);
  });

  const bandsOf = (count: number): MetricDataQuery[] =>
    Array.from({ length: count }, (_, index) => ({ ...band, Id: `b${index}` }));

  it('gives as many bands as a call has queries', async () => {
    await fillMinutes(world);
    await read([bytes(3_600, 'Sum'), band]);
    await world.advance('1s');
    const [, ...bands] = await read([bytes(3_600, 'Sum'), ...bandsOf(499)]);
    expect(bands).to.have.length(2 * 499);
    expect(new Set(bands.map(({ Values }) => Values?.length))).to.deep.equal(new Set([12]));
  });

  it('refuses more datapoints of bands than it makes, and says how many', async () => {
    const StartTime = new Date(worldStart.getTime() - 14 * 24 * hour);
    const refusal = await refusalOf(read([bytes(60, 'Sum'), ...bandsOf(100)], { StartTime }));
    expect([refusal.code, refusal.message]).to.deep.equal([
      'ValidationError',
      'Maximum number of ANOMALY_DETECTION_BAND datapoints (2000000) exceeded',
    ]);
  });

  it('refuses two bands in an expression', async () => {
    const Expression = 'FIRST(ANOMALY_DETECTION_BAND(m1)) - LAST(ANOMALY_DETECTION_BAND(m1, 3))';
    const refusal = await refusalOf(read([bytes(60, 'Sum'), { ...band, Expression }]));
    expect([refusal.code, refusal.message]).to.deep.equal([
      'ValidationError',
      `Error in expression '${band.Id}': Expressions that contain more than one ` +
        'ANOMALY_DETECTION_BAND are not supported',
    ]);
  });

  for (const deviations of ['0', '0.0', '-1']) {
    it(`refuses ${deviations} standard deviations`, async () => {
      const Expression = `ANOMALY_DETECTION_BAND(m1, ${deviations})`;
      const refusal = await refusalOf(read([bytes(60, 'Sum'), { ...band, Expression }]));
      expect(refusal.code).to.equal('ValidationError');
      expect(refusal.message).to.contain("Function 'ANOMALY_DETECTION_BAND' takes");
    });
  }

  const alarms: readonly (readonly [string, string, MetricDataQuery[]])[] = [
    ['the sum of a minute', 'm1', [bytes(60, 'Sum')]],
    [
      'an expression over sums of a minute',
      'e1',
      [
        { ...bytes(60, 'Sum'), ReturnData: false },
        { ...bytes(60, 'SampleCount'), Id: 'm2', ReturnData: false },
        { Id: 'e1', Expression: 'm1 + m2', ReturnData: true },
      ],
    ],
  ];
  for (const [what, source, queries] of alarms) {
    it(`lets an alarm on ${what} hold normal data for normal`, async () => {
      await fillMinutes(world);
      await world.cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: 'Odd',
          EvaluationPeriods: 1,
          ThresholdMetricId: 'b1',
          ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
          Metrics: [...queries, { Id: 'b1', Expression: `ANOMALY_DETECTION_BAND(${source})` }],
        }),
      );
      const stateAfter = async (Value: number): Promise<unknown> => {
        const MetricData = [{ MetricName: 'Bytes', Value }];
        await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
        await world.advance('1m');
        return (await shownAlarms(world))[0]?.StateValue;
      };
      expect(await stateAfter(100)).to.equal('OK');
      expect(await stateAfter(500)).to.equal('ALARM');
    });
  }
});
