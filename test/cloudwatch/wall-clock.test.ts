import { expect } from 'chai';
import { followingEvaluation, paceOf } from '../../src/cloudwatch/alarm-schedule.js';
import { fixedOffsetSeconds } from '../../src/cloudwatch/local-clock.js';
import {
  cellsInWindow,
  nextBoundary,
  readWindow,
  trueStart,
  type WallClock,
  wallClockWindow,
} from '../../src/cloudwatch/wall-clock.js';
import { periodCount } from '../../src/cloudwatch/window.js';

const [hour, day, week] = [3_600, 86_400, 604_800];

/** When each of a window's periods begins, and the last one ends. */
function boundaries(clock: WallClock, now: string): string[] {
  const { periodSeconds, count } = clock;
  const window = wallClockWindow(clock, new Date(now));
  expect(periodCount(window)).to.equal(count);
  const starts = Array.from({ length: count }, (_, index) =>
    trueStart(window.startSeconds + index * periodSeconds, window),
  );
  return [...starts, readWindow(window).endSeconds].map((seconds) =>
    new Date(seconds * 1000).toISOString().slice(5, 16),
  );
}

describe('the next period of a wall clock', () => {
  const instants = ['2026-03-07T00:00:00Z', '2026-10-30T00:00:00Z', '2023-09-29T00:00:00Z'];
  for (const timezone of ['UTC', 'Asia/Kolkata', 'America/New_York', 'America/Asuncion']) {
    for (const periodSeconds of [300, hour, day, week]) {
      it(`is the first to begin: ${periodSeconds} s in ${timezone}`, () => {
        const clock = { timezone, periodSeconds, count: 1 };
        const endAt = (seconds: number): number =>
          readWindow(wallClockWindow(clock, new Date(seconds * 1000))).endSeconds;
        for (const instant of instants) {
          const start = Date.parse(instant) / 1000;
          for (let seconds = start; seconds < start + 4 * day; seconds += 5_411) {
            const next = nextBoundary(clock, seconds);
            expect(next).to.be.above(seconds);
            expect([endAt(next), endAt(next - 1)]).to.deep.equal([next, endAt(seconds)]);
          }
        }
      });
    }
  }
});

describe('the next period on Lord Howe Island, whose clocks change by half an hour,', () => {
  const changes = [
    ['back', '2026-04-04T10:00:00Z'],
    ['ahead', '2026-10-03T10:00:00Z'],
  ] as const;
  for (const [direction, from] of changes) {
    for (const periodSeconds of [300, hour, day]) {
      it(`lies ahead when they go ${direction}: ${periodSeconds} s`, () => {
        const clock = { timezone: 'Australia/Lord_Howe', periodSeconds, count: 1 };
        const endAt = (seconds: number): number =>
          readWindow(wallClockWindow(clock, new Date(seconds * 1000))).endSeconds;
        const start = Date.parse(from) / 1000;
        for (let seconds = start; seconds < start + 10 * hour; seconds += 300) {
          const next = nextBoundary(clock, seconds);
          expect(next).to.be.above(seconds);
          expect([endAt(next), endAt(next - 1)]).to.deep.equal([next, endAt(seconds)]);
        }
      });
    }
  }
});

describe('the evaluation of an alarm on a wall clock', () => {
  const alarm = { Period: hour, EvaluationPeriods: 1, EvaluationWindow: { WallClockWindow: {} } };
  const configuredAt = new Date('2026-03-09T12:00:00Z');
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['comes 10 seconds after the hour', '12:00:10', 0, '13:00:10'],
    ['comes later by what it is spread', '12:00:31', 20_500, '13:00:30'],
    ['comes also after a look between the two', '13:00:00', 0, '13:00:10'],
  ];
  for (const [name, at, offsetMilliseconds, expected] of cases) {
    it(name, () => {
      const evaluatedAt = new Date(`2026-03-10T${at}Z`);
      const next = followingEvaluation(paceOf(alarm), evaluatedAt, {
        configuredAt,
        offsetMilliseconds,
      });
      expect(next.toISOString().slice(11, 19)).to.equal(expected);
    });
  }
});

