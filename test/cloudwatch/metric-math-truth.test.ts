import { expect } from 'chai';
import { evaluate, type Scene } from '../../src/cloudwatch/metric-math/evaluation.js';
import { parseExpression } from '../../src/cloudwatch/metric-math/parser.js';
import { MathError } from '../../src/cloudwatch/metric-math/tree.js';
import type { Grid, MathValue, Series } from '../../src/cloudwatch/metric-math/value.js';
import { Random } from '../support/random.js';
import {
  isArray,
  type NaiveScene,
  type NaiveSeries,
  naiveValue,
  type NaiveValue,
} from './naive-math.js';
import { metricIds, randomTree, writtenTree } from './random-math.js';

const start = 1_773_144_000;
const windowSeconds = 720;
const seeds = 4_000;
const noise = 20_000;

describe('metric math and a naive model of it', () => {
  it(`agree on the expressions of the seeds 1 to ${seeds}`, () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const random = new Random(seed);
      const scene = randomScene(random);
      const type = random.pick(['series', 'series', 'array', 'scalar'] as const);
      const tree = randomTree(random, type, 1 + random.below(4));
      const text = writtenTree(tree, random);
      const real = shown(evaluate(parseExpression(text), realScene(scene)));
      expect(real, `seed ${seed}: ${text}`).to.deep.equal(shownNaive(naiveValue(tree, scene)));
    }
  });

  it('agree on deviations, but for rounding', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new Random(seed);
      const scene = randomScene(random);
      const parameters = [randomTree(random, random.pick(['series', 'array'] as const), 2)];
      const naive = naiveValue({ name: 'STDDEV', parameters }, scene);
      const text = `STDDEV(${writtenTree(parameters[0] ?? { number: 0 }, random)})`;
      const real = evaluate(parseExpression(text), realScene(scene));
      const [one, other] = [rounded(shown(real)), rounded(shownNaive(naive))];
      expect(one, `seed ${seed}: ${text}`).to.deep.equal(other);
    }
  });

  it(`reads or refuses whatever is written, as the seeds 1 to ${noise} show`, () => {
    const words =
      'm1 SUM FILL IF METRICS REPEAT SEARCH ( ) [ ] , + - * / ^ == < && OR 1 2.5e3 . " \' # \\';
    for (let seed = 1; seed <= noise; seed++) {
      const random = new Random(seed);
      const pieces = Array.from({ length: random.below(16) }, () => random.pick(words.split(' ')));
      const text = pieces.join(random.pick(['', ' ']));
      expect(outcomeOf(text), `seed ${seed}: ${text}`).to.equal('as told');
    }
  });
});

/** Sparse series on the minute, one every five minutes, one between the minutes, and none. */
function randomScene(random: Random): NaiveScene {
  const steps: Readonly<Record<string, number>> = { m3: 300, fine: 20 };
  const metrics = metricIds.map((id): readonly [string, NaiveSeries] => {
    const step = steps[id] ?? 60;
    const count = id === 'empty' ? 0 : Math.floor(windowSeconds / step);
    const points = Array.from({ length: count }, (_, index) => {
      return [start + index * step, random.below(9) - 2 + random.pick([0, 0.5])] as const;
    });
    return [id, { period: step, points: new Map(points.filter(() => random.below(4) > 0)) }];
  });
  return {
    metrics: Object.fromEntries(metrics),
    period: random.pick([20, 60, 300]),
    slots: (period) =>
      Array.from({ length: Math.floor(windowSeconds / period) }, (_, index) => {
        return start + index * period;
      }),
  };
}

function realScene({ metrics, period }: NaiveScene): Scene {
  const known = Object.entries(metrics).map(([Id, { period: periodSeconds, points }]) => {
    const [times, values] = [[...points.keys()], [...points.values()]];
    const series: Series = { label: Id, periodSeconds, times, values };
    return { Id, series };
  });
  const gridOf = (periodSeconds: number): Grid => {
    const endSeconds = start + Math.floor(windowSeconds / periodSeconds) * periodSeconds;
    return { startSeconds: start, endSeconds, periodSeconds };
  };
  return {
    grids: { own: gridOf(period), of: gridOf },
    valueOf: (id) => {
      const found = known.find(({ Id }) => Id === id);
      return found && { kind: 'series', series: found.series };
    },
    metrics: known,
    found: () => undefined,
  };
}

/** A number, or a series by its period and its points. */
type Shown = string | readonly [number, readonly (readonly [number, number])[]];

function shown(value: MathValue): Shown | readonly Shown[] {
  if (value.kind === 'scalar') return String(value.scalar + 0);
  if (value.kind === 'series') return pointsOf(value.series);
  if (value.kind === 'array') return value.members.map(pointsOf);
  throw new Error('An expression is a scalar, a series or an array.');
}

function pointsOf({ periodSeconds, times, values }: Series): Shown {
  return [periodSeconds, times.map((time, index) => [time, (values[index] ?? NaN) + 0])];
}

function shownNaive(value: NaiveValue): Shown | readonly Shown[] {
  if (typeof value === 'number') return String(value + 0);
  const points = ({ period, points: known }: NaiveSeries): Shown => [
    period,
    [...known].map(([time, each]) => [time, each + 0]),
  ];
  return isArray(value) ? value.map(points) : points(value);
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(9));
  if (typeof value === 'string') return Number(Number(value).toPrecision(9));
  return Array.isArray(value) ? value.map(rounded) : value;
}

/** Nothing but a MathError may come of a text, and no text may go on for ever. */
function outcomeOf(text: string): string {
  try {
    evaluate(parseExpression(text), realScene(randomScene(new Random(1))));
    return 'as told';
  } catch (error) {
    return error instanceof MathError ? 'as told' : String(error);
  }
}
