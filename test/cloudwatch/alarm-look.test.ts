import { expect } from 'chai';
import { type AlarmPoint, type EvaluationSettings } from '../../src/cloudwatch/alarm-evaluation.js';
import { evaluationLook } from '../../src/cloudwatch/alarm-look.js';
import { wallClockWindow } from '../../src/cloudwatch/wall-clock.js';
import type { Window } from '../../src/cloudwatch/window.js';

const settings: EvaluationSettings = {
  ...{ Namespace: 'App', EvaluationPeriods: 3, Threshold: 10 },
  ComparisonOperator: 'GreaterThanThreshold',
};
const onWallClock = { EvaluationWindow: { WallClockWindow: { Timezone: 'UTC' } } };
const fiveMinutes: Window = { startSeconds: 0, endSeconds: 300, periodSeconds: 60 };

interface Scene {
  readonly settings: EvaluationSettings;
  readonly points: readonly AlarmPoint[];
  readonly window?: Window;
  readonly hasFailed?: boolean;
}

function told({ window = fiveMinutes, hasFailed = false, ...given }: Scene): object {
  const look = evaluationLook({ ...given, hasFailed, StateBefore: 'OK', at: new Date(0), window });
  return look('changed').tell(new Date(0));
}

function breachingAt(...positions: readonly number[]): readonly AlarmPoint[] {
  return positions.map((position) => {
    return { position, startSeconds: 300 - position * 60, value: 20, sampleCount: 1 };
  });
}

describe('what is told of an evaluation', () => {
  const cases: readonly (readonly [string, Scene, string])[] = [
    [
      'enough datapoints',
      { settings, points: breachingAt(1, 2, 3) },
      'Of 3 datapoints 3 breach; 3 make an ALARM.',
    ],
    [
      'one that has waited for others',
      { settings, points: breachingAt(3) },
      'Of 1 datapoints 1 breach; 3 make an ALARM, and so many periods have passed since the ' +
        'oldest of them.',
    ],
    [
      'one in the newest period of a wall clock',
      { settings: { ...settings, ...onWallClock }, points: breachingAt(1) },
      'Of 1 datapoints 1 breach; 3 make an ALARM, and to periods that are over no others come ' +
        'any more.',
    ],
    [
      'none, as missing data are treated by default',
      { settings, points: [] },
      'There is no datapoint in the window, and missing data are left missing.',
    ],
    [
      'none, and missing data that are to be left missing',
      { settings: { ...settings, TreatMissingData: 'missing' }, points: [] },
      'There is no datapoint in the window, and missing data are left missing.',
    ],
    [
      'a function that has failed',
      { settings, points: [], hasFailed: true },
      'A function that brings the datapoints has failed.',
    ],
  ];
  for (const [name, scene, because] of cases) {
    it(`gives the reason for what follows from ${name}`, () => {
      expect(told(scene)).to.deep.include({ because });
    });
  }

  it('has a window that ends when its last day did, though a day had 23 hours', () => {
    const clock = { timezone: 'Europe/Berlin', periodSeconds: 86_400, count: 1 };
    const window = wallClockWindow(clock, new Date('2026-03-29T22:00:10Z'));
    expect(told({ settings, points: [], window })).to.deep.include({
      window: {
        start: new Date('2026-03-28T23:00:00Z'),
        end: new Date('2026-03-29T22:00:00Z'),
        periodSeconds: 86_400,
      },
    });
  });
});
