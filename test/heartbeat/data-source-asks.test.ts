import { expect } from 'chai';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { planAlarm } from '../../src/cloudwatch/alarm-plan.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { DataSourceAsks } from '../../src/heartbeat/data-source-asks.js';
import { alarmInput } from '../support/alarms.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const now = new Date('2026-03-10T12:00:00Z');
const window = { startSeconds: 0, endSeconds: 60, periodSeconds: 60 };

function askingAlarm(AlarmName: string) {
  const { Threshold, ComparisonOperator, EvaluationPeriods } = alarmInput;
  const settings = readAlarmSettings({
    ...{ AlarmName, Threshold, ComparisonOperator, EvaluationPeriods },
    Metrics: [{ Id: 'e1', Expression: "LAMBDA('f')", Period: 60 }],
  });
  const document = putAlarm(undefined, { settings, tags: [], scope, now, id: AlarmName });
  const entry = { key: alarmKey(scope, AlarmName), document, version: '1' };
  const plan = (): ReturnType<typeof planAlarm> => planAlarm(scope, settings);
  return { entry, window, plan };
}

describe('the functions that bring series for alarms', () => {
  it('are waited for only a moment, and asked once', async () => {
    const [slow, quick] = [askingAlarm('Slow'), askingAlarm('Quick')];
    let answerSlow = (): void => undefined;
    let count = 0;
    const text = JSON.stringify({ MetricDataResults: [{ Timestamps: [0], Values: [7] }] });
    const answer = { kind: 'answered' as const, status: 200, text };
    const asks = new DataSourceAsks({
      functions: {
        invoke: () => {
          count += 1;
          if (count === 2) return Promise.resolve(answer);
          return new Promise((resolve) => (answerSlow = () => resolve(answer)));
        },
      },
      isClockHeld: () => false,
    });
    const valuesFound = async (): Promise<unknown> => {
      // Plans are made anew where they were forgotten meanwhile.
      const alarms = [slow, quick].map((each) => ({ ...each, plan: each.plan() }));
      const found = await asks.answersFor(count === 0 ? alarms : alarms.slice(0, 1));
      return alarms.map(({ entry, plan }) =>
        plan.queries?.dataSources.map(({ node }) => {
          const brought = found.get(entry)?.get(node);
          return brought?.kind === 'series' ? brought.members.map(({ values }) => values) : 'none';
        }),
      );
    };
    expect(await valuesFound()).to.deep.equal([['none'], [[[7]]]]);
    answerSlow();
    expect(await valuesFound()).to.deep.equal([[[[7]]], ['none']]);
    expect(count).to.equal(2);
  });
});
