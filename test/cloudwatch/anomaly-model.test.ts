import { expect } from 'chai';
import {
  type AnomalyModel,
  anomalyBand,
  type TrainingPoint,
  type TrainingSettings,
  trainingState,
  trainingSteps,
} from '../../src/cloudwatch/anomaly-model.js';
import { localClock } from '../../src/cloudwatch/local-clock.js';
import { atOnce } from '../../src/turns.js';
import { Random } from '../support/random.js';

const hour = 3_600;
const day = 24 * hour;
/** A Monday, 00:00 UTC. */
const monday = Date.UTC(2026, 1, 23) / 1000;
const end = monday + 14 * day;

const settings: TrainingSettings = {
  timezone: 'UTC',
  halfLifeDays: 7,
  clip: 4,
  hasSpikes: false,
  isPercent: false,
  nowSeconds: end,
};

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Days up and down, quiet weekends, a little more each day, and noise. */
function load(seconds: number, random: Random, noise = 5): number {
  const days = (seconds - monday) / day;
  const isWeekend = Math.floor(days) % 7 >= 5;
  const wave = 40 * Math.sin(2 * Math.PI * days) * (isWeekend ? 0.3 : 1);
  return 200 + wave + 2 * days + noise * normal(random);
}

function pointsBetween(
  from: number,
  to: number,
  value: (seconds: number) => number,
): readonly TrainingPoint[] {
  return Array.from({ length: (to - from) / 300 }, (_, index) => {
    const seconds = from + index * 300;
    return { seconds, value: value(seconds) };
  });
}

function trainModel(
  points: readonly TrainingPoint[],
  given: TrainingSettings = settings,
): AnomalyModel {
  return atOnce(trainingSteps(points, given));
}

function coverage(model: AnomalyModel, points: readonly TrainingPoint[]): number {
  const band = anomalyBand(
    model,
    points.map(({ seconds }) => seconds),
    2,
  );
  const inside = points.filter(({ value }, index) => {
    return value <= (band.upper[index] ?? NaN) && value >= (band.lower[index] ?? NaN);
  });
  return inside.length / points.length;
}

function middleAt(model: AnomalyModel, seconds: number): number {
  const { upper, lower } = anomalyBand(model, [seconds], 2);
  return ((upper[0] ?? NaN) + (lower[0] ?? NaN)) / 2;
}

