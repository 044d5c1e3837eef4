import { expect } from 'chai';
import {
  type ContributorTimes,
  followVector,
  noTimes,
} from '../../src/cloudwatch/contributor-times.js';

/** Beats come some milliseconds after the second that they are due at, now more and now less. */
describe('the contributors of an alarm in PromQL, at beats that are not to the millisecond', () => {
  const EvaluationCriteria = { PromQLCriteria: { Query: 'Load > 1', PendingPeriod: 10 } };
  const vector = [{ labels: new Map([['Host', 'a']]), value: 2 }];
  const startedAfter = (milliseconds: number): boolean => {
    const first = new Date('2026-03-10T12:00:00.030Z');
    const follow = (times: ContributorTimes, now: Date) =>
      followVector({ EvaluationCriteria }, { contributors: [], times }, { vector, now });
    const { times } = follow(noTimes, first);
    return follow(times, new Date(first.getTime() + milliseconds)).contributors.length === 1;
  };

  const cases: readonly (readonly [number, boolean])[] = [
    [9_000, false],
    [9_001, true],
    [9_971, true],
    [10_000, true],
  ];
  for (const [milliseconds, hasStarted] of cases) {
    it(`${hasStarted ? 'are in ALARM' : 'wait still'} after ${milliseconds} ms of 10 s`, () => {
      expect(startedAfter(milliseconds)).to.equal(hasStarted);
    });
  }
});
