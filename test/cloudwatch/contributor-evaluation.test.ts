import { expect } from 'chai';
import type { Alarm } from '../../src/cloudwatch/alarm-document.js';
import {
  type ContributorSeries,
  evaluateContributors,
  type EvaluatedContributors,
} from '../../src/cloudwatch/contributor-evaluation.js';
import { contributorIdentity } from '../../src/cloudwatch/contributor.js';

const now = new Date('2026-03-10T12:05:00Z');
const endSeconds = now.getTime() / 1000;

const alarm: Alarm = {
  AlarmName: 'Fleet',
  AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Fleet',
  ActionsEnabled: true,
  OKActions: [],
  AlarmActions: [],
  InsufficientDataActions: [],
  AlarmConfigurationUpdatedTimestamp: now,
  StateValue: 'OK',
  StateUpdatedTimestamp: now,
  StateTransitionedTimestamp: now,
  Dimensions: [],
  EvaluationPeriods: 3,
  Threshold: 1,
  ComparisonOperator: 'LessThanThreshold',
};

/** `X` breaches, `0` does not, `-` is missing; the newest is on the right. */
function series(text: string, Host = 'a'): ContributorSeries {
  const points = Array.from(text).flatMap((sign, index) => {
    if (sign === '-') return [];
    const position = text.length - index;
    const startSeconds = endSeconds - position * 60;
    return [{ position, startSeconds, value: sign === 'X' ? 0 : 2, sampleCount: undefined }];
  });
  return { attributes: { Host }, points: points.reverse() };
}

/** All but what decided about each series. */
function decidedBy({ contributors, changes, state }: EvaluatedContributors): object {
  return { contributors, changes, state };
}

function inAlarm(Host: string) {
  const before = new Date('2026-03-10T12:00:00Z');
  const identity = contributorIdentity({ Host });
  return { ...identity, StateReason: 'why', StateTransitionedTimestamp: before };
}

describe('an alarm on several series', () => {
  describe('tells of a contributor', () => {
    const newest = '(10/03/26 12:04:00)';
    const cases: readonly (readonly [string, string, Partial<Alarm>, string])[] = [
      [
        'that all datapoints breach',
        'XXX',
        {},
        'Threshold Crossed: 3 datapoints were less than the threshold (1.0). The most recent ' +
          `datapoint which crossed the threshold: [0.0 ${newest}].`,
      ],
      [
        'how many of how many breach',
        '0XX',
        { DatapointsToAlarm: 2 },
        'Threshold Crossed: 2 out of the last 3 datapoints were less than the threshold (1.0). ' +
          `The most recent datapoint which crossed the threshold: [0.0 ${newest}] ` +
          '(minimum 2 datapoints for OK -> ALARM transition).',
      ],
      [
        'that missing datapoints breach too',
        '--X',
        { TreatMissingData: 'breaching' },
        'Threshold Crossed: 1 datapoint was less than the threshold (1.0) and 2 missing ' +
          'datapoints were treated as [Breaching]. The most recent datapoint which crossed the ' +
          `threshold: [0.0 ${newest}].`,
      ],
    ];
    for (const [name, text, given, StateReason] of cases) {
      it(name, () => {
        const decision = evaluateContributors({ ...alarm, ...given }, [], {
          series: [series(text)],
          now,
        });
        const contributor = {
          ...contributorIdentity({ Host: 'a' }),
          StateReason,
          StateTransitionedTimestamp: now,
        };
        expect(decidedBy(decision)).to.deep.equal({
          contributors: [contributor],
          changes: [{ contributor, StateValue: 'ALARM' }],
          state: {
            StateValue: 'ALARM',
            StateReason: '1 out of 1 time series evaluated to ALARM',
          },
        });
      });
    }

    it('that it is not in ALARM any more', () => {
      const decision = evaluateContributors(alarm, [inAlarm('a')], {
        series: [series('XX0')],
        now,
      });
      expect(decision.changes.map(({ contributor }) => contributor.StateReason)).to.deep.equal([
        'Threshold Crossed: 1 datapoint was not less than the threshold (1.0). The most recent ' +
          `datapoint which not crossed the threshold: [2.0 ${newest}].`,
      ]);
    });
  });

  it('leaves a contributor as it was where nothing is decided', () => {
    const one = inAlarm('a');
    const undecided = [series('--X', 'a'), series('--X', 'b')];
    expect(decidedBy(evaluateContributors(alarm, [one], { series: undecided, now }))).to.deep.equal(
      {
        contributors: [one],
        changes: [],
        state: { StateValue: 'ALARM', StateReason: '1 out of 2 time series evaluated to ALARM' },
      },
    );
  });

  describe('where no series is returned any more', () => {
    const none = (treatment: string): string =>
      'No time series were returned by the query. ' +
      `Treat missing data is configured as [${treatment}].`;
    const cases = [
      ['missing', 'INSUFFICIENT_DATA', none('Missing')],
      ['breaching', 'ALARM', none('Breaching')],
      ['notBreaching', 'OK', none('NonBreaching')],
    ] as const;
    for (const [TreatMissingData, StateValue, StateReason] of cases) {
      it(`is in ${StateValue} with ${TreatMissingData}, and its contributors are OK`, () => {
        const given = { ...alarm, TreatMissingData };
        const decision = evaluateContributors(given, [inAlarm('a')], { series: [], now });
        const contributor = {
          ...contributorIdentity({ Host: 'a' }),
          StateReason: 'No data was returned for this contributor',
          StateTransitionedTimestamp: now,
        };
        expect(decidedBy(decision)).to.deep.equal({
          contributors: [],
          changes: [{ contributor, StateValue: 'OK' }],
          state: { StateValue, StateReason },
        });
      });
    }

    it('stays as it is with ignore, and so do its contributors', () => {
      const [one, given] = [inAlarm('a'), { ...alarm, TreatMissingData: 'ignore' }];
      expect(decidedBy(evaluateContributors(given, [one], { series: [], now }))).to.deep.equal({
        contributors: [one],
        changes: [],
        state: undefined,
      });
    });
  });

  it('gives a place to new contributors only where the former ones leave one', () => {
    const name = (index: number): string => `h${index}`;
    const before = Array.from({ length: 99 }, (_, index) => inAlarm(name(index + 50)));
    const all = Array.from({ length: 150 }, (_, index) => series('XXX', name(index)));
    const { contributors, changes, state } = evaluateContributors(alarm, before, {
      series: all,
      now,
    });
    expect(contributors.length).to.equal(100);
    expect(contributors.slice(0, 99)).to.deep.equal(before);
    const hosts = changes.map(({ contributor }) => contributor.ContributorAttributes.Host);
    expect(hosts).to.deep.equal(['h0']);
    expect(state?.StateReason).to.equal('100+ time series evaluated to ALARM');
  });

  it('knows a contributor by its attributes, in whatever order', () => {
    const ids = [
      { Host: 'a', Zone: 'b' },
      { Zone: 'b', Host: 'a' },
      { Host: 'b', Zone: 'a' },
    ].map((attributes) => contributorIdentity(attributes).ContributorId);
    expect(ids[0]).to.equal(ids[1]);
    expect(ids[0]).not.to.equal(ids[2]);
  });
});
