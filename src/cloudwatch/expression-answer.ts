import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { Pace, type Steps } from '../turns.js';
import { type EvaluatedExpression, seriesOf } from './expression-evaluation.js';
import { evenShares } from './metric-data-page.js';
import { type ExpressionState, expressionResults, type ResultScene } from './metric-data-result.js';
import { array, type MathValue, ofSeries, type Series } from './metric-math/value.js';

/**
 * What a call returns of its expressions. MaxDatapoints bounds what is read and not what is made of
 * it (recorded from AWS), so a short text could ask for more than anybody can send. Therefore an
 * answer holds as many datapoints as all queries of a call have in a day of minutes; series share
 * them as metrics share a page. Of what is too long the newest points go out, or the oldest where
 * these come first, and the results are partial.
 */
const answerPointsMax = 500 * 1_440;

export interface AnswerScene extends ResultScene {
  state(expression: EvaluatedExpression): ExpressionState;
}

export function* answerSteps(
  returned: readonly EvaluatedExpression[],
  scene: AnswerScene,
): Steps<readonly MetricDataResult[]> {
  const pace = new Pace(pausePoints);
  const results: MetricDataResult[] = [];
  for (const { expression, isCut } of withinAnswer(returned, scene)) {
    const state = scene.state(expression);
    const known = { ...state, isComplete: state.isComplete && !isCut };
    for (const result of expressionResults(expression, known, scene)) {
      results.push(result);
      if (pace.isPauseDue(costOf(result))) yield;
    }
  }
  return results;
}

const pausePoints = 20_000;
const pointsPerResult = 10;
const charactersPerPoint = 10;

function costOf({ Label = '', Values = [] }: MetricDataResult): number {
  return pointsPerResult + Values.length + Label.length / charactersPerPoint;
}

interface Answered {
  readonly expression: EvaluatedExpression;
  readonly isCut: boolean;
}

function withinAnswer(
  returned: readonly EvaluatedExpression[],
  order: Pick<ResultScene, 'isDescending'>,
): readonly Answered[] {
  const counts = returned.flatMap(({ value }) => seriesIn(value).map(({ times }) => times.length));
  const shares = evenShares(counts, answerPointsMax);
  let taken = 0;
  return returned.map((expression) => {
    const { value } = expression;
    const own = shares.slice(taken, (taken += seriesIn(value).length));
    const isCut = seriesIn(value).some(({ times }, index) => times.length > (own[index] ?? 0));
    return {
      expression: isCut ? { ...expression, value: cut(value, own, order) } : expression,
      isCut,
    };
  });
}

function seriesIn(value: MathValue): readonly Series[] {
  return seriesOf(value) ?? [];
}

function cut(
  value: MathValue,
  shares: readonly number[],
  order: Pick<ResultScene, 'isDescending'>,
): MathValue {
  const members = seriesIn(value).map((series, index): Series => {
    const { times, values } = series;
    const share = shares[index] ?? 0;
    const from = order.isDescending ? Math.max(0, times.length - share) : 0;
    const part = [from, from + share] as const;
    return { ...series, times: times.slice(...part), values: values.slice(...part) };
  });
  const [only] = members;
  return value.kind === 'series' && only !== undefined ? ofSeries(only) : array(members);
}
