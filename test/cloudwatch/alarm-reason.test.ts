import { expect } from 'chai';
import type { Alarm } from '../../src/cloudwatch/alarm-document.js';
import { type AlarmPoint, decideBy } from '../../src/cloudwatch/alarm-evaluation.js';
import { stateReason, stateReasonData } from '../../src/cloudwatch/alarm-reason.js';

const at = new Date('2024-12-19T08:35:01.260Z');
const endSeconds = Date.parse('2024-12-19T08:34:00Z') / 1000;
const window = { startSeconds: endSeconds - 3600, endSeconds, periodSeconds: 60 };

type Rule = Partial<Alarm> & Pick<Alarm, 'EvaluationPeriods' | 'ComparisonOperator'>;

function alarmOf(rule: Rule): Alarm {
  return {
    AlarmName: 'dead letters',
    AlarmArn: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:dead letters',
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    AlarmConfigurationUpdatedTimestamp: at,
    StateValue: 'INSUFFICIENT_DATA',
    StateUpdatedTimestamp: at,
    StateTransitionedTimestamp: at,
    Dimensions: [],
    ...rule,
  };
}

type Values = readonly (number | undefined)[];

/** The newest first. */
function pointsOf(values: Values, bounds: Partial<AlarmPoint> = {}): readonly AlarmPoint[] {
  return values.flatMap((value, index): AlarmPoint[] => {
    if (value === undefined) return [];
    const position = index + 1;
    const startSeconds = endSeconds - position * 60;
    return [{ position, startSeconds, value, sampleCount: 1, ...bounds }];
  });
}

/** `v (t), …` of the newest minutes. */
function told(values: readonly string[], first = 33): string {
  return values.map((value, index) => `${value} (19/12/24 08:${first - index}:00)`).join(', ');
}

function judge(rule: Rule, points: readonly AlarmPoint[]): readonly [string, string] {
  const alarm = alarmOf(rule);
  const { decision } = decideBy({ settings: alarm, points, hasFailed: false });
  if (decision.kind === 'unchanged') throw new Error('It has decided nothing.');
  const evaluation = { decision, points, window, queriedAt: at };
  return [stateReason(alarm, decision), stateReasonData(alarm, evaluation)];
}

const greater = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 0 } as const;
const less = { ComparisonOperator: 'LessThanThreshold', Threshold: 65 } as const;
const upper = {
  ComparisonOperator: 'GreaterThanUpperThreshold',
  ThresholdMetricId: 'ad1',
} as const;
const both = {
  ...upper,
  ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
} as const;

const [ones, zeros]: readonly Values[] = [new Array<number>(24).fill(1), new Array(30).fill(0)];

