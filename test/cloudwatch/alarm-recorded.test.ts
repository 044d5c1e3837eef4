import { expect } from 'chai';
import {
  type AlarmInput,
  expectedOf,
  judged,
  type Recorded,
  type Samples,
} from './recorded-evaluation.js';

/** What AWS was recorded to make of datapoints of 10 seconds, in the words of its history. */
describe('evaluations recorded from AWS', () => {
  const signal: Samples = {
    '05:42:20': [100, 1],
    '05:42:30': [0, 1],
    '05:42:40': [100, 1],
    '05:46:50': [100, 1],
    '05:49:00': [0, 1],
    '05:49:10': [0, 1],
    '05:49:20': [0, 1],
    '05:50:50': [0, 1],
    '05:51:10': [100, 1],
    '05:51:30': [100, 1],
    '05:54:10': [0, 1],
  };
  const signalAlarm = (TreatMissingData: string, DatapointsToAlarm: number): AlarmInput => ({
    ...{ AlarmName: 'signal', Namespace: 'Probe', MetricName: 'Signal', Statistic: 'Average' },
    ...{ Unit: 'Count', Period: 10, EvaluationPeriods: 3, DatapointsToAlarm, Threshold: 50 },
    ...{ ComparisonOperator: 'GreaterThanThreshold', TreatMissingData },
  });
  const [missing2, missing3, ignore3, breaching3] = [
    signalAlarm('missing', 2),
    signalAlarm('missing', 3),
    signalAlarm('ignore', 3),
    signalAlarm('breaching', 3),
  ];
  const notGreater = '1 out of the last 3 datapoints [0.0 (14/09/26 05:42:30)] was not greater';
  const oneIsEnough = 'than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).';
  const twoAreEnough =
    'than the threshold (50.0) (minimum 2 datapoints for ALARM -> OK transition).';
  const alarmOf = (count: number): string =>
    `than the threshold (50.0) (minimum ${count} datapoints for OK -> ALARM transition).`;
  const no3 =
    'no datapoints were received for 3 periods and 3 missing datapoints were treated as ' +
    '[Breaching].';
  const unknown3 = 'Insufficient Data: 3 datapoints were unknown.';
  const both = '[100.0 (14/09/26 05:42:40), 100.0 (14/09/26 05:42:20)]';
  const later = '[100.0 (14/09/26 05:51:30), 100.0 (14/09/26 05:51:10)]';
  const one = '1 out of the last 3 datapoints [100.0 (14/09/26 05:4';
  const good = '1 out of the last 3 datapoints [0.0 (14/09/26 05:5';

  const cases: readonly Recorded[] = [
    {
      ...{ alarm: breaching3, at: '05:40:54.474', from: 'INSUFFICIENT_DATA', to: 'ALARM' },
      ...{ reason: no3, recent: [], evaluated: '05:40:30 05:40:20 05:40:10' },
    },
    {
      ...{ alarm: missing2, at: '05:42:57.551', from: 'INSUFFICIENT_DATA', to: 'OK' },
      ...{ reason: `${notGreater} ${twoAreEnough}`, recent: [100, 0] },
      evaluated: '05:42:30=0 05:42:10',
    },
    {
      ...{ alarm: missing3, at: '05:42:58.775', from: 'INSUFFICIENT_DATA', to: 'OK' },
      ...{ reason: `${notGreater} ${oneIsEnough}`, recent: [100, 0], evaluated: '05:42:30=0' },
    },
    {
      ...{ alarm: ignore3, at: '05:43:00.813', from: 'INSUFFICIENT_DATA', to: 'OK' },
      ...{ reason: `${notGreater} ${oneIsEnough}`, recent: [100, 0, 100], evaluated: '05:42:30=0' },
    },
    {
      ...{ alarm: breaching3, at: '05:43:04.472', from: 'ALARM', to: 'OK' },
      ...{ reason: `${notGreater} ${oneIsEnough}`, recent: [100, 0, 100], evaluated: '05:42:30=0' },
    },
    {
      ...{ alarm: missing2, at: '05:43:07.551', from: 'OK', to: 'ALARM' },
      reason: `2 out of the last 3 datapoints ${both} were greater ${alarmOf(2)}`,
      ...{ recent: [100, 0, 100], evaluated: '05:42:40=100 05:42:20=100' },
    },
    {
      ...{ alarm: missing2, at: '05:44:17.553', from: 'ALARM', to: 'OK' },
      ...{ reason: `${notGreater} ${twoAreEnough}`, recent: [0, 100] },
      evaluated: '05:43:50 05:42:30=0',
    },
    {
      ...{ alarm: missing2, at: '05:44:27.550', from: 'OK', to: 'ALARM' },
      ...{ reason: `${one}2:40)] was greater ${alarmOf(2)}`, recent: [100] },
      evaluated: '05:44:00 05:42:40=100',
    },
    {
      ...{ alarm: missing3, at: '05:44:28.774', from: 'OK', to: 'ALARM' },
      ...{ reason: `${one}2:40)] was greater ${alarmOf(3)}`, recent: [100] },
      evaluated: '05:44:00 05:43:50 05:42:40=100',
    },
    {
      ...{ alarm: missing2, at: '05:44:37.552', from: 'ALARM', to: 'INSUFFICIENT_DATA' },
      ...{ reason: unknown3, recent: [], evaluated: '05:44:10 05:44:00' },
    },
    {
      ...{ alarm: missing3, at: '05:44:38.775', from: 'ALARM', to: 'INSUFFICIENT_DATA' },
      ...{ reason: unknown3, recent: [], evaluated: '05:44:10 05:44:00 05:43:50' },
    },
    {
      ...{ alarm: missing2, at: '05:47:27.551', from: 'INSUFFICIENT_DATA', to: 'ALARM' },
      ...{ reason: `${one}6:50)] was greater ${alarmOf(2)}`, recent: [100] },
      evaluated: '05:47:00 05:46:50=100',
    },
    {
      ...{ alarm: missing3, at: '05:47:38.775', from: 'INSUFFICIENT_DATA', to: 'ALARM' },
      ...{ reason: `${one}6:50)] was greater ${alarmOf(3)}`, recent: [100] },
      evaluated: '05:47:10 05:47:00 05:46:50=100',
    },
    {
      ...{ alarm: missing3, at: '05:48:48.774', from: 'ALARM', to: 'INSUFFICIENT_DATA' },
      ...{ reason: unknown3, recent: [], evaluated: '05:48:20 05:48:10 05:48:00' },
    },
    {
      ...{ alarm: missing3, at: '05:51:48.775', from: 'INSUFFICIENT_DATA', to: 'OK' },
      ...{ reason: `${good}0:50)] was not greater ${oneIsEnough}`, recent: [0, null, 100] },
      evaluated: '05:50:50=0',
    },
    {
      ...{ alarm: breaching3, at: '05:51:54.473', from: 'ALARM', to: 'OK' },
      reason: `${good}0:50)] was not greater ${oneIsEnough}`,
      ...{ recent: [0, null, 100, null, 100], evaluated: '05:50:50=0' },
    },
    {
      ...{ alarm: missing2, at: '05:51:57.551', from: 'INSUFFICIENT_DATA', to: 'ALARM' },
      reason: `2 out of the last 3 datapoints ${later} were greater ${alarmOf(2)}`,
      ...{ recent: [0, null, 100, null, 100], evaluated: '05:51:30=100 05:51:10=100' },
    },
    {
      ...{ alarm: breaching3, at: '05:52:44.472', from: 'OK', to: 'ALARM' },
      reason:
        `2 out of the last 3 datapoints ${later} were greater than the threshold (50.0) and 1 ` +
        'missing datapoint was treated as [Breaching] (minimum 3 datapoints for OK -> ALARM ' +
        'transition).',
      ...{ recent: [100, null, 100], evaluated: '05:52:20 05:51:30=100 05:51:10=100' },
    },
    {
      ...{ alarm: missing3, at: '05:52:48.775', from: 'OK', to: 'ALARM' },
      reason: `2 out of the last 3 datapoints ${later} were greater ${alarmOf(3)}`,
      ...{ recent: [100, null, 100], evaluated: '05:52:20 05:51:30=100 05:51:10=100' },
    },
    {
      ...{ alarm: missing3, at: '05:53:28.775', from: 'ALARM', to: 'INSUFFICIENT_DATA' },
      ...{ reason: unknown3, recent: [], evaluated: '05:53:00 05:52:50 05:52:40' },
    },
    {
      ...{ alarm: breaching3, at: '05:54:34.473', from: 'ALARM', to: 'OK' },
      reason:
        `${good}4:10)] was not greater than the threshold (50.0) and 2 missing datapoints were ` +
        'treated as [Breaching] (minimum 1 datapoint for ALARM -> OK transition).',
      ...{ recent: [0], evaluated: '05:54:10=0' },
    },
    {
      ...{ alarm: missing2, at: '05:54:37.550', from: 'INSUFFICIENT_DATA', to: 'OK' },
      ...{ reason: `${good}4:10)] was not greater ${twoAreEnough}`, recent: [0] },
      evaluated: '05:54:10=0 05:54:00',
    },
    {
      ...{ alarm: breaching3, at: '05:56:04.474', from: 'OK', to: 'ALARM' },
      ...{ reason: no3, recent: [], evaluated: '05:55:40 05:55:30 05:55:20' },
    },
  ];
  for (const each of cases) {
    const { alarm, at, from, to } = each;
    it(`${from} to ${to} at ${at}, ${alarm.TreatMissingData} of ${alarm.DatapointsToAlarm}`, () => {
      expect(judged(signal, each)).to.deep.equal(expectedOf(each));
    });
  }

  const weighed: Samples = {
    '06:43:00': [10, 99],
    '06:45:40': [0, 100],
    '06:46:10': [10, 101],
  };
  const percentile = (EvaluateLowSampleCountPercentile: string): AlarmInput => ({
    ...{ AlarmName: 'p', Namespace: 'Probe', MetricName: 'Signal', ExtendedStatistic: 'p90' },
    ...{ Period: 10, EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 5 },
    ...{ ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'ignore' },
    EvaluateLowSampleCountPercentile,
  });
  const expression = (Expression: string, given: Partial<AlarmInput> = {}): AlarmInput => ({
    ...{ AlarmName: 'e', EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 5 },
    ...{ ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'ignore' },
    Metrics: [
      {
        Id: 'm1',
        MetricStat: {
          ...{ Metric: { Namespace: 'Probe', MetricName: 'Signal' }, Period: 10, Stat: 'Average' },
        },
        ReturnData: false,
      },
      { Id: 'e1', Expression, ReturnData: true },
    ],
    ...given,
  });
  const only = (shown: string, to: 'ALARM' | 'OK', threshold = '5.0'): string => {
    const [value, at] = shown.split(' ');
    const [not, transition] = to === 'OK' ? ['not ', 'ALARM -> OK'] : ['', 'OK -> ALARM'];
    return (
      `1 out of the last 1 datapoints [${value} (14/09/26 ${at})] was ${not}greater than the ` +
      `threshold (${threshold}) (minimum 1 datapoint for ${transition} transition).`
    );
  };
  const empty = { TreatMissingData: 'breaching', Threshold: 10 };
  const no1 =
    'no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].';
  const others: readonly (readonly [string, Recorded])[] = [
    ...(['ignore', 'evaluate'] as const).flatMap((option): (readonly [string, Recorded])[] => [
      [
        `p90 of 100 samples, ${option}`,
        {
          ...{ alarm: percentile(option), at: '06:46:05.740', from: 'INSUFFICIENT_DATA', to: 'OK' },
          ...{ reason: only('0.0 06:45:40', 'OK'), recent: [0] },
          evaluated: '06:45:40=0x100',
        },
      ],
      [
        `p90 of 101 samples, ${option}`,
        {
          ...{ alarm: percentile(option), at: '06:46:34.128', from: 'OK', to: 'ALARM' },
          ...{ reason: only('10.0 06:46:10', 'ALARM'), recent: [10] },
          evaluated: '06:46:10=10x101',
        },
      ],
    ]),
    [
      'p90 of 99 samples, evaluate',
      {
        ...{ alarm: percentile('evaluate'), at: '06:43:25.741', from: 'INSUFFICIENT_DATA' },
        ...{ to: 'ALARM', reason: only('10.0 06:43:00', 'ALARM'), recent: [10] },
        evaluated: '06:43:00=10x99',
      },
    ],
    [
      'an expression, 18 seconds behind the datapoint',
      {
        ...{ alarm: expression('m1 + 1'), at: '06:43:18.195', from: 'INSUFFICIENT_DATA' },
        ...{ to: 'ALARM', reason: only('11.0 06:43:00', 'ALARM'), recent: [11] },
        evaluated: '06:43:00=11',
      },
    ],
    [
      'an expression back in OK',
      {
        ...{ alarm: expression('m1 + 1'), at: '06:45:58.197', from: 'ALARM', to: 'OK' },
        ...{ reason: only('1.0 06:45:40', 'OK'), recent: [1], evaluated: '06:45:40=1' },
      },
    ],
    [
      'an expression over nothing',
      {
        ...{ alarm: expression('m1+1', empty), at: '07:58:33.125', from: 'INSUFFICIENT_DATA' },
        ...{ to: 'ALARM', reason: no1, recent: [], evaluated: '07:58:20' },
      },
    ],
    [
      'a constant',
      {
        ...{ alarm: expression('TIME_SERIES(0)', empty), at: '07:59:20.482', from: 'ALARM' },
        ...{ to: 'OK', reason: only('0.0 07:59:10', 'OK', '10.0'), recent: [0] },
        evaluated: '07:59:10=0',
      },
    ],
    [
      'the first of no series',
      {
        alarm: expression('FIRST(REMOVE_EMPTY(METRICS()))', empty),
        ...{ at: '08:00:23.879', from: 'OK', to: 'ALARM', reason: no1, recent: [] },
        evaluated: '08:00:10',
      },
    ],
    [
      'the first of sorted series',
      {
        alarm: expression('FIRST(SORT(METRICS(),MAX,DESC))', empty),
        ...{ at: '08:01:47.557', from: 'OK', to: 'ALARM', reason: no1, recent: [] },
        evaluated: '08:01:30',
      },
    ],
  ];
  for (const [name, each] of others) {
    it(`${name}: ${each.to}`, () => {
      expect(judged(weighed, each)).to.deep.equal(expectedOf(each));
    });
  }

  it('keeps the state while a percentile is told by too few samples', () => {
    const alarm = percentile('ignore');
    const at = '06:43:25.741';
    expect(judged(weighed, { alarm, at, from: 'INSUFFICIENT_DATA' })).to.equal(undefined);
  });
});
