import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { putAlarm, shownAlarms } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const settings = {
  AlarmName: 'Recorded',
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  Threshold: 10,
  ActionsEnabled: false,
  TreatMissingData: 'notBreaching',
} satisfies PutMetricAlarmInput;

function metric(Id: string, ReturnData: boolean, Period = 60): MetricDataQuery {
  const Metric = { Namespace: 'Stackd/QueryAlarm', MetricName: 'Load', Dimensions: [] };
  return { Id, MetricStat: { Metric, Period, Stat: 'Sum' }, ReturnData };
}

function expression(Expression: string, given: Partial<MetricDataQuery> = {}): MetricDataQuery {
  return { Id: 'q', Expression, Period: 60, ReturnData: true, ...given };
}

const hidden = { ReturnData: false };
const direct = metric('m1', true);
const source = metric('m1', false, 10);
const search = `SEARCH('Namespace="Stackd/QueryAlarm"', 'Sum', 60)`;
const sql = 'SELECT SUM(Load) FROM "Stackd/QueryAlarm"';
const grouped = `${sql} GROUP BY Team`;
const ordered = `${grouped} ORDER BY MAX() DESC`;
const noSearch = 'SEARCH is not supported on Metric Alarms.';
const exactlyOne = 'Exactly one element of the metrics list should return data.';
const accepted = undefined;

type Case = readonly [string, MetricDataQuery[], string | undefined];

/** `metric_discovery_alarms` of the public project radkawar/stackd. */
const queries: readonly Case[] = [
  ['a metric', [direct], accepted],
  ['a search', [expression(search)], noSearch],
  ['the sum of a search', [expression(`SUM(${search})`)], noSearch],
  ['a search beside the metric', [expression(search, hidden), direct], noSearch],
  ['a query', [expression(sql)], accepted],
  [
    'a query in groups',
    [expression(grouped)],
    'Metrics expression that return multi time series are only allowed for MetricsInsights ' +
      'expression with an ORDER BY clause',
  ],
  ['math on a query', [expression(sql, hidden), expression('q/2', { Id: 'e' })], accepted],
  [
    'a query of ten seconds',
    [expression(sql, { Period: 10 })],
    'MetricsInsights monitors do not support less than 60 seconds period',
  ],
  ['a query of five minutes', [expression(sql, { Period: 300 })], accepted],
  ['a query without a period', [{ Id: 'q', Expression: sql }], 'Period must not be null'],
  [
    'two queries',
    [expression(sql, hidden), expression(sql, { Id: 'other' })],
    'Invalid metrics list',
  ],
  ['a query beside the metric', [expression(sql, hidden), direct], accepted],
  ['a query in ordered groups', [expression(ordered)], accepted],
  ['the first of ordered groups', [expression(`${ordered} LIMIT 2`)], accepted],
  ['a sum of groups', [expression(grouped, hidden), expression('SUM(q)', { Id: 'e' })], accepted],
  [
    'a sum of ordered groups',
    [expression(ordered, hidden), expression('SUM(q)', { Id: 'e' })],
    accepted,
  ],
];

/** Deployments of the public project badmintoncryer/cdk-preflight, of which one asks for more. */
const lists: readonly Case[] = [
  ['neither metric nor expression', [{ Id: 'q' }], 'Period must not be null'],
  [
    'both metric and expression',
    [{ ...direct, Expression: 'TIME_SERIES(1)' }],
    'The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you ' +
      'have specified both.',
  ],
  ['two that return data', [direct, metric('m2', true)], exactlyOne],
  ['none that returns data', [source], exactlyOne],
  [
    'a period of 45 seconds',
    [metric('m1', true, 45)],
    'Period must be 10, 20, 30 or a multiple of 60',
  ],
  [
    'eleven metrics',
    [direct, ...Array.from({ length: 10 }, (_, index) => metric(`x${index}`, false))],
    'Too many metrics in alarm, maximum is 10',
  ],
  [
    'eleven expressions',
    Array.from({ length: 11 }, (_, index) => expression('1', { Id: `e${index}` })),
    'Too many expressions in alarm, maximum is 10',
  ],
  [
    'an unknown statistic',
    [
      {
        ...direct,
        MetricStat: { ...direct.MetricStat, Stat: 'Avg' } as MetricDataQuery['MetricStat'],
      },
    ],
    'Invalid metrics list',
  ],
];

/** `alarm_query_admission` of radkawar/stackd. */
const expressions: readonly (readonly [string, string | undefined])[] = [
  ['m1+1', accepted],
  ['TIME_SERIES(0)', accepted],
  ['FIRST(REMOVE_EMPTY(METRICS()))', accepted],
  ['FIRST(SORT(METRICS(),MAX,DESC))', accepted],
  ['AVG(m1)', 'The return value of the expression must be TimeSeries or Array[TimeSeries]'],
  ['STACKD_UNRESOLVED(m1)', "Function 'STACKD_UNRESOLVED' not found"],
  ['m_missing+1', "ID 'm_missing' not found"],
];

describe('PutMetricAlarm, as recorded from AWS', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  after(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const answerTo = (Metrics: MetricDataQuery[], given: Partial<PutMetricAlarmInput> = {}) =>
    refusalOf(putAlarm(world, settings, { Metrics, ...given }));
  const shownMetrics = async () => (await shownAlarms(world))[0]?.Metrics;

  for (const [what, Metrics, message] of [...queries, ...lists]) {
    it(`${message === accepted ? 'takes' : 'refuses'} ${what}`, async () => {
      const before = await shownMetrics();
      const answer = await answerTo(Metrics);
      expect(answer).to.deep.equal(
        message === accepted
          ? { code: 'accepted', message: '' }
          : { code: 'ValidationError', message },
      );
      expect(await shownMetrics()).to.deep.equal(message === accepted ? Metrics : before);
    });
  }

  for (const [Expression, complaint] of expressions) {
    it(`${complaint === accepted ? 'takes' : 'refuses'} ${Expression}`, async () => {
      const Metrics = [source, expression(Expression, { Id: 'e1', Period: 10 })];
      const { code, message } = await answerTo(Metrics);
      if (complaint === accepted) {
        expect([code, message]).to.deep.equal(['accepted', '']);
        expect(await shownMetrics()).to.deep.equal(Metrics);
        return;
      }
      expect(code).to.equal('ValidationError');
      expect(message.replace(/[-0-9a-f]{36}/, 'ID')).to.equal(
        `Error in expression 'e1': ${complaint} (Service: AmazonCloudWatch; Status Code: 400; ` +
          'Error Code: ValidationException; Request ID: ID; Proxy: null)',
      );
    });
  }

  it('counts expressions before it misses anything', async () => {
    const many = Array.from({ length: 11 }, (_, index) => expression('1', { Id: `e${index}` }));
    const { message } = await answerTo(many, { EvaluationPeriods: undefined });
    expect(message).to.equal('Too many expressions in alarm, maximum is 10');
  });
});
