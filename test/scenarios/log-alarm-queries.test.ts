import { DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput, shownAlarms } from '../support/alarms.js';
import { openEndpoint } from '../support/endpoint.js';
import { logAlarmInput, type LogScene, openLogScene, putLogAlarm } from '../support/log-alarms.js';
import { createWorld } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const lambda = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const lines = { ActionLogLineCount: 2, ActionLogLineRoleArn: 'arn:aws:iam::000000000000:role/l' };
const oneOfOne = { QueryResultsToEvaluate: 1, QueryResultsToAlarm: 1 };

describe('the queries of alarms on logs', () => {
  let scene: LogScene;

  beforeEach(async () => {
    scene = await openLogScene();
  });

  afterEach(() => scene.close());

  it('wait for a query that goes on', async () => {
    await scene.put(oneOfOne);
    scene.finding(11);
    scene.logs.runFor(20);
    await scene.world().advance('5m');
    expect(await scene.value()).to.equal('INSUFFICIENT_DATA');
    await scene.world().advance('19s');
    expect(await scene.value()).to.equal('INSUFFICIENT_DATA');
    await scene.world().advance('1s');
    expect(await scene.value()).to.equal('ALARM');
    expect(scene.logs.started.length).to.equal(1);
  });

  it('outlive a restart of the server', async () => {
    await scene.put(oneOfOne);
    scene.finding(11);
    scene.logs.runFor(3);
    await scene.world().advance('5m');
    await scene.restart();
    await scene.world().advance('3s');
    expect([await scene.value(), scene.logs.started.length]).to.deep.equal(['ALARM', 1]);
    await scene.world().advance('5m');
    expect(scene.logs.started.length).to.equal(2);
  });

  const endings: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      'the alarm is deleted',
      () => scene.world().cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['Errors'] })),
    ],
    [
      'the alarm is deleted, and put again at once,',
      async () => {
        await scene.world().cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['Errors'] }));
        await scene.put(oneOfOne);
      },
    ],
    [
      'another query is put',
      () => {
        const { ScheduledQueryConfiguration: query } = logAlarmInput;
        const ScheduledQueryConfiguration = { ...query, QueryString: 'fields @message' };
        return scene.put({ ...oneOfOne, ScheduledQueryConfiguration });
      },
    ],
    ['it is to run again', () => scene.world().advance('5m')],
  ];
  for (const [name, end] of endings) {
    it(`are stopped where ${name} before they end`, async () => {
      await scene.put(oneOfOne);
      scene.logs.runFor(1_000);
      await scene.world().advance('5m');
      expect(scene.logs.stopped).to.deep.equal([]);
      await end();
      await scene.world().advance('2s');
      expect(scene.logs.stopped).to.deep.equal(['q-1']);
    });
  }

  it('are explained with their results', async () => {
    await scene.put({ ...oneOfOne, Threshold: 3 });
    await scene.statesAfter([2, 4]);
    const { endpoint: url } = scene.world();
    const answer = await fetch(`${url}/_admin/explain?alarm=Errors`);
    const explained = (await answer.json()) as Explained;
    expect(explained.nextLook).to.equal('2026-03-10T12:15:00.000Z');
    const times = ['2026-03-10T12:10:00.000Z', '2026-03-10T12:05:00.000Z'];
    const [{ seriesCount = 0, ...latest } = {}] = explained.decisions;
    expect(seriesCount).to.equal(1);
    expect(latest).to.deep.include({
      ...{ at: times[0], what: 'evaluation', scheduledAt: times[0], result: 'complete' },
      results: [{ at: times[0], queryId: 'q-2', isFailed: false }],
      series: [{ attributes: {}, values: [4] }],
      ...{ StateBefore: 'OK', StateValue: 'ALARM', outcome: 'changed' },
    });
  });

  it('run again at once where the clock is set back', async () => {
    await scene.put(oneOfOne);
    await scene.statesAfter([11]);
    const { clock, heartbeat } = scene.world().updraft;
    clock.freeze(new Date('2026-03-10T11:30:00Z'));
    await heartbeat.beat(clock.now());
    expect(await scene.statesAfter([1])).to.deep.equal(['OK']);
  });

  const refusals: readonly (readonly [string, () => void, readonly string[]])[] = [
    [
      'an invalid query',
      () =>
        scene.logs.refuse({ status: 400, type: 'MalformedQueryException', message: 'bad stats' }),
      ['The query could not be evaluated: MalformedQueryException: bad stats', 'EVALUATION_ERROR'],
    ],
    [
      'a query that fails',
      () => scene.logs.endAs('Failed'),
      ['The query could not be evaluated: the query ended as Failed', 'EVALUATION_ERROR'],
    ],
    [
      'too many queries',
      () => scene.logs.refuse({ status: 400, type: 'LimitExceededException', message: 'too many' }),
      [
        'The results of the query could not be obtained: LimitExceededException: too many',
        'EVALUATION_FAILURE',
      ],
    ],
    [
      'an endpoint in trouble',
      () => scene.logs.refuse({ status: 503, type: 'ServiceUnavailableException' }),
      [
        'The results of the query could not be obtained: ServiceUnavailableException: no',
        'EVALUATION_FAILURE',
      ],
    ],
  ];
  for (const [name, begin, expected] of refusals) {
    it(`lack data for ${name}, until it is over`, async () => {
      await scene.put({ ...oneOfOne, OKActions: [topic] });
      begin();
      await scene.world().advance('6m');
      expect(await scene.state()).to.deep.equal(['INSUFFICIENT_DATA', ...expected]);
      scene.logs.refuse(undefined);
      scene.logs.endAs('Complete');
      expect(await scene.statesAfter([11])).to.deep.equal(['ALARM']);
      expect((await scene.state()).length).to.equal(2);
      scene.logs.endAs('Failed');
      expect((await scene.statesAfter([11])).length).to.equal(1);
      expect((await scene.state())[0]).to.equal('INSUFFICIENT_DATA');
    });
  }

  it('say no more why they failed once they run again', async () => {
    await scene.put();
    scene.logs.refuse({ status: 400, type: 'MalformedQueryException' });
    await scene.world().advance('5m');
    scene.logs.refuse(undefined);
    await scene.statesAfter([1]);
    expect(await scene.state()).to.deep.equal([
      ...['INSUFFICIENT_DATA', 'Unchecked: Too few query results have come to decide'],
    ]);
  });

  it('tell one failure among results from the failure of all', async () => {
    await scene.put();
    await scene.statesAfter([1, 1]);
    expect(await scene.value()).to.equal('OK');
    scene.logs.endAs('Timeout');
    await scene.statesAfter([1]);
    expect((await scene.state())[2]).to.equal('EVALUATION_FAILURE');
    await scene.statesAfter([1, 1]);
    // Nothing but failures is left by then.
    expect((await scene.state())[2]).to.equal('EVALUATION_ERROR');
  });

  it('ask again soon where nobody answered', async () => {
    await scene.put(oneOfOne);
    scene.finding(11);
    scene.logs.refuse({ status: 500, type: 'InternalFailure' });
    await scene.world().advance('5m');
    scene.logs.refuse(undefined);
    await scene.world().advance('2s');
    expect(await scene.state()).to.have.length(2);
    expect(await scene.value()).to.equal('ALARM');
  });

  it('quote lines of logs to topics, and to nobody else', async () => {
    await scene.put({
      ...oneOfOne,
      AlarmActions: [topic, lambda],
      ...lines,
    });
    scene.logs.find(({ queryString }) =>
      queryString.includes('stats')
        ? [{ 'count(*)': 11 }]
        : ['one', 'two', 'three'].map((text) => ({ '@message': text, '@ptr': 'x' })),
    );
    await scene.world().advance('5m');
    await scene.world().advance('1s');
    expect(scene.messages()[0]?.LogLines).to.deep.equal([
      { '@message': 'one' },
      { '@message': 'two' },
    ]);
    const [event] = scene.endpoint.received.filter(({ body }) => body.startsWith('{'));
    expect(event?.body).not.to.contain('one');
    const [valued, listed] = scene.logs.started;
    expect(listed).to.deep.equal({
      ...valued,
      ...{ queryString: logAlarmInput.ScheduledQueryConfiguration.QueryString, limit: 2 },
    });
    // Nobody is told anything when the state stays.
    await scene.world().advance('5m');
    expect(scene.logs.started.length).to.equal(3);
  });

  it('are told of without lines where those do not come', async () => {
    await scene.put({ ...oneOfOne, AlarmActions: [topic], ...lines });
    scene.finding(11);
    scene.logs.runFor(11);
    await scene.world().advance('5m');
    await scene.world().advance('12s');
    expect(await scene.value()).to.equal('INSUFFICIENT_DATA');
    await scene.world().advance('11s');
    expect([await scene.value(), scene.messages()[0]?.LogLines]).to.deep.equal([
      'ALARM',
      undefined,
    ]);
  });
});

describe('a CloudWatch Logs that does not answer', () => {
  it('delays no other alarm', async () => {
    const endpoint = await openEndpoint();
    endpoint.hang();
    const world = await createWorld({ flags: ['--logs-endpoint', endpoint.url] });
    await putLogAlarm(world);
    await world.cloudWatch.send(
      new PutMetricAlarmCommand({ ...alarmInput, TreatMissingData: 'breaching' }),
    );
    await world.advance('5m');
    await world.advance('1m');
    const [{ StateValue } = {}] = await shownAlarms(world);
    expect([StateValue, endpoint.waitingCount()]).to.deep.equal(['ALARM', 1]);
    await endpoint.close();
    await world.close();
  });
});

interface Explained {
  readonly nextLook: string;
  readonly decisions: readonly { readonly seriesCount?: number }[];
}
