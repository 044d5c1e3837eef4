import { expect } from 'chai';
import { type DetectorDocument, putDetector } from '../../src/cloudwatch/anomaly-detector.js';
import { learningSteps, trainingWindow } from '../../src/cloudwatch/anomaly-training.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { TimedCell } from '../../src/datapoints/datapoints.js';
import { atOnce } from '../../src/turns.js';

const now = new Date('2026-03-10T12:00:00Z');
const hour = 3_600;
const hours = 72;
const first = now.getTime() / 1000 - hours * hour;

/** Each hour, from a minute and a half after it on for a minute, something else is going on. */
const excluded = { from: 90, to: 150 };
const touched = [60, 120];

function samples(valueAt: (secondOfHour: number) => number | undefined): readonly TimedCell[] {
  return Array.from({ length: hours * 60 }, (_, minute) => minute).flatMap((minute) => {
    const value = valueAt((minute * 60) % hour);
    return value === undefined
      ? []
      : [{ startSeconds: first + minute * 60, cell: cellOfValue(value) }];
  });
}

function detector(Stat: string): DetectorDocument {
  const subject = { kind: 'metric', Namespace: 'App', MetricName: 'Load', Dimensions: [] } as const;
  const ExcludedTimeRanges = Array.from({ length: hours }, (_, index) => ({
    StartTime: new Date((first + index * hour + excluded.from) * 1000),
    EndTime: new Date((first + index * hour + excluded.to) * 1000),
  }));
  const put = { subject: { ...subject, Stat }, configuration: { ExcludedTimeRanges }, now };
  return putDetector(undefined, { ...put, hasSpikes: undefined, id: 'd' });
}

function learned(Stat: string, cells: readonly TimedCell[]): unknown {
  const document = detector(Stat);
  const window = trainingWindow(document.subject, now);
  const read = [[{ Unit: 'None', cells }]];
  const { state, model, density } = atOnce(learningSteps(document, { read, window, now }));
  return { state, model, density };
}

describe('ranges that a detector is to exclude', () => {
  const usual = (second: number): number => 10 + (second % 7);
  const odd = samples((second) => (touched.includes(second) ? 1_000 : usual(second)));

  it('leave the rest of their period', () => {
    const without = samples((second) => (touched.includes(second) ? undefined : usual(second)));
    expect(learned('Average', odd)).to.deep.equal(learned('Average', without));
  });

  it('leave nothing of their period where a statistic adds up', () => {
    const without = samples((second) => (second < 300 ? undefined : usual(second)));
    expect(learned('Sum', odd)).to.deep.equal(learned('Sum', without));
  });
});
