import { expect } from 'chai';
import { forecastLoad, type HourlyLoad } from '../../src/autoscaling/load-forecast.js';
import { Random } from '../support/random.js';

const nowHour = 24 * 20_000;

/** So many days before an hour, of what the function says. */
function past(days: number, valueAt: (hour: number) => number, until = nowHour): HourlyLoad[] {
  return Array.from({ length: days * 24 }, (_, index) => {
    const hour = until - days * 24 + index;
    return { hour, value: valueAt(hour) };
  });
}

function byDay(hour: number): number {
  return hour % 24 < 12 ? 100 : 20;
}

/** Relative errors of a forecast against what would come. */
function errors(
  forecast: readonly number[] | undefined,
  valueAt: (hour: number) => number,
  from = nowHour,
) {
  return (forecast ?? []).map((value, ahead) => {
    const actual = valueAt(from + ahead);
    return Math.abs(value - actual) / actual;
  });
}

describe('the forecast of a load', () => {
  it('needs a day of a past', () => {
    expect(forecastLoad(past(1, byDay).slice(1), nowHour)).to.equal(undefined);
    expect(forecastLoad(past(1, byDay), nowHour)?.length).to.equal(48);
  });

  it('goes on with what a day is like', () => {
    expect(Math.max(...errors(forecastLoad(past(14, byDay), nowHour), byDay))).to.be.below(1e-9);
  });

  for (const weekend of [0.1, 0.6, 2]) {
    for (const day of [0, 1, 2, 3, 4, 5, 6]) {
      it(`knows weekends of ${weekend} times the load, on day ${day} of the week`, () => {
        const byWeek = (hour: number): number =>
          byDay(hour) * (Math.floor(hour / 24) % 7 < 5 ? 1 : weekend);
        const now = nowHour + 24 * day;
        const forecast = forecastLoad(past(14, byWeek, now), now);
        expect(Math.max(...errors(forecast, byWeek, now))).to.be.below(1e-3);
      });
    }
  }

  it('tells weekends from noise, and noise from weekends', () => {
    for (const weekend of [1, 0.5]) {
      const random = new Random(11);
      const load = (hour: number): number =>
        byDay(hour) * (Math.floor(hour / 24) % 7 < 5 ? 1 : weekend);
      const noisy = (hour: number): number => load(hour) * (0.9 + 0.2 * random.next());
      for (const day of [0, 1, 2, 3, 4, 5, 6]) {
        const now = nowHour + 24 * day;
        const all = errors(forecastLoad(past(14, noisy, now), now), load, now);
        const mean = all.reduce((sum, error) => sum + error, 0) / all.length;
        expect(mean, `weekends of ${weekend}, day ${day}`).to.be.below(0.08);
      }
    }
  });

  it('grows as the load grows from week to week', () => {
    const growing = (hour: number): number => byDay(hour) * 1.2 ** ((hour - nowHour) / (7 * 24));
    expect(Math.max(...errors(forecastLoad(past(14, growing), nowHour), growing))).to.be.below(
      0.02,
    );
  });

  it('follows the level of the last day, within bounds', () => {
    const grown = (hour: number): number => byDay(hour) * (hour >= nowHour - 24 ? 1.5 : 1);
    const [first = 0] = forecastLoad(past(14, grown), nowHour) ?? [];
    expect(first).to.be.within(125, 160);
    const jumped = (hour: number): number => byDay(hour) * (hour >= nowHour - 24 ? 50 : 1);
    const [wild = 0] = forecastLoad(past(14, jumped), nowHour) ?? [];
    expect(wild).to.be.below(2.1 * 1_500);
  });

  it('passes over hours that are missing, and what lies too far back', () => {
    const holes = past(14, byDay).filter(({ hour }) => hour % 5 !== 0);
    expect(Math.max(...errors(forecastLoad(holes, nowHour), byDay))).to.be.below(0.2);
    const old = past(30, (hour) => (hour < nowHour - 14 * 24 ? 1e6 : byDay(hour)));
    expect(Math.max(...errors(forecastLoad(old, nowHour), byDay))).to.be.below(1e-9);
  });
});
