import { expect } from 'chai';
import {
  type MuteRule,
  muteStatus,
  muteType,
  muteWindowAt,
  parseIsoDuration,
  parseMuteExpression,
} from '../../src/cloudwatch/mute-rule.js';

type Given = Partial<MuteRule> & {
  readonly expression?: string;
  readonly duration?: string;
  readonly zone?: string;
};

function ruleOf({ expression, duration, zone, ...members }: Given): MuteRule {
  return {
    Name: 'night',
    AlarmMuteRuleArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm-mute-rule:night',
    LastUpdatedTimestamp: new Date('2026-01-01T00:00:00Z'),
    ...members,
    Rule: {
      Schedule: {
        Expression: expression ?? 'cron(0 2 * * *)',
        Duration: duration ?? 'PT4H',
        Timezone: zone ?? 'UTC',
      },
    },
  };
}

function at(text: string): Date {
  return new Date(`${text}Z`);
}

describe('the window of a mute rule', () => {
  const once = { expression: 'at(2026-03-10T14:00)', duration: 'PT4H' };
  const weekend = { expression: 'cron(0 18 * * FRI)', duration: 'P2DT12H' };
  const newYork = { zone: 'America/New_York' };
  const berlin = { zone: 'Europe/Berlin' };
  // The rule, an instant, and the window that is open then.
  const cases: readonly (readonly [string, Given, string, string?])[] = [
    ['is not open before its time', {}, '2026-03-10T01:59:59.999'],
    ['opens at its time', {}, '2026-03-10T02:00', '2026-03-10T02:00/2026-03-10T06:00'],
    ['is open to its end', {}, '2026-03-10T05:59:59.999', '2026-03-10T02:00/2026-03-10T06:00'],
    ['is shut at its end', {}, '2026-03-10T06:00'],
    ['opens once', once, '2026-03-10T17:59', '2026-03-10T14:00/2026-03-10T18:00'],
    ['opens no second time', once, '2026-03-11T14:00'],
    ['lasts over days', weekend, '2026-03-16T05:59', '2026-03-13T18:00/2026-03-16T06:00'],
    ['is shut on Monday', weekend, '2026-03-16T06:00'],
    [
      'lasts for fifteen days',
      { expression: 'cron(0 0 1 * *)', duration: 'P15D' },
      '2026-03-15T23:59',
      '2026-03-01T00:00/2026-03-16T00:00',
    ],
    [
      'goes on where it overlaps with the next',
      { expression: 'cron(* * * * *)', duration: 'PT1H' },
      '2026-03-10T12:34:56',
      '2026-03-10T12:34/2026-03-10T13:34',
    ],
    [
      'opens by the clocks of its zone',
      { expression: 'at(2026-03-10T14:00)', zone: 'Asia/Tokyo' },
      '2026-03-10T05:00',
      '2026-03-10T05:00/2026-03-10T09:00',
    ],
    // Clocks go from 2:00 to 3:00 on 8 March in New York, and on 29 March in Berlin.
    ['opens before summer time', newYork, '2026-03-07T07:00', '2026-03-07T07:00/2026-03-07T11:00'],
    [
      'opens as much later where clocks leave its time out',
      { ...newYork, expression: 'cron(30 2 * * *)' },
      '2026-03-08T07:30',
      '2026-03-08T07:30/2026-03-08T11:30',
    ],
    ['opens in summer time', newYork, '2026-03-09T06:00', '2026-03-09T06:00/2026-03-09T10:00'],
    [
      'lasts as long over a change to summer time',
      { ...berlin, expression: 'cron(0 1 * * *)' },
      '2026-03-29T03:59',
      '2026-03-29T00:00/2026-03-29T04:00',
    ],
    [
      'opens once at a time that is left out',
      { ...berlin, expression: 'at(2026-03-29T02:30)', duration: 'PT1H' },
      '2026-03-29T01:30',
      '2026-03-29T01:30/2026-03-29T02:30',
    ],
    // Clocks go from 3:00 to 2:00 on 25 October in Berlin.
    [
      'opens at the first of two times',
      { ...berlin, expression: 'cron(30 2 * * *)', duration: 'PT30M' },
      '2026-10-25T00:30',
      '2026-10-25T00:30/2026-10-25T01:00',
    ],
    [
      'and not at the second',
      { ...berlin, expression: 'cron(30 2 * * *)', duration: 'PT30M' },
      '2026-10-25T01:30',
    ],
    [
      'lasts as long over a change from summer time',
      { ...berlin, expression: 'cron(0 1 * * *)' },
      '2026-10-25T02:59',
      '2026-10-24T23:00/2026-10-25T03:00',
    ],
    [
      'does not open before the StartDate',
      { StartDate: at('2026-03-10T03:00') },
      '2026-03-10T02:59',
    ],
    [
      'is open from the StartDate on',
      { StartDate: at('2026-03-10T03:00') },
      '2026-03-10T03:00',
      '2026-03-10T02:00/2026-03-10T06:00',
    ],
    [
      'ends with the ExpireDate',
      { ExpireDate: at('2026-03-10T03:00') },
      '2026-03-10T02:59',
      '2026-03-10T02:00/2026-03-10T03:00',
    ],
    ['is shut from the ExpireDate on', { ExpireDate: at('2026-03-10T03:00') }, '2026-03-10T03:00'],
    [
      'never opens on a day that there is not',
      { expression: 'cron(0 0 30 2 *)' },
      '2026-03-02T00:00',
    ],
  ];
  for (const [name, given, now, expected] of cases) {
    it(name, () => {
      const window = muteWindowAt(ruleOf(given), at(now));
      const [start = '', end = ''] = expected?.split('/') ?? [];
      expect(window).to.deep.equal(expected && { start: at(start), end: at(end) });
    });
  }
});

