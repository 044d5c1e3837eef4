import { expect } from 'chai';
import {
  lastOccurrence,
  localInstant,
  nextOccurrence,
  parseRecurrence,
} from '../../src/recurrence.js';
import { isTimeZone } from '../../src/time-zone.js';

describe('a recurrence', () => {
  const malformed = [
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * 32 * *',
    '* * * 13 *',
    '* * * 0 *',
    '* * * * 8',
    '? * * * *',
    '@daily',
    'cron(0 0 * * ? *)',
    '5-1 * * * *',
    '*/0 * * * *',
    '1,,2 * * * *',
    '* * * FOO *',
    '-1 * * * *',
    '*-5 * * * *',
    '1.5 * * * *',
  ];
  for (const text of malformed) {
    it(`is not '${text}'`, () => {
      expect(parseRecurrence(text)).to.equal(undefined);
    });
  }

  // The fields, the zone, the time before, and the occurrence after it.
  const cases: readonly (readonly [string, string, string, string, string | undefined])[] = [
    ['every minute', '* * * * *', 'UTC', '2026-03-10T12:00:30Z', '2026-03-10T12:01:00Z'],
    ['not the time itself', '0 12 * * *', 'UTC', '2026-03-10T12:00:00Z', '2026-03-11T12:00:00Z'],
    ['a step', '*/20 * * * *', 'UTC', '2026-03-10T12:20:00Z', '2026-03-10T12:40:00Z'],
    ['a step from a start', '10/20 * * * *', 'UTC', '2026-03-10T12:31:00Z', '2026-03-10T12:50:00Z'],
    [
      'a range with a step',
      '0 8-17/4 * * *',
      'UTC',
      '2026-03-10T12:00:00Z',
      '2026-03-10T16:00:00Z',
    ],
    ['an unsorted list', '30,0,15 9 * * *', 'UTC', '2026-03-10T09:00:00Z', '2026-03-10T09:15:00Z'],
    ['a named month', '0 0 1 JUL *', 'UTC', '2026-03-10T12:00:00Z', '2026-07-01T00:00:00Z'],
    ['a named weekday', '0 0 * * fri', 'UTC', '2026-03-10T12:00:00Z', '2026-03-13T00:00:00Z'],
    ['weekdays', '0 9 * * MON-FRI', 'UTC', '2026-03-13T12:00:00Z', '2026-03-16T09:00:00Z'],
    ['a whole week', '0 0 * * MON-SUN', 'UTC', '2026-03-14T00:00:00Z', '2026-03-15T00:00:00Z'],
    ['Sunday as 0', '0 0 * * 0', 'UTC', '2026-03-10T12:00:00Z', '2026-03-15T00:00:00Z'],
    ['Sunday as 7', '0 0 * * 7', 'UTC', '2026-03-10T12:00:00Z', '2026-03-15T00:00:00Z'],
    ['either day field', '0 0 13 * FRI', 'UTC', '2026-04-10T12:00:00Z', '2026-04-13T00:00:00Z'],
    ['or the other', '0 0 13 * FRI', 'UTC', '2026-04-13T12:00:00Z', '2026-04-17T00:00:00Z'],
    [
      'both of a starred one',
      '0 0 */2 * MON',
      'UTC',
      '2026-03-10T00:00:00Z',
      '2026-03-23T00:00:00Z',
    ],
    ['a leap day', '0 0 29 2 *', 'UTC', '2026-03-10T12:00:00Z', '2028-02-29T00:00:00Z'],
    ['a leap day after 2100', '0 0 29 2 *', 'UTC', '2096-03-01T00:00:00Z', '2104-02-29T00:00:00Z'],
    ['no day that never comes', '0 0 30 2 *', 'UTC', '2026-03-10T12:00:00Z', undefined],
    ['the year after', '0 0 1 1 *', 'UTC', '2026-03-10T12:00:00Z', '2027-01-01T00:00:00Z'],
    [
      'a zone in winter',
      '0 9 * * *',
      'America/New_York',
      '2026-03-01T00:00:00Z',
      '2026-03-01T14:00:00Z',
    ],
    [
      'a zone in summer',
      '0 9 * * *',
      'America/New_York',
      '2026-07-01T00:00:00Z',
      '2026-07-01T13:00:00Z',
    ],
    [
      'a zone of half hours',
      '0 0 * * *',
      'Asia/Kolkata',
      '2026-03-10T12:00:00Z',
      '2026-03-10T18:30:00Z',
    ],
    // In New York clocks go from 2:00 to 3:00 on 8 March, and from 2:00 to 1:00 on 1 November.
    [
      'a time left out',
      '30 2 8 3 *',
      'America/New_York',
      '2026-03-08T05:00:00Z',
      '2026-03-08T07:30:00Z',
    ],
    [
      'the day after',
      '30 2 * * *',
      'America/New_York',
      '2026-03-08T07:30:00Z',
      '2026-03-09T06:30:00Z',
    ],
    [
      'a time that comes twice',
      '30 1 * * *',
      'America/New_York',
      '2026-11-01T04:00:00Z',
      '2026-11-01T05:30:00Z',
    ],
    ['but once', '30 1 * * *', 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-02T06:30:00Z'],
    [
      'each hour where each has one',
      '0,30 * * * *',
      'America/New_York',
      '2026-11-01T05:30:00Z',
      '2026-11-01T06:00:00Z',
    ],
    [
      'what follows a time left out before what is made up for it',
      '15,30 2,3 * * *',
      'America/New_York',
      '2026-03-08T07:15:00Z',
      '2026-03-08T07:30:00Z',
    ],
    [
      'hours around the gap',
      '0 * * * *',
      'America/New_York',
      '2026-03-08T06:00:00Z',
      '2026-03-08T07:00:00Z',
    ],
    [
      'a missing midnight',
      '0 0 * * *',
      'Asia/Beirut',
      '2026-03-28T12:00:00Z',
      '2026-03-28T22:00:00Z',
    ],
  ];
  for (const [name, text, zone, after, expected] of cases) {
    it(`finds ${name}: ${text} in ${zone}`, () => {
      const recurrence = parseRecurrence(text);
      if (recurrence === undefined) throw new Error('It is well formed.');
      const next = nextOccurrence(recurrence, zone, new Date(after));
      expect(next).to.deep.equal(expected === undefined ? undefined : new Date(expected));
    });
  }

  it('never goes back and never stands still', () => {
    const recurrence = parseRecurrence('*/30 * * * *');
    if (recurrence === undefined) throw new Error('It is well formed.');
    let time = new Date('2026-03-07T00:00:00Z');
    for (let count = 0; count < 200; count++) {
      const next = nextOccurrence(recurrence, 'America/New_York', time);
      expect(next?.getTime()).to.be.greaterThan(time.getTime());
      time = next ?? time;
    }
    // Each is half an hour after the last, whatever clocks show.
    expect(time.toISOString()).to.equal('2026-03-11T04:00:00.000Z');
  });
});

describe('the last occurrence', () => {
  const texts = ['*/30 * * * *', '30 1,2 * * *', '15 23 * * SUN', '0 0 30 2 *', '0 12 9 3 *'];
  const stretches = [
    ['2026-03-07T00:00:00Z', '2026-03-10T12:00:00Z'],
    ['2026-03-08T06:59:00Z', '2026-03-08T07:30:00Z'],
    ['2026-10-31T00:00:00Z', '2026-11-02T00:00:00Z'],
    ['2026-11-01T05:30:00Z', '2026-11-01T06:29:59Z'],
  ] as const;
  for (const text of texts) {
    it(`is that after which none comes: ${text}`, () => {
      const recurrence = parseRecurrence(text);
      if (recurrence === undefined) throw new Error('It is well formed.');
      const zone = 'America/New_York';
      for (const [from, to] of stretches) {
        const [after, until] = [new Date(from), new Date(to)];
        let expected: Date | undefined;
        let next = nextOccurrence(recurrence, zone, after);
        while (next !== undefined && next <= until) {
          expected = next;
          next = nextOccurrence(recurrence, zone, next);
        }
        expect(lastOccurrence(recurrence, zone, { after, until })).to.deep.equal(expected);
      }
    });
  }
});

describe('the instant of a local time', () => {
  const cases: readonly (readonly [string, string, string?])[] = [
    ['2026-03-10T14:00', 'UTC', '2026-03-10T14:00:00Z'],
    ['2026-03-10T14:00', 'Asia/Tokyo', '2026-03-10T05:00:00Z'],
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00Z'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['2026-02-29T00:00', 'UTC'],
    ['2026-03-10T14:60', 'UTC'],
    ['2026-3-10T14:00', 'UTC'],
  ];
  for (const [text, zone, instant] of cases) {
    it(`of '${text}' in ${zone} is ${instant ?? 'none'}`, () => {
      expect(localInstant(text, zone)).to.deep.equal(instant && new Date(instant));
    });
  }
});

describe('the name of a time zone', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['UTC', true],
    ['Etc/GMT+5', true],
    ['Europe/Paris', true],
    ['Mars/Olympus', false],
    ['+01:00', false],
    ['', false],
  ];
  for (const [name, isOne] of cases) {
    it(`${isOne ? 'may' : 'may not'} be '${name}'`, () => {
      expect(isTimeZone(name)).to.equal(isOne);
    });
  }
});
