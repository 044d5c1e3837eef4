import { type PutMetricAlarmInput, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput, putAlarm, shownAlarms } from '../support/alarms.js';
import { insightsQuery } from '../support/fleet.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const settings = { ...alarmInput, EvaluationPeriods: 1 };
const hourly = { Period: 3_600, EvaluationWindow: { WallClockWindow: {} } };

describe('PutMetricAlarm with a window and a warm-up', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: Partial<PutMetricAlarmInput> = {}) => putAlarm(world, settings, given);
  const shown = async () => (await shownAlarms(world))[0];
  const putData = (Value: number, Timestamp?: Date): Promise<unknown> =>
    world.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'App',
        MetricData: [{ MetricName: 'Load', Value, Timestamp }],
      }),
    );
  const evaluationState = async (): Promise<readonly unknown[]> => {
    const { StateValue, EvaluationState } = (await shown()) ?? {};
    return [StateValue, EvaluationState];
  };

  describe('serialisation', () => {
    for (const EvaluationWindow of [
      { SlidingWindow: {} },
      { WallClockWindow: {} },
      { WallClockWindow: { Timezone: 'Asia/Kolkata' } },
    ] as const) {
      it(`shows ${JSON.stringify(EvaluationWindow)} as it was given`, async () => {
        await put({ EvaluationWindow });
        expect((await shown())?.EvaluationWindow).to.deep.equal(EvaluationWindow);
      });
    }

    it('shows the warm-up, also when it is over, and takes another for it', async () => {
      const WarmUpConfiguration = { WarmUpPeriodDurationInMinutes: 1 };
      await put({ WarmUpConfiguration });
      await world.advance('2m');
      expect((await shown())?.WarmUpConfiguration).to.deep.equal(WarmUpConfiguration);
      const longer = { WarmUpPeriodDurationInMinutes: 30 };
      await put({ WarmUpConfiguration: longer });
      const { WarmUpConfiguration: updated, EvaluationState } = (await shown()) ?? {};
      expect([updated, EvaluationState]).to.deep.equal([longer, undefined]);
    });
  });

  describe('validation', () => {
    const cases: readonly (readonly [string, Partial<PutMetricAlarmInput>, string])[] = [
      [
        'a wall clock with another period',
        { ...hourly, Period: 120 },
        'Period must be one of 60, 300, 3600, 86400, 604800 for alarms with a WallClockWindow',
      ],
      [
        'a timezone that there is not',
        { ...hourly, EvaluationWindow: { WallClockWindow: { Timezone: 'Mars/Olympus' } } },
        'Invalid timezone: Mars/Olympus',
      ],
      [
        'an offset between the steps of five minutes',
        { ...hourly, EvaluationWindow: { WallClockWindow: { Timezone: '+01:03' } } },
        'Invalid timezone: +01:03',
      ],
      [
        'a wall clock of three hours on Metrics Insights',
        {
          ...{ EvaluationWindow: hourly.EvaluationWindow, EvaluationPeriods: 3 },
          ...{ Namespace: undefined, MetricName: undefined, Period: undefined },
          ...{ Statistic: undefined, Metrics: insightsQuery('SELECT SUM(Load) FROM App', 3_600) },
        },
        'MetricsInsights monitors cannot be checked across more than 3 hours',
      ],
      [
        'a query in PromQL beside a metric',
        { EvaluationCriteria: { PromQLCriteria: { Query: 'Load > 80' } }, EvaluationInterval: 60 },
        'MetricName should not be set if EvaluationCriteria is set.',
      ],
      [
        'an interval beside a metric',
        { EvaluationInterval: 60 },
        'EvaluationInterval should not be set without EvaluationCriteria.',
      ],
      [
        'a warm-up of no length',
        { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 0 } },
        "1 validation error detected: Value '0' at " +
          "'warmUpConfiguration.warmUpPeriodDurationInMinutes' failed to satisfy constraint: " +
          'Member must have value greater than or equal to 1',
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        const refusal = { code: 'ValidationError', message };
        expect(await refusalOf(put(given))).to.deep.equal(refusal);
      });
    }
  });

  describe('behaviour', () => {
    it('looks at full hours alone', async () => {
      await put(hourly);
      await world.advance('10m');
      await putData(90);
      // A sliding window would see it in the next minute.
      await world.advance('50m');
      expect((await shown())?.StateValue).to.equal('INSUFFICIENT_DATA');
      await world.advance('10s');
      const { StateValue, StateReason } = (await shown()) ?? {};
      expect([StateValue, StateReason]).to.deep.equal([
        'ALARM',
        'Threshold Crossed: 1 datapoint [90.0 (10/03/26 12:00:00)] was greater than the ' +
          'threshold (21.0).',
      ]);
      await world.advance('60m');
      expect((await shown())?.StateReason).to.equal('Insufficient Data: 1 datapoint was unknown.');
    });

    it('looks at a period once, when it is over, and takes no more for to come', async () => {
      await put({ ...hourly, EvaluationPeriods: 2, DatapointsToAlarm: 2 });
      await world.advance('61m');
      await putData(90, new Date('2026-03-10T12:30:00Z'));
      await world.advance('58m');
      expect((await shown())?.StateValue).to.equal('INSUFFICIENT_DATA');
      await world.advance('70s');
      expect((await shown())?.StateValue).to.equal('ALARM');
    });

    it('counts what comes in the first seconds after a period for it', async () => {
      await world.advance('10m');
      await put(hourly);
      await world.advance('50m');
      await world.advance('5s');
      await putData(90, new Date('2026-03-10T12:59:58Z'));
      await world.advance('5s');
      expect((await shown())?.StateValue).to.equal('ALARM');
    });

    it('does so also of the period in which it is put', async () => {
      await world.advance('59m');
      await put(hourly);
      await world.advance('1m');
      await putData(90, new Date('2026-03-10T12:59:58Z'));
      await world.advance('10s');
      expect((await shown())?.StateValue).to.equal('ALARM');
    });

    it('adds up a day of 23 hours', async () => {
      await world.close();
      world = await createWorld({ now: new Date('2026-03-09T12:00:00Z') });
      await putData(10, new Date('2026-03-08T05:00:00Z'));
      await putData(20, new Date('2026-03-09T03:59:00Z'));
      await putData(40, new Date('2026-03-09T04:00:00Z'));
      const Timezone = 'America/New_York';
      const EvaluationWindow = { WallClockWindow: { Timezone } };
      await put({ Period: 86_400, Statistic: 'Sum', EvaluationWindow, Threshold: 29 });
      await world.advance('1m');
      expect((await shown())?.StateReason).to.contain('[30.0 (08/03/26 05:00:00)] was greater');
    });

    it('waits for a full window before its first evaluation, and no longer', async () => {
      const WarmUpConfiguration = { WarmUpPeriodDurationInMinutes: 60 };
      await put({ WarmUpConfiguration, Period: 300, EvaluationPeriods: 3 });
      expect(await evaluationState()).to.deep.equal(['INSUFFICIENT_DATA', 'IN_WARM_UP']);
      await world.advance('4m');
      for (let minutes = 4; minutes < 18; minutes++) {
        await putData(90);
        await world.advance('1m');
      }
      expect(await evaluationState()).to.deep.equal(['INSUFFICIENT_DATA', 'IN_WARM_UP']);
      await putData(90);
      await world.advance('1m');
      expect(await evaluationState()).to.deep.equal(['ALARM', undefined]);
    });

    it('waits for all of its warm-up where it is asked to, and runs no action', async () => {
      const WarmUpConfiguration = {
        WarmUpPeriodDurationInMinutes: 5,
        OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
      };
      await put({ WarmUpConfiguration });
      for (let minutes = 0; minutes < 4; minutes++) {
        await putData(90);
        await world.advance('1m');
        expect(await evaluationState()).to.deep.equal(['INSUFFICIENT_DATA', 'IN_WARM_UP']);
      }
      await putData(90);
      await world.advance('1m');
      expect(await evaluationState()).to.deep.equal(['ALARM', undefined]);
    });

    it('ends its warm-up without data, and with an update that names none', async () => {
      const WarmUpConfiguration = { WarmUpPeriodDurationInMinutes: 3 };
      await put({ WarmUpConfiguration, TreatMissingData: 'breaching' });
      await world.advance('2m');
      expect(await evaluationState()).to.deep.equal(['INSUFFICIENT_DATA', 'IN_WARM_UP']);
      await world.advance('1m');
      expect(await evaluationState()).to.deep.equal(['ALARM', undefined]);
      const other = { AlarmName: 'Cool', TreatMissingData: 'breaching' };
      await put({ ...other, WarmUpConfiguration });
      await put(other);
      await world.advance('1m');
      expect(await evaluationState()).to.deep.equal(['ALARM', undefined]);
    });
  });
});