describe('a window of a wall clock', () => {
  const cases: readonly (readonly [
    string,
    readonly [string, number, number, string],
    readonly string[],
  ])[] = [
    [
      'has full minutes',
      ['UTC', 60, 2, '2026-03-10T12:03:20Z'],
      ['03-10T12:01', '03-10T12:02', '03-10T12:03'],
    ],
    [
      'ends at the very end of a period',
      ['UTC', hour, 1, '2026-03-10T12:00:00Z'],
      ['03-10T11:00', '03-10T12:00'],
    ],
    [
      'has hours at the half in India',
      ['Asia/Kolkata', hour, 1, '2026-03-10T12:45:00Z'],
      ['03-10T11:30', '03-10T12:30'],
    ],
    [
      'takes an offset',
      ['UTC-03:00', day, 1, '2026-03-10T02:00:00Z'],
      ['03-08T03:00', '03-09T03:00'],
    ],
    [
      'has weeks from Monday',
      ['UTC', week, 1, '2026-03-10T12:00:00Z'],
      ['03-02T00:00', '03-09T00:00'],
    ],
    [
      'has a day of 23 hours in spring',
      ['America/New_York', day, 2, '2026-03-09T12:00:00Z'],
      ['03-07T05:00', '03-08T05:00', '03-09T04:00'],
    ],
    [
      'has a day of 25 hours in autumn',
      ['America/New_York', day, 2, '2026-11-02T12:00:00Z'],
      ['10-31T04:00', '11-01T04:00', '11-02T05:00'],
    ],
    [
      'counts the hour that comes twice twice',
      ['America/New_York', hour, 3, '2026-11-01T07:10:00Z'],
      ['11-01T04:00', '11-01T05:00', '11-01T06:00', '11-01T07:00'],
    ],
    [
      'has an hour of ninety minutes',
      ['Australia/Lord_Howe', hour, 3, '2026-04-04T16:40:00Z'],
      ['04-04T13:00', '04-04T14:00', '04-04T15:30', '04-04T16:30'],
    ],
    [
      'begins a day without a midnight when it begins',
      ['America/Asuncion', day, 1, '2023-10-02T12:00:00Z'],
      ['10-01T04:00', '10-02T03:00'],
    ],
    [
      'begins a day with two midnights at the first',
      ['America/Havana', day, 1, '2023-11-06T12:00:00Z'],
      ['11-05T04:00', '11-06T05:00'],
    ],
    [
      'has a week in which clocks change',
      ['Europe/Berlin', week, 1, '2026-03-31T12:00:00Z'],
      ['03-22T23:00', '03-29T22:00'],
    ],
  ];
  for (const [name, [timezone, periodSeconds, count, now], expected] of cases) {
    it(name, () => {
      expect(boundaries({ timezone, periodSeconds, count }, now)).to.deep.equal(expected);
    });
  }

  it('puts each cell into its period, however long that is', () => {
    const clock = { timezone: 'America/New_York', periodSeconds: day, count: 2 };
    const window = wallClockWindow(clock, new Date('2026-11-02T12:00:00Z'));
    expect(readWindow(window).periodSeconds).to.equal(hour);
    const times = ['2026-11-01T03:00Z', '2026-11-01T04:00Z', '2026-11-02T04:00Z'];
    const cell = { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1, distribution: undefined };
    const cells = times.map((time) => ({ startSeconds: Date.parse(time) / 1000, cell }));
    const [placed] = cellsInWindow([{ Unit: 'None', cells }], window);
    const numbers = placed?.cells.map(({ startSeconds }) =>
      Math.floor((startSeconds - window.startSeconds) / window.periodSeconds),
    );
    expect(numbers).to.deep.equal([0, 1, 1]);
  });

  for (const [text, expected] of [
    ['Z', 0],
    ['+05:30', 19_800],
    ['UTC-08:00', -28_800],
    ['GMT+01:05', 3_900],
    ['+5:30', undefined],
    ['Europe/Berlin', undefined],
  ] as const) {
    it(`takes ${text} for ${expected === undefined ? 'no offset' : `${expected} seconds`}`, () => {
      expect(fixedOffsetSeconds(text)).to.equal(expected);
    });
  }
});
