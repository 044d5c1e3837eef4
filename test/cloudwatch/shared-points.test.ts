import { expect } from 'chai';
import { planAlarm } from '../../src/cloudwatch/alarm-plan.js';
import { sourcePoints } from '../../src/cloudwatch/alarm-points.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { pointsIn, SharedPoints } from '../../src/cloudwatch/shared-points.js';
import { wallClockWindow } from '../../src/cloudwatch/wall-clock.js';
import type { Window } from '../../src/cloudwatch/window.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Range, UnitCells } from '../../src/datapoints/datapoints.js';
import { alarmInput } from '../support/alarms.js';

const scope = { account: '000000000000', region: 'us-east-1' };

function sourceWith(changed: object) {
  const { source } = planAlarm(scope, readAlarmSettings({ ...alarmInput, ...changed }));
  if (source === undefined) throw new Error('It is on one metric.');
  return source;
}

function windowOf(periods: number, endSeconds = 6_000, periodSeconds = 60): Window {
  return { startSeconds: endSeconds - periods * periodSeconds, endSeconds, periodSeconds };
}

/** Of two units, with gaps, and with periods that only one of them has. */
const stored: readonly UnitCells[] = [
  { Unit: 'Percent', cells: cellsAt(5_460, 5_520, 5_700, 5_730, 5_940) },
  { Unit: 'Count', cells: cellsAt(5_400, 5_520, 5_820) },
];

function cellsAt(...starts: readonly number[]): UnitCells['cells'] {
  return starts.map((startSeconds) => ({ startSeconds, cell: cellOfValue(startSeconds / 7) }));
}

function cellsIn({ startSeconds, endSeconds }: Range | Window): readonly UnitCells[] {
  return stored.map(({ Unit, cells }) => ({
    Unit,
    cells: cells.filter((each) => {
      return each.startSeconds >= startSeconds && each.startSeconds < endSeconds;
    }),
  }));
}

describe('what several alarms look at', () => {
  it('is for each of them what it would see alone, in whichever order they come', () => {
    const source = sourceWith({});
    const lengths = [3, 10, 1, 7, 3, 5, 10];
    for (const periods of [lengths, lengths.toReversed(), lengths.toSorted((a, b) => a - b)]) {
      const shared = new SharedPoints();
      const windows = periods.map((count) => windowOf(count));
      const views = windows.map((window) => shared.viewOf(source, window));
      expect(shared.ranges()).to.have.length(1);
      shared.fold(shared.ranges().map(cellsIn));
      const seen = windows.map((window, index) => {
        const view = views[index];
        return view && pointsIn(view, window);
      });
      const alone = windows.map((window) => sourcePoints(source, cellsIn(window), window));
      expect(seen).to.deep.equal(alone);
      expect(new Set(seen).size).to.equal(new Set(alone.map(({ length }) => length)).size);
    }
  });

  const window = windowOf(3);
  const clockChange = new Date('2026-03-31T12:00:00Z');
  const days = { timezone: 'Europe/Berlin', periodSeconds: 86_400, count: 3 };
  const irregular = wallClockWindow(days, clockChange);
  const cases: readonly (readonly [string, object, Window, Window])[] = [
    ['statistics', { Statistic: 'Maximum' }, window, window],
    ['percentiles', { Statistic: undefined, ExtendedStatistic: 'p90' }, window, window],
    ['units', { Unit: 'Count' }, window, window],
    ['metrics', { MetricName: 'Other' }, window, window],
    ['dimensions', { Dimensions: [{ Name: 'Host', Value: 'a' }] }, window, window],
    ['periods', {}, window, windowOf(3, 6_000, 300)],
    ['times', {}, window, windowOf(3, 5_940)],
    ['lengths of days', {}, irregular, wallClockWindow({ ...days, count: 4 }, clockChange)],
  ];
  for (const [name, changed, one, other] of cases) {
    it(`is read apart for different ${name}`, () => {
      const shared = new SharedPoints();
      shared.viewOf(sourceWith({}), one);
      shared.viewOf(sourceWith(changed), other);
      expect(shared.ranges()).to.have.length(2);
    });
  }
});
