import {
  DescribeAlarmContributorsCommand,
  PutAlarmMuteRuleCommand,
  type PutLogAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { logAlarmInput, type LogScene, openLogScene } from '../support/log-alarms.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const opsItem = 'arn:aws:ssm:us-east-1:000000000000:opsitem:1';

describe('alarms on groups of logs', () => {
  let scene: LogScene;

  beforeEach(async () => {
    scene = await openLogScene();
  });

  afterEach(() => scene.close());

  const grouped = (AggregationExpression: string): Partial<PutLogAlarmInput> => {
    const { ScheduledQueryConfiguration } = logAlarmInput;
    const query = { ...ScheduledQueryConfiguration, AggregationExpression };
    return {
      ScheduledQueryConfiguration: query,
      QueryResultsToEvaluate: 1,
      QueryResultsToAlarm: 1,
    };
  };
  const findingHosts = (counts: Readonly<Record<string, number>>): void =>
    scene.logs.find(() => Object.entries(counts).map(([host, n]) => ({ host, 'count(*)': n })));
  const hosts = async () => {
    const { AlarmContributors = [] } = await scene
      .world()
      .cloudWatch.send(new DescribeAlarmContributorsCommand({ AlarmName: 'Errors' }));
    return AlarmContributors.map((each) => each.ContributorAttributes?.host).sort();
  };

  it('have each group evaluated by itself', async () => {
    await scene.put({
      ...grouped('count(*) by host'),
      AlarmActions: [topic, opsItem],
      OKActions: [topic],
    });
    findingHosts({ b: 12, a: 11, c: 1 });
    await scene.world().advance('5m');
    const StateReason = '2 out of 3 contributors evaluated to ALARM';
    expect(await scene.state()).to.deep.equal(['ALARM', StateReason]);
    expect(await hosts()).to.deep.equal(['a', 'b']);
    await scene.world().advance('1s');
    const told = scene
      .messages()
      .map((each) => [
        String(each.NewStateReason),
        (each.AlarmContributorAttributes as { readonly host: string }).host,
      ]);
    expect(told.sort()).to.deep.equal([
      [StateReason, 'a'],
      [StateReason, 'b'],
    ]);
    // An item of Systems Manager is of the alarm as a whole.
    expect(scene.endpoint.received.length).to.equal(3);
    findingHosts({ a: 11, c: 1 });
    await scene.world().advance('5m');
    expect(await hosts()).to.deep.equal(['a']);
    const own = await scene.history({ HistoryItemType: 'AlarmContributorStateUpdate' });
    expect(
      own.map((each) => [each.AlarmContributorAttributes?.host, each.HistorySummary]),
    ).to.deep.equal([
      ['a', 'Contributor state updated to ALARM'],
      ['b', 'Contributor state updated to ALARM'],
      ['b', 'Contributor state updated to OK'],
    ]);
  });

  it('look at no more than the first 500, and say so', async () => {
    await scene.put(grouped('count(*) by host | sort desc'));
    findingHosts(Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`h${i}`, i])));
    await scene.world().advance('5m');
    expect(await scene.state()).to.deep.equal([
      ...['ALARM', '100+ contributors evaluated to ALARM', 'PARTIAL_DATA'],
    ]);
    expect((await scene.history()).length).to.equal(2);
  });

  it('lack data, or what stands for it, where there is none', async () => {
    await scene.put({
      ...grouped('count(*) by host'),
      TreatMissingData: 'breaching',
      AlarmActions: [topic],
    });
    findingHosts({});
    await scene.world().advance('5m');
    const missing = 'No contributors were returned by the query. Treat missing data is configured';
    expect(await scene.state()).to.deep.equal(['ALARM', `${missing} as [Breaching].`]);
    await scene.world().advance('1s');
    expect(scene.messages().length).to.equal(1);
    await scene.put(grouped('count(*) by host'));
    await scene.world().advance('5m');
    expect((await scene.state())[0]).to.equal('INSUFFICIENT_DATA');
    findingHosts({ a: 1 });
    await scene.world().advance('5m');
    expect(await scene.state()).to.deep.equal(['OK', '1 contributors evaluated to OK']);
    findingHosts({});
    await scene.world().advance('5m');
    expect(await scene.state()).to.deep.equal(['INSUFFICIENT_DATA', `${missing} as [Missing].`]);
  });

  it('say no more why they failed once they run again, though no group comes', async () => {
    await scene.put({ ...grouped('count(*) by host'), TreatMissingData: 'ignore' });
    scene.logs.endAs('Failed');
    await scene.world().advance('5m');
    expect((await scene.state())[1]).to.contain('could not be evaluated');
    scene.logs.endAs('Complete');
    findingHosts({});
    await scene.world().advance('5m');
    expect(await scene.state()).to.deep.equal([
      'INSUFFICIENT_DATA',
      'Unchecked: Too few query results have come to decide',
    ]);
  });

  it('tell nobody by themselves, behind a mute, what their groups were to tell', async () => {
    await scene.put({
      ...grouped('count(*) by host'),
      ...{ TreatMissingData: 'breaching', AlarmActions: [topic, opsItem], OKActions: [topic] },
    });
    await scene.world().cloudWatch.send(
      new PutAlarmMuteRuleCommand({
        ...{ Name: 'works', MuteTargets: { AlarmNames: ['Errors'] } },
        Rule: { Schedule: { Expression: 'at(2026-03-10T12:00)', Duration: 'PT12M' } },
      }),
    );
    findingHosts({ a: 11, b: 12 });
    await scene.world().advance('5m');
    findingHosts({});
    await scene.world().advance('5m');
    expect([await scene.value(), await hosts()]).to.deep.equal(['ALARM', []]);
    expect(scene.endpoint.received).to.deep.equal([]);
    await scene.world().advance('2m');
    await scene.world().advance('1s');
    const told = scene.messages().map(({ NewStateValue, AlarmContributorAttributes }) => {
      const { host } = (AlarmContributorAttributes ?? {}) as { readonly host?: string };
      return `${String(NewStateValue)} ${host}`;
    });
    expect(told.sort()).to.deep.equal(['OK a', 'OK b']);
    expect(scene.endpoint.received.length).to.equal(3);
  });
});
