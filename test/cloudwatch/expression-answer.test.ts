import { expect } from 'chai';
import { answerSteps } from '../../src/cloudwatch/expression-answer.js';
import type { EvaluatedExpression } from '../../src/cloudwatch/expression-evaluation.js';
import { Instants, LabelRoom } from '../../src/cloudwatch/metric-data-result.js';
import {
  array,
  type MathValue,
  ofSeries,
  type Series,
} from '../../src/cloudwatch/metric-math/value.js';
import { worldStart } from '../support/world.js';

describe('what an answer holds of expressions', () => {
  const times = Array.from({ length: 300_000 }, (_, index) => index);

  function series(length: number): Series {
    const part = times.slice(0, length);
    return { label: '', periodSeconds: 1, times: part, values: part };
  }

  function expression(Id: string, value: MathValue): EvaluatedExpression {
    const plan = {
      ...{ Id, Label: undefined, isReturned: true, isForbidden: false, Period: undefined },
      ...{ node: { kind: 'number', value: 0, at: 0 }, dependencies: new Set(), findings: [] },
    } as EvaluatedExpression['plan'];
    return { plan, periodSeconds: 1, value, hasDropped: false };
  }

  /** Id, first time, number of points and status of each, and how often others had a turn. */
  function told(returned: readonly EvaluatedExpression[], isDescending: boolean): unknown {
    const state = { refusal: undefined, isPaginated: false };
    const steps = answerSteps(returned, {
      ...{
        isDescending,
        instants: new Instants({ isDescending }),
        labels: new LabelRoom(),
        now: worldStart,
      },
      timezone: { offsetSeconds: 0 },
      state: () => ({ ...state, isComplete: true }),
    });
    let pauses = 0;
    for (;;) {
      const step = steps.next();
      if (!step.done) {
        pauses += 1;
        continue;
      }
      const rows = step.value.map(({ Id, Timestamps = [], Values = [], StatusCode }) => {
        return [Id, (Timestamps[0]?.getTime() ?? NaN) / 1000, Values.length, StatusCode];
      });
      return { rows, pauses };
    }
  }

  const large = [
    expression('e1', array([series(300_000), series(300_000)])),
    expression('e2', ofSeries(series(10))),
    expression('e3', ofSeries(series(300_000))),
  ];

  it('is shared by its series as a page is by metrics, the newest points first', () => {
    expect(told(large, true)).to.deep.equal({
      rows: [
        ['e1', 299_999, 300_000, 'PartialData'],
        ['e1', 299_999, 239_990, 'PartialData'],
        ['e2', 9, 10, 'Complete'],
        ['e3', 299_999, 180_000, 'PartialData'],
      ],
      pauses: 3,
    });
  });

  it('is of the oldest points where these come first', () => {
    expect(told(large.slice(0, 2), false)).to.deep.equal({
      rows: [
        ['e1', 0, 300_000, 'Complete'],
        ['e1', 0, 300_000, 'Complete'],
        ['e2', 0, 10, 'Complete'],
      ],
      pauses: 2,
    });
    expect(told(large, false)).to.have.nested.property('rows[0][1]', 0);
  });
});