describe('an anomaly model', () => {
  for (const seed of [1, 2, 3]) {
    it(`holds most of the day after, and not what leaves its ways (seed ${seed})`, () => {
      const random = new Random(seed);
      const model = trainModel(
        pointsBetween(monday, end, (seconds) => load(seconds, random)),
        settings,
      );
      const nextDay = pointsBetween(end, end + day, (seconds) => load(seconds, random));
      expect(coverage(model, nextDay)).to.be.within(0.85, 1);
      const broken = nextDay.map(({ seconds, value }) => ({ seconds, value: value + 60 }));
      expect(coverage(model, broken)).to.be.below(0.05);
    });
  }

  it('is not led astray by outliers', () => {
    const random = new Random(4);
    const clean = pointsBetween(monday, end, (seconds) => load(seconds, random));
    const dirty = clean.map((point) =>
      random.next() < 0.05 ? { ...point, value: point.value * 20 } : point,
    );
    const [a, b] = [trainModel(clean, settings), trainModel(dirty, settings)];
    for (let at = end; at < end + day; at += hour) {
      expect(middleAt(b, at) / middleAt(a, at)).to.be.within(0.93, 1.07);
    }
  });

  it('follows what is new the faster, the shorter its memory', () => {
    const change = end - 3 * day;
    const points = pointsBetween(monday, end, (seconds) => (seconds < change ? 100 : 130));
    const fast = trainModel(points, { ...settings, halfLifeDays: 1 });
    const slow = trainModel(points, { ...settings, halfLifeDays: 14 });
    expect(middleAt(fast, end)).to.be.above(middleAt(slow, end));
  });

  it('learns days by the clock of its time zone', () => {
    const zone = 'America/New_York';
    const clock = localClock(zone);
    const isNoon = (seconds: number): boolean => Math.floor(clock.hourOfWeek(seconds)) % 24 === 12;
    const points = pointsBetween(monday, end, (seconds) => (isNoon(seconds) ? 50 : 10));
    const model = trainModel(points, { ...settings, timezone: zone });
    // New York goes over to summer time on the day after, 8 March 2026.
    const noonInSummer = end + 86_400 + 16 * hour + 1_800;
    expect(middleAt(model, noonInSummer)).to.be.above(25);
    expect(middleAt(model, noonInSummer + 2 * hour)).to.be.below(20);
  });

  it('stays within what the metric can be', () => {
    const random = new Random(5);
    const points = pointsBetween(monday, end, () => 100 * random.next());
    const band = anomalyBand(trainModel(points, { ...settings, isPercent: true }), [end], 5);
    expect(band).to.deep.equal({ upper: [100], lower: [0] });
  });

  it('reaches up to spikes that belong to the metric', () => {
    const isSpike = (seconds: number): boolean => seconds % day < 600;
    const points = pointsBetween(monday, end, (seconds) => (isSpike(seconds) ? 90 : 10));
    const upper = (hasSpikes: boolean): number =>
      anomalyBand(trainModel(points, { ...settings, hasSpikes }), [end + 1_800], 2).upper[0] ?? 0;
    expect(upper(false)).to.be.below(50);
    expect(upper(true)).to.be.above(60);
  });

  it('says how far it has come', () => {
    const span = (seconds: number): unknown => trainingState(pointsBetween(0, seconds, () => 1));
    expect([span(0), span(2 * hour), span(6 * hour), span(2 * day)]).to.deep.equal([
      'PENDING_TRAINING',
      'PENDING_TRAINING',
      'TRAINED_INSUFFICIENT_DATA',
      'TRAINED',
    ]);
  });

  const ago = (days: number): number => end - days * day;
  const levels: readonly (readonly [string, (seconds: number) => number, number])[] = [
    [
      'that has come back to its level after six days away from it',
      (at) => (at >= ago(9) && at < ago(3) ? 1_000 : 10),
      10,
    ],
    ['that has gone up five days ago', (at) => (at >= ago(5) ? 1_000 : 10), 1_000],
    ['that has gone up at noon', (at) => (at >= ago(4.5) ? 1_000 : 10), 1_000],
    ['that has gone down twice', (at) => (at < ago(10) ? 900 : at < ago(4) ? 500 : 100), 100],
    ['that was away for a day a week ago', (at) => (at >= ago(7) && at < ago(6) ? 1_000 : 10), 10],
    ['that has gone away today', (at) => (at >= ago(1) ? 1_000 : 10), 10],
    ['that was away for two days', (at) => (at >= ago(8) && at < ago(6) ? 1_000 : 10), 10],
  ];
  for (const [what, level, expected] of levels) {
    it(`expects one of the levels of a metric ${what}`, () => {
      const random = new Random(6);
      const wave = (at: number): number => 2 * Math.sin((2 * Math.PI * at) / day);
      const value = (at: number): number => level(at) + wave(at) + normal(random);
      const model = trainModel(pointsBetween(monday, end, value));
      for (let at = end + 1_800; at < end + day; at += hour) {
        expect(middleAt(model, at)).to.be.closeTo(expected + wave(at), 2 + expected / 100);
        const { upper, lower } = anomalyBand(model, [at], 2);
        expect((upper[0] ?? NaN) - (lower[0] ?? NaN)).to.be.below(12 + expected / 10);
      }
    });
  }

  it('knows a quiet weekend by two of them, in spite of a day that went wrong', () => {
    const random = new Random(7);
    const isWeekend = (at: number): boolean => Math.floor((at - monday) / day) % 7 >= 5;
    const isWrong = (at: number): boolean => at >= ago(5) && at < ago(4);
    const value = (at: number): number =>
      isWrong(at) ? 900 : (isWeekend(at) ? 40 : 100) + 5 * normal(random);
    const model = trainModel(pointsBetween(monday, end, value));
    for (let at = end + 6 * hour; at < end + 7 * day; at += day) {
      expect(middleAt(model, at)).to.be.closeTo(isWeekend(at) ? 40 : 100, 25);
    }
  });

  it('lets others have their turn', () => {
    const points = pointsBetween(monday, end, (seconds) => load(seconds, new Random(8)));
    const steps = trainingSteps(points, settings);
    let pauses = 0;
    while (steps.next().done !== true) pauses++;
    expect(pauses).to.be.above(10);
  });
});
