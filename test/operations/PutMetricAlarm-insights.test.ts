import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { byHost, type Fleet, fleetOf, fleetSettings, insightsQuery } from '../support/fleet.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const policy =
  'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:u:autoScalingGroupName/g:policyName/p';
const total = 'SELECT SUM(Load) FROM App';

describe('PutMetricAlarm on a query of Metrics Insights', () => {
  let world: World;
  let fleet: Fleet;

  beforeEach(async () => {
    world = await createWorld();
    fleet = fleetOf(world);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  describe('serialisation', () => {
    it('shows the query as it was given', async () => {
      await fleet.put();
      expect((await fleet.shown())?.Metrics).to.deep.equal(fleetSettings.Metrics);
    });
  });

  describe('validation', () => {
    const multi = { Metrics: insightsQuery(byHost) };
    const cases: readonly (readonly [string, Partial<PutMetricAlarmInput>, string])[] = [
      [
        'a period below a minute',
        { Metrics: insightsQuery(total, 30) },
        'MetricsInsights monitors do not support less than 60 seconds period',
      ],
      [
        'more than three hours',
        { Metrics: insightsQuery(total, 3_600), EvaluationPeriods: 4 },
        'MetricsInsights monitors cannot be checked across more than 3 hours',
      ],
      [
        'a query without a period',
        { Metrics: [{ Id: 'q1', Expression: total }] },
        'Period must not be null',
      ],
      [
        'groups in no order',
        { Metrics: insightsQuery('SELECT SUM(Load) FROM App GROUP BY Host') },
        'Metrics expression that return multi time series are only allowed for MetricsInsights ' +
          'expression with an ORDER BY clause',
      ],
      [
        'two queries',
        {
          Metrics: [
            ...insightsQuery(total),
            { Id: 'q2', Expression: total, Period: 60, ReturnData: false },
          ],
        },
        'Invalid metrics list',
      ],
      [
        'scaling by several series',
        { ...multi, AlarmActions: [policy] },
        'Autoscaling actions are not available for Multi Time Series alarms',
      ],
      [
        'actions of contributors for a lack of data',
        { ...multi, InsufficientDataActions: [topic] },
        'InsufficientData actions are not supported for contributor-level action types in ' +
          'Multi Time Series alarms',
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        const refusal = { code: 'ValidationError', message };
        expect(await refusalOf(fleet.put(given))).to.deep.equal(refusal);
      });
    }
  });

  describe('behaviour', () => {
    it('evaluates a query of one series as any metric', async () => {
      await fleet.put({ Metrics: insightsQuery(total), Threshold: 100 });
      await fleet.minute({ a: 60, b: 50 });
      const { StateValue, StateReason, StateReasonData } = (await fleet.shown()) ?? {};
      expect([StateValue, StateReason]).to.deep.equal([
        'ALARM',
        'Threshold Crossed: 1 datapoint [110.0 (10/03/26 12:00:00)] was greater than the ' +
          'threshold (100.0).',
      ]);
      expect(StateReasonData).to.contain('"recentDatapoints":[110.0]');
      await fleet.minute({ c: 10 });
      expect((await fleet.shown())?.StateValue).to.equal('OK');
    });

    it('evaluates what metric math makes of a query', async () => {
      const most = [
        { Id: 'q1', Expression: byHost, Period: 60, ReturnData: false },
        { Id: 'e1', Expression: 'MAX(q1) - MIN(q1)', ReturnData: true },
      ];
      await fleet.put({ Metrics: most });
      await fleet.minute({ a: 5, b: 90 });
      expect((await fleet.shown())?.StateReason).to.contain('[85.0 (10/03/26 12:00:00)]');
    });

    for (const [TreatMissingData, expected] of [
      ['missing', 'INSUFFICIENT_DATA'],
      ['breaching', 'ALARM'],
      ['notBreaching', 'OK'],
      ['ignore', 'INSUFFICIENT_DATA'],
    ] as const) {
      it(`is ${expected} without any series where they are ${TreatMissingData}`, async () => {
        await fleet.put({ TreatMissingData });
        await world.advance('1m');
        expect((await fleet.shown())?.StateValue).to.equal(expected);
      });
    }

    it('shows that it has not seen all series', async () => {
      await fleet.put();
      const many = Array.from({ length: 501 }, (_, index) => [`h${index}`, 1] as const);
      await fleet.minute(Object.fromEntries(many));
      const { EvaluationState, StateReason, StateUpdatedTimestamp } = (await fleet.shown()) ?? {};
      expect([EvaluationState, StateReason, StateUpdatedTimestamp]).to.deep.equal([
        'PARTIAL_DATA',
        '500 time series evaluated to OK',
        world.now(),
      ]);
      await fleet.put({ Metrics: insightsQuery(`${byHost} LIMIT 5`) });
      await world.advance('1m');
      expect((await fleet.shown())?.EvaluationState).to.equal(undefined);
    });
  });
});
