import { expect } from 'chai';
import { forecastLoad, type HourlyLoad } from '../../src/autoscaling/load-forecast.js';

const nowHour = 24 * 20_000;

/** So many days before now, of what the function says. */
function past(days: number, valueAt: (hour: number) => number): HourlyLoad[] {
  return Array.from({ length: days * 24 }, (_, index) => {
    const hour = nowHour - days * 24 + index;
    return { hour, value: valueAt(hour) };
  });
}

function byDay(hour: number): number {
  return hour % 24 < 12 ? 100 : 20;
}

/** Relative errors of a forecast against what would come. */
function errors(forecast: readonly number[] | undefined, valueAt: (hour: number) => number) {
  return (forecast ?? []).map((value, ahead) => {
    const actual = valueAt(nowHour + ahead);
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

  it('knows quiet days of the week', () => {
    const byWeek = (hour: number): number =>
      Math.floor(hour / 24) % 7 < 5 ? byDay(hour) : byDay(hour) / 2;
    const days = forecastLoad(past(14, byWeek), nowHour) ?? [];
    const flat = past(14, byWeek).reduce((sum, { value }) => sum + value, 0) / (14 * 24);
    const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
    const flatErrors = errors(
      days.map(() => flat),
      byWeek,
    );
    expect(sum(errors(days, byWeek))).to.be.below(sum(flatErrors) / 2);
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
