import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { isOnMetrics } from '../../src/cloudwatch/alarm-document.js';
import { judgeAlarm } from '../../src/cloudwatch/alarm-judgement.js';
import { planAlarm } from '../../src/cloudwatch/alarm-plan.js';
import { alarmPoints, alarmRanges } from '../../src/cloudwatch/alarm-points.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { evaluationWindow, scheduleOf } from '../../src/cloudwatch/alarm-schedule.js';
import { cellOfValues } from '../../src/datapoints/cell.js';
import type { UnitCells } from '../../src/datapoints/datapoints.js';

export type AlarmInput = Parameters<typeof readAlarmSettings>[0];

const day = '2026-09-14';
const scope = { account: '000000000000', region: 'us-east-1' };

/** Values with their counts, by when their ten seconds begin. */
export type Samples = Readonly<Record<string, readonly [number, number]>>;

export interface Question {
  readonly alarm: AlarmInput;
  readonly at: string;
  readonly from: StateValue;
}

export interface Recorded extends Question {
  readonly to: StateValue;
  /** Without `Threshold Crossed: `. */
  readonly reason: string;
  readonly recent: readonly (number | null)[];
  /** The newest first: `05:42:30=0`, `06:46:10=10x101` with its count, or a missing one. */
  readonly evaluated: string;
}

export function judged(samples: Samples, { alarm: input, at, from }: Question): object | undefined {
  const now = timeOf(at);
  const settings = readAlarmSettings(input);
  const created = putAlarm(undefined, { settings, tags: [], scope, now, id: 'one' });
  if (!isOnMetrics(created.alarm)) throw new Error('It has no metric.');
  const alarm = { ...created.alarm, StateValue: from };
  const document = { ...created, alarm };
  const window = evaluationWindow(scheduleOf(settings), now);
  const cells = Object.entries(samples)
    .map(([start, [value, count]]) => {
      return { startSeconds: timeOf(start).getTime() / 1000, cell: cellOfValues([value], [count]) };
    })
    .filter(({ startSeconds }) => {
      return startSeconds >= window.startSeconds && startSeconds < window.endSeconds;
    });
  const units: readonly UnitCells[] = cells.length === 0 ? [] : [{ Unit: 'Count', cells }];
  // That of the tests on nothing is never published.
  const isPublished = input.TreatMissingData !== 'breaching' || input.Metrics === undefined;
  const plan = planAlarm(scope, alarm);
  const read = alarmRanges(plan, window).map(() => (isPublished ? units : []));
  const points = alarmPoints({ plan, window, read, band: undefined });
  const view = { plan, window, points, insights: undefined, hasFailed: false, now };
  const { change } = judgeAlarm(document, view);
  if (change === undefined) return undefined;
  const { StateValue, StateReason, StateReasonData } = change(document).alarm;
  return { StateValue, StateReason, StateReasonData };
}

export function expectedOf({ alarm, at, to, reason, recent, evaluated }: Recorded): object {
  const real = evaluated.split(' ').filter((each) => each.includes('='));
  const isCrossing = to !== 'INSUFFICIENT_DATA';
  const statistic = alarm.Statistic ?? alarm.ExtendedStatistic;
  const parts = [
    '"version":"1.0"',
    `"queryDate":"${day}T${at}+0000"`,
    ...(recent.length === 0 ? [] : [`"startDate":"${day}T${startOf(evaluated, recent)}.000+0000"`]),
    ...(alarm.Unit === undefined ? [] : [`"unit":"${alarm.Unit}"`]),
    ...(statistic === undefined ? [] : [`"statistic":"${statistic}"`]),
    '"period":10',
    `"recentDatapoints":[${recent.map((each) => each?.toFixed(1) ?? 'null').join()}]`,
    `"threshold":${alarm.Threshold?.toFixed(1)}`,
    `"evaluatedDatapoints":[${evaluated
      .split(' ')
      .map((each) => datapointText(each, alarm.Metrics === undefined))
      .join()}]`,
  ];
  expect(real.length).to.be.at.most(recent.length);
  return {
    StateValue: to,
    StateReason: isCrossing ? `Threshold Crossed: ${reason}` : reason,
    StateReasonData: `{${parts.join()}}`,
  };
}

/** Of the oldest datapoint seen, which may lie before those that count. */
function startOf(evaluated: string, recent: readonly (number | null)[]): string {
  const [time = '', value = ''] = (
    evaluated.split(' ').findLast((each) => each.includes('=')) ?? ''
  )
    .split('x')[0]
    ?.split('=') ?? [''];
  const index = recent.indexOf(Number(value));
  return new Date(timeOf(time).getTime() - index * 10_000).toISOString().slice(11, 19);
}

function datapointText(told: string, hasCounts: boolean): string {
  const [time = '', value] = told.split('=');
  const timestamp = `"timestamp":"${day}T${time}.000+0000"`;
  if (value === undefined) return `{${timestamp}}`;
  const [number = '', count = '1'] = value.split('x');
  const counts = hasCounts ? [`"sampleCount":${Number(count).toFixed(1)}`] : [];
  return `{${[timestamp, ...counts, `"value":${Number(number).toFixed(1)}`].join()}}`;
}

function timeOf(time: string): Date {
  return new Date(`${day}T${time}Z`);
}
