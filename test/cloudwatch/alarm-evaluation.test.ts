import { expect } from 'chai';
import {
  type AlarmPoint,
  type EvaluationSettings,
  decideBy,
  type StateDecision,
  type Treatment,
  treatments,
} from '../../src/cloudwatch/alarm-evaluation.js';
import { naiveDecision, type Slots, windowsUpTo } from './naive-alarm.js';

const threshold = 10;

function evaluationSettings(
  periods: number,
  datapoints: number,
  treatment: Treatment | undefined,
): EvaluationSettings {
  return {
    Namespace: 'Test',
    EvaluationPeriods: periods,
    DatapointsToAlarm: datapoints,
    TreatMissingData: treatment,
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanThreshold',
  };
}

function pointsOf(slots: Slots): readonly AlarmPoint[] {
  const newestFirst = slots.replaceAll(' ', '').split('').reverse();
  return newestFirst.flatMap((slot, index) => {
    if (slot === '-') return [];
    const position = index + 1;
    return [{ position, startSeconds: -position, value: slot === 'X' ? 11 : 9, sampleCount: 1 }];
  });
}

function decide(settings: EvaluationSettings, points: readonly AlarmPoint[]): StateDecision {
  return decideBy({ settings, points, hasFailed: false }).decision;
}

function stateOf(decision: StateDecision): string {
  return decision.kind === 'unchanged' ? 'keep' : decision.StateValue;
}

describe('the evaluation of an alarm', () => {
  describe('keeps the state while a percentile is told by too few samples', () => {
    const cases: readonly (readonly [string, number, number])[] = [
      ['p50', 20, 1],
      ['p90', 100, 1],
      ['p95.5', 222.3, 0.1],
      ['p99', 1_000, 1],
      ['p99.9', 10_000, 1],
      ['p99.95', 20_000, 1],
      ['p99.99', 100_000, 1],
      ['p5', 200, 1],
      ['p0.1', 10_000, 1],
    ];
    for (const [ExtendedStatistic, enough, less] of cases) {
      it(`${ExtendedStatistic} needs ${enough} of them`, () => {
        const settings: EvaluationSettings = {
          ...evaluationSettings(1, 1, 'missing'),
          ...{ ExtendedStatistic, EvaluateLowSampleCountPercentile: 'ignore' },
        };
        const kindOf = (sampleCount: number): string =>
          decide(settings, [{ position: 1, startSeconds: -1, value: 11, sampleCount }]).kind;
        expect([kindOf(enough - less), kindOf(enough)]).to.deep.equal(['unchanged', 'crossed']);
      });
    }
  });

  describe('follows the tables of the user guide', () => {
    // Columns: missing, ignore, breaching, notBreaching.
    const tables: readonly (readonly [number, number, Slots, readonly string[]])[] = [
      [3, 3, '0 - X - X', ['OK', 'OK', 'OK', 'OK']],
      [3, 3, '0 - - - -', ['OK', 'OK', 'OK', 'OK']],
      [3, 3, '- - - - -', ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
      [3, 3, '0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
      [3, 3, '- - X - -', ['ALARM', 'keep', 'ALARM', 'OK']],
      [3, 2, '0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
      [3, 2, '0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
      [3, 2, '0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
      [3, 2, '- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
      [3, 2, '- - - X -', ['ALARM', 'keep', 'ALARM', 'OK']],
    ];
    const columns: readonly Treatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
    for (const [periods, datapoints, slots, expected] of tables) {
      it(`${slots} with ${datapoints} of ${periods}`, () => {
        const states = columns.map((treatment) =>
          stateOf(decide(evaluationSettings(periods, datapoints, treatment), pointsOf(slots))),
        );
        expect(states).to.deep.equal(expected);
      });
    }
  });

  it('agrees with the guide told naively, for every window of up to five periods', () => {
    const differences: string[] = [];
    let caseCount = 0;
    for (const slots of windowsUpTo(5)) {
      for (const treatment of treatments) {
        for (let periods = 1; periods <= slots.length; periods++) {
          for (let datapoints = 1; datapoints <= periods; datapoints++) {
            caseCount += 1;
            const settings = evaluationSettings(periods, datapoints, treatment);
            const actual = stateOf(decide(settings, pointsOf(slots)));
            const expected = naiveDecision(slots, { periods, datapoints }, treatment);
            if (actual === expected) continue;
            differences.push(`${slots} ${datapoints}/${periods} ${treatment}: ${actual}`);
          }
        }
      }
    }
    expect(differences).to.deep.equal([]);
    // Of each length its windows, as many quorums as up to there are, and four treatments.
    expect(caseCount).to.equal((3 * 1 + 9 * 3 + 27 * 6 + 81 * 10 + 243 * 15) * 4);
  });

  it('takes 0 for a datapoint', () => {
    const zero = { position: 1, startSeconds: 0, value: 0, sampleCount: 1 };
    const settings = { ...evaluationSettings(1, 1, 'missing'), Threshold: 0 };
    expect(stateOf(decide(settings, [zero]))).to.equal('OK');
  });

  it('ignores missing data of DynamoDB unless told otherwise', () => {
    const settings = { ...evaluationSettings(1, 1, undefined), Namespace: 'AWS/DynamoDB' };
    expect(stateOf(decide(settings, []))).to.equal('keep');
    const told = { ...settings, TreatMissingData: 'missing' };
    expect(stateOf(decide(told, []))).to.equal('INSUFFICIENT_DATA');
  });

  describe('compares', () => {
    const cases = [
      ['GreaterThanThreshold', 'OK', 'OK', 'ALARM'],
      ['GreaterThanOrEqualToThreshold', 'OK', 'ALARM', 'ALARM'],
      ['LessThanThreshold', 'ALARM', 'OK', 'OK'],
      ['LessThanOrEqualToThreshold', 'ALARM', 'ALARM', 'OK'],
    ] as const;
    for (const [ComparisonOperator, ...expected] of cases) {
      it(`with ${ComparisonOperator}`, () => {
        const settings = { ...evaluationSettings(1, 1, 'missing'), ComparisonOperator };
        const states = [9, 10, 11].map((value) => {
          const point = { position: 1, startSeconds: 0, value, sampleCount: 1 };
          return stateOf(decide(settings, [point]));
        });
        expect(states).to.deep.equal(expected);
      });
    }
  });
});