describe('the reason of a state', () => {
  const cases: readonly (readonly [string, Rule, readonly AlarmPoint[], string])[] = [
    [
      'lists up to four datapoints where it counts them',
      { ...greater, EvaluationPeriods: 5, DatapointsToAlarm: 4 },
      pointsOf([1, 1, 0, 1, 1]),
      'Threshold Crossed: 4 out of the last 5 datapoints [1.0 (19/12/24 08:33:00), ' +
        '1.0 (19/12/24 08:32:00), 1.0 (19/12/24 08:30:00), 1.0 (19/12/24 08:29:00)] were greater ' +
        'than the threshold (0.0) (minimum 4 datapoints for OK -> ALARM transition).',
    ],
    [
      'tells the newest five of five and more datapoints (captured)',
      { ...greater, EvaluationPeriods: 24 },
      pointsOf(ones ?? []),
      'Threshold Crossed: 24 datapoints were greater than the threshold (0.0). The most recent ' +
        'datapoints which crossed the threshold: ' +
        `[${told(['1.0', '1.0', '1.0', '1.0', '1.0'])}].`,
    ],
    [
      'tells the newest five of all that count (captured)',
      { ...less, EvaluationPeriods: 5, DatapointsToAlarm: 5 },
      pointsOf((zeros ?? []).slice(0, 5)),
      'Threshold Crossed: 5 out of the last 5 datapoints were less than the threshold (65.0). ' +
        'The most recent datapoints which crossed the threshold: ' +
        `[${told(['0.0', '0.0', '0.0', '0.0', '0.0'])}] ` +
        '(minimum 5 datapoints for OK -> ALARM transition).',
    ],
    [
      'tells five datapoints that do not breach',
      { ...greater, EvaluationPeriods: 6, DatapointsToAlarm: 3 },
      pointsOf([0, 0, 0, 0, 0, 0]),
      'Threshold Crossed: 6 out of the last 6 datapoints were not greater than the threshold ' +
        '(0.0). The most recent datapoints which not crossed the threshold: ' +
        `[${told(['0.0', '0.0', '0.0', '0.0', '0.0'])}] ` +
        '(minimum 4 datapoints for ALARM -> OK transition).',
    ],
    [
      'counts missing datapoints before it tells the newest five',
      { ...greater, EvaluationPeriods: 6, TreatMissingData: 'breaching' },
      pointsOf([undefined, 1, 1, 1, 1, 1]),
      'Threshold Crossed: 5 datapoints were greater than the threshold (0.0) and 1 missing ' +
        'datapoint was treated as [Breaching]. The most recent datapoints which crossed the ' +
        `threshold: [${told(['1.0', '1.0', '1.0', '1.0', '1.0'], 32)}].`,
    ],
    [
      'tells the bounds of the newest five outside a band (captured)',
      { ...both, EvaluationPeriods: 10, DatapointsToAlarm: 7 },
      pointsOf([9, 9, 9, 9, 9, 9, 9, 2, 2, 2], { range: { lower: 1, upper: 3.5 } }),
      'Thresholds Crossed: 7 out of the last 10 datapoints were less than the lower thresholds ' +
        'or greater than the upper thresholds. Recent datapoints ' +
        `[${told(['9.0', '9.0', '9.0', '9.0', '9.0'])}] crossed the lower thresholds ` +
        '[1.0, 1.0, 1.0, 1.0, 1.0] or upper thresholds [3.5, 3.5, 3.5, 3.5, 3.5] ' +
        '(minimum 7 datapoints for OK -> ALARM transition).',
    ],
    [
      'tells the bounds of one side where one is watched',
      { ...upper, EvaluationPeriods: 5 },
      pointsOf([9, 9, 9, 9, 9], { range: { lower: 1, upper: 3.5 } }),
      'Thresholds Crossed: 5 datapoints were greater than the upper thresholds. Recent ' +
        `datapoints [${told(['9.0', '9.0', '9.0', '9.0', '9.0'])}] crossed the upper thresholds ` +
        '[3.5, 3.5, 3.5, 3.5, 3.5].',
    ],
    [
      'does not deny the datapoints that missing ones outweigh',
      { ...greater, EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'breaching' },
      pointsOf([undefined, undefined, 0]),
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were ' +
        'treated as [Breaching].',
    ],
    [
      'counts the datapoints that missing ones outweigh',
      { ...greater, EvaluationPeriods: 4, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' },
      pointsOf([1, undefined, 1]),
      'Threshold Crossed: 2 datapoints were received for 4 periods and 2 missing datapoints were ' +
        'treated as [NonBreaching].',
    ],
    [
      'of a band for which nothing came speaks of one threshold (captured)',
      { ...upper, EvaluationPeriods: 2, DatapointsToAlarm: 2, TreatMissingData: 'breaching' },
      [],
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints ' +
        'were treated as [Breaching].',
    ],
  ];
  for (const [name, rule, points, reason] of cases) {
    it(name, () => {
      expect(judge(rule, points)[0]).to.equal(reason);
    });
  }
});

describe('the data of a reason', () => {
  const start = '{"version":"1.0","queryDate":"2024-12-19T08:35:01.260+0000"';
  const minute = (minute: number): string => `"timestamp":"2024-12-19T08:${minute}:00.000+0000"`;
  const captured = Array.from({ length: 24 }, (_, index) => {
    return `{${minute(33 - index)},"sampleCount":1.0,"value":1.0}`;
  });
  const range = { lower: 1, upper: 3.5 };
  const cases: readonly (readonly [string, Rule, readonly AlarmPoint[], string])[] = [
    [
      'lists all datapoints that count, however many (captured)',
      { ...greater, EvaluationPeriods: 24, Statistic: 'Sum' },
      pointsOf(ones ?? []),
      `${start},"startDate":"2024-12-19T08:10:00.000+0000","statistic":"Sum","period":60,` +
        `"recentDatapoints":[${captured.map(() => '1.0').join()}],"threshold":0.0,` +
        `"evaluatedDatapoints":[${captured.join()}]}`,
    ],
    [
      'tells the one side of a band that is watched (captured)',
      { ...upper, EvaluationPeriods: 1, DatapointsToAlarm: 1 },
      pointsOf([239], { range, sampleCount: undefined }),
      `${start},"startDate":"2024-12-19T08:33:00.000+0000","period":60,` +
        '"recentDatapoints":[239.0],"recentUpperThresholds":[3.5],' +
        `"evaluatedDatapoints":[{${minute(33)},"value":239.0,"threshold":3.5}]}`,
    ],
    [
      'tells both sides of a band where both are watched (captured)',
      { ...both, EvaluationPeriods: 1, DatapointsToAlarm: 1 },
      pointsOf([0], { range, sampleCount: undefined }),
      `${start},"startDate":"2024-12-19T08:33:00.000+0000","period":60,` +
        '"recentDatapoints":[0.0],"recentLowerThresholds":[1.0],"recentUpperThresholds":[3.5],' +
        `"evaluatedDatapoints":[{${minute(33)},"value":0.0}]}`,
    ],
    [
      'has no bounds of a band where nothing came (captured)',
      { ...upper, EvaluationPeriods: 2, DatapointsToAlarm: 2, TreatMissingData: 'breaching' },
      [],
      `${start},"period":60,"recentDatapoints":[],"recentUpperThresholds":[],` +
        `"evaluatedDatapoints":[{${minute(33)}},{${minute(32)}}]}`,
    ],
  ];
  for (const [name, rule, points, expected] of cases) {
    it(name, () => {
      expect(judge(rule, points)[1]).to.equal(expected);
    });
  }
});