describe('the status of a mute rule', () => {
  const once = { expression: 'at(2026-03-10T14:00)' };
  const expiring = { ExpireDate: at('2026-03-10T03:00') };
  const cases: readonly (readonly [string, Given, string, string])[] = [
    ['between windows', {}, '2026-03-10T12:00', 'SCHEDULED'],
    ['within one', {}, '2026-03-10T03:00', 'ACTIVE'],
    ['before its start', { StartDate: at('2026-04-01T00:00') }, '2026-03-10T03:00', 'SCHEDULED'],
    ['until it expires', expiring, '2026-03-10T02:59', 'ACTIVE'],
    ['once it has expired', expiring, '2026-03-10T03:00', 'EXPIRED'],
    ['of one time that comes', once, '2026-03-10T13:59', 'SCHEDULED'],
    ['of one time that has come', once, '2026-03-10T14:00', 'ACTIVE'],
    ['of one time that is over', once, '2026-03-10T18:00', 'EXPIRED'],
  ];
  for (const [name, given, now, expected] of cases) {
    it(`is ${expected} ${name}`, () => {
      expect(muteStatus(ruleOf(given), at(now))).to.equal(expected);
    });
  }

  it('has a type beside it', () => {
    expect([muteType(ruleOf(once)), muteType(ruleOf({}))]).to.deep.equal(['ONE_TIME', 'RECURRING']);
  });
});

describe('the expression of a mute rule', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['cron(0 2 * * *)', true],
    ['cron(0 2 1-7,15 JAN-MAR SUN,WED)', true],
    ['cron(0 2 * * MON-SUN)', true],
    ['cron(0 2 * * 5-7)', true],
    ['at(2026-05-10T14:00)', true],
    ['cron(0 2 * * ? *)', false],
    ['cron(*/5 * * * *)', false],
    ['cron(0 2 * *)', false],
    ['cron(60 2 * * *)', false],
    ['0 2 * * *', false],
    ['rate(5 minutes)', false],
    ['at(2026-05-10)', false],
    ['at(2026-05-10T14:00:00)', false],
    ['at(2026-02-30T14:00)', false],
    ['at(2026-05-10T24:00)', false],
    ['AT(2026-05-10T14:00)', false],
    ['at(2026-05-10T14:00) ', false],
    ['', false],
  ];
  for (const [text, isOne] of cases) {
    it(`${isOne ? 'may' : 'may not'} be '${text}'`, () => {
      expect(parseMuteExpression(text, 'UTC') !== undefined).to.equal(isOne);
    });
  }
});

describe('an ISO 8601 duration', () => {
  const minute = 60_000;
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['PT1M', minute],
    ['PT90M', 90 * minute],
    ['PT4H', 240 * minute],
    ['P2DT12H', 3_600 * minute],
    ['P15D', 21_600 * minute],
    ['PT1H30M15S', 90.25 * minute],
    ['P', undefined],
    ['PT', undefined],
    ['P1DT', undefined],
    ['P1W', undefined],
    ['P1M', undefined],
    ['PT1M1H', undefined],
    ['PT-1M', undefined],
    ['PT1.5H', undefined],
    ['4H', undefined],
    ['pt4h', undefined],
  ];
  for (const [text, milliseconds] of cases) {
    it(`of '${text}' is ${milliseconds === undefined ? 'none' : `${milliseconds} ms`}`, () => {
      expect(parseIsoDuration(text)).to.equal(milliseconds);
    });
  }
});
