import {
  DescribeAlarmsCommand,
  PutAlarmMuteRuleCommand,
  PutCompositeAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import {
  logAlarmInput,
  type LogScene,
  openLogScene,
  shownLogAlarm,
} from '../support/log-alarms.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';

/** Times are the world's: it is noon, and the first query runs five minutes later. */
describe('alarms on logs', () => {
  let scene: LogScene;

  beforeEach(async () => {
    scene = await openLogScene();
  });

  afterEach(() => scene.close());

  it('run their query at its times, over the time that they look back', async () => {
    await scene.put();
    await scene.world().advance('4m');
    expect(scene.logs.started).to.deep.equal([]);
    await scene.world().advance('6m');
    const query = {
      queryString: 'fields @message | filter @message like /ERROR/\n| stats count(*)',
      ...{ logGroupNames: ['/app/web'], limit: 10_000 },
    };
    const noon = Date.parse('2026-03-10T12:00:00Z') / 1000;
    expect(scene.logs.started).to.deep.equal([
      { ...query, startTime: noon - 60, endTime: noon + 240 },
      { ...query, startTime: noon + 240, endTime: noon + 540 },
    ]);
  });

  it('are in ALARM when enough of the latest results breach', async () => {
    await scene.put({ AlarmActions: [topic] });
    expect(await scene.statesAfter([11, 5, 12])).to.deep.equal([
      'INSUFFICIENT_DATA',
      'INSUFFICIENT_DATA',
      'ALARM',
    ]);
    const at = '10/03/26 12';
    const StateReason =
      `Threshold Crossed: 2 out of the last 3 query results [12.0 (${at}:15:00), ` +
      `11.0 (${at}:05:00)] were greater than the threshold (10.0) (minimum 2 datapoints for ` +
      'OK -> ALARM transition).';
    expect(await scene.state()).to.deep.equal(['ALARM', StateReason]);
    const StateReasonData = {
      ...{ version: '1.0', queryDate: '2026-03-10T12:15:00.000+0000', threshold: 10 },
      ...{ queryResultsToEvaluate: 3, queryResultsToAlarm: 2 },
      results: [
        ['q-3', '15', 12] as const,
        ['q-2', '10', 5] as const,
        ['q-1', '05', 11] as const,
      ].map(([queryResultId, minute, count]) => ({
        ...{ queryResultId, status: 'COMPLETE', value: count },
        timestamp: `2026-03-10T12:${minute}:00.000+0000`,
      })),
    };
    const shown = await shownLogAlarm(scene.world());
    expect(JSON.parse(shown?.StateReasonData ?? '')).to.deep.equal(StateReasonData);
    await scene.world().advance('1s');
    const [message] = scene.messages();
    expect(message).to.deep.include({
      ...{ AlarmName: 'Errors', NewStateValue: 'ALARM', NewStateReason: StateReason },
      ...{ NewStateReasonData: StateReasonData, OldStateValue: 'INSUFFICIENT_DATA' },
    });
    expect(message?.Trigger).to.deep.equal({
      ScheduledQueryConfiguration: shown?.ScheduledQueryConfiguration,
      ...{ QueryResultsToEvaluate: 3, QueryResultsToAlarm: 2, Threshold: 10 },
      ComparisonOperator: 'GreaterThanThreshold',
    });
    expect(await scene.statesAfter([1, 1])).to.deep.equal(['OK', 'OK']);
    expect((await scene.history()).map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
      'Alarm "Errors" created',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      `Successfully executed action ${topic}`,
      'Alarm updated from ALARM to OK',
    ]);
  });

  const avg = {
    ScheduledQueryConfiguration: {
      ...logAlarmInput.ScheduledQueryConfiguration,
      AggregationExpression: 'avg(ms)',
    },
  };
  const treatments: readonly (readonly [string | undefined, readonly string[]])[] = [
    [undefined, ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'OK', 'OK']],
    ['breaching', ['INSUFFICIENT_DATA', 'ALARM', 'ALARM', 'ALARM', 'OK']],
    ['notBreaching', ['INSUFFICIENT_DATA', 'OK', 'OK', 'OK', 'OK']],
    ['ignore', ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'OK', 'OK']],
  ];
  for (const [TreatMissingData, expected] of treatments) {
    it(`take a result without a value as ${TreatMissingData ?? 'missing'}`, async () => {
      await scene.put({ ...avg, TreatMissingData });
      const counts = [undefined, undefined, undefined, 1, 1];
      expect(await scene.statesAfter(counts)).to.deep.equal(expected);
    });
  }

  it('take it for 0 that logs were counted and there were none', async () => {
    await scene.put({ ComparisonOperator: 'LessThanThreshold', Threshold: 1 });
    expect((await scene.statesAfter([undefined, undefined])).at(-1)).to.equal('ALARM');
  });

  it('begin anew with another query, and not with another threshold', async () => {
    await scene.put();
    await scene.statesAfter([1, 1, 1]);
    await scene.put({ Threshold: 0 });
    expect(await scene.value()).to.equal('OK');
    await scene.put({ ...avg, InsufficientDataActions: [topic] });
    expect(await scene.state()).to.deep.equal([
      ...['INSUFFICIENT_DATA', 'Unchecked: The query of the alarm was updated'],
    ]);
    expect(await scene.statesAfter([1])).to.deep.equal(['INSUFFICIENT_DATA']);
    expect(await scene.statesAfter([1])).to.deep.equal(['OK']);
    expect(scene.messages().length).to.equal(1);
  });

  it('are not evaluated while they warm up', async () => {
    const warm = { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 60 } };
    await scene.put({ ...warm, AlarmActions: [topic] });
    expect((await scene.state())[2]).to.equal('IN_WARM_UP');
    // The third result fills all that is looked at.
    expect(await scene.statesAfter([11, 11, 11])).to.deep.equal([
      ...['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'ALARM'],
    ]);
    expect((await scene.state()).length).to.equal(2);
  });

  it('are set by hand until the next result, muted, and above them others follow', async () => {
    await scene.put({ QueryResultsToEvaluate: 1, QueryResultsToAlarm: 1, AlarmActions: [topic] });
    await scene
      .world()
      .cloudWatch.send(
        new PutCompositeAlarmCommand({ AlarmName: 'any', AlarmRule: 'ALARM(Errors)' }),
      );
    await scene.world().cloudWatch.send(
      new PutAlarmMuteRuleCommand({
        ...{ Name: 'lunch', MuteTargets: { AlarmNames: ['Errors'] } },
        Rule: { Schedule: { Expression: 'cron(0 12 * * *)', Duration: 'PT10M' } },
      }),
    );
    const byHand = { AlarmName: 'Errors', StateValue: 'OK', StateReason: 'hand' } as const;
    await scene.world().cloudWatch.send(new SetAlarmStateCommand(byHand));
    expect(await scene.statesAfter([11])).to.deep.equal(['ALARM']);
    const { CompositeAlarms = [] } = await scene
      .world()
      .cloudWatch.send(new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }));
    expect(CompositeAlarms[0]?.StateValue).to.equal('ALARM');
    const relatives = new DescribeAlarmsCommand({ ChildrenOfAlarmName: 'any' });
    const { LogAlarms = [] } = await scene.world().cloudWatch.send(relatives);
    expect(LogAlarms.map(({ AlarmName }) => AlarmName)).to.deep.equal(['Errors']);
    expect(scene.messages()).to.deep.equal([]);
    await scene.world().advance('5m');
    await scene.world().advance('1s');
    expect(scene.messages().map((each) => each.ActionExecutedAfterMuteWindow)).to.deep.equal([
      true,
    ]);
  });
});
