import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { type AlarmDocument, isOnMetrics } from '../../src/cloudwatch/alarm-document.js';
import { treatments } from '../../src/cloudwatch/alarm-evaluation.js';
import { judgeAlarm } from '../../src/cloudwatch/alarm-judgement.js';
import { type AlarmPlan, planAlarm } from '../../src/cloudwatch/alarm-plan.js';
import { alarmPoints, type AlarmView } from '../../src/cloudwatch/alarm-points.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import { alarmInput } from '../support/alarms.js';
import { naiveDecision, type Quorum, type Slots, windowsUpTo } from './naive-alarm.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const now = new Date('2026-03-10T12:00:00Z');
const states: readonly StateValue[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

describe('an evaluation, for every window of up to five cells', () => {
  const views = windowsUpTo(5)
    .filter((slots) => slots !== '')
    .map((slots) => ({ slots, view: viewOf(slots) }));

  for (const treatment of treatments) {
    for (const before of states) {
      it(`leads from ${before} where the guide says, with ${treatment}`, () => {
        const differences: string[] = [];
        let caseCount = 0;
        for (const quorum of quorumsUpTo(5)) {
          const document = alarmIn(before, quorum, treatment);
          const plan = planOf(document);
          for (const { slots, view } of views) {
            if (slots.length < quorum.periods) continue;
            caseCount += 1;
            const decision = naiveDecision(slots, quorum, treatment);
            const expected = decision === 'keep' ? before : decision;
            const fault = faultIn(document, { ...view, plan }, expected);
            if (fault === undefined) continue;
            differences.push(`${slots} ${quorum.datapoints}/${quorum.periods}: ${fault}`);
          }
        }
        expect(differences).to.deep.equal([]);
        // Of each length its windows, and as many quorums as up to there are.
        expect(caseCount).to.equal(3 * 1 + 9 * 3 + 27 * 6 + 81 * 10 + 243 * 15);
      });
    }
  }
});

/** A transition has one item of history that tells of it, and a state that stays has nothing. */
function faultIn(
  document: AlarmDocument,
  view: AlarmView,
  expected: StateValue,
): string | undefined {
  const { change } = judgeAlarm(document, view);
  const { StateValue } = document.alarm;
  if (expected === StateValue) return change === undefined ? undefined : 'changed';
  if (change === undefined) return 'stayed';
  const { alarm, unfiledHistory } = change(document);
  if (alarm.StateValue !== expected) return `became ${alarm.StateValue}`;
  const told = unfiledHistory
    .slice(document.unfiledHistory.length)
    .map(({ item }) => item.HistorySummary);
  return told.join() === `Alarm updated from ${StateValue} to ${expected}`
    ? undefined
    : told.join();
}

function planOf({ alarm }: AlarmDocument): AlarmPlan {
  if (!isOnMetrics(alarm)) throw new Error('It has no metric.');
  return planAlarm(scope, alarm);
}

function viewOf(slots: Slots): AlarmView {
  const endSeconds = now.getTime() / 1000;
  const startSeconds = endSeconds - slots.length * 60;
  const cells = slots.split('').flatMap((slot, index) => {
    if (slot === '-') return [];
    return [{ startSeconds: startSeconds + index * 60, cell: cellOfValue(slot === 'X' ? 22 : 20) }];
  });
  const plan = planAlarm(scope, readAlarmSettings(alarmInput));
  const window = { startSeconds, endSeconds, periodSeconds: 60 };
  const read = cells.length === 0 ? [[]] : [[{ Unit: 'None', cells }]];
  const points = alarmPoints({ plan, window, read, band: undefined });
  return { plan, window, points, insights: undefined, hasFailed: false, now };
}

function quorumsUpTo(length: number): readonly Quorum[] {
  return Array.from({ length }, (_, index) => index + 1).flatMap((periods) =>
    Array.from({ length: periods }, (_, index) => ({ periods, datapoints: index + 1 })),
  );
}

function alarmIn(
  StateValue: StateValue,
  { periods, datapoints }: Quorum,
  TreatMissingData: string,
): AlarmDocument {
  const settings = readAlarmSettings({
    ...alarmInput,
    EvaluationPeriods: periods,
    DatapointsToAlarm: datapoints,
    TreatMissingData,
  });
  const document = putAlarm(undefined, { settings, tags: [], scope, now, id: 'one' });
  return { ...document, alarm: { ...document.alarm, StateValue } };
}
