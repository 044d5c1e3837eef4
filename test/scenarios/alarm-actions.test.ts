import {
  DescribeAlarmHistoryCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { explain } from '../../src/heartbeat/explain.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { alarmInput } from '../support/alarms.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';
const lambda = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const noTime = '2026-03-10T12:00:00.000+0000';

interface CompositeMessage {
  readonly AlarmRule: string;
  readonly TriggeringChildren: readonly object[];
}

describe('the actions of alarms outside', () => {
  let endpoint: FakeEndpoint;
  let world: World;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    const kinds = ['sns', 'lambda'].flatMap((kind) => [`--${kind}-endpoint`, endpoint.url]);
    world = await createWorld({ flags: kinds });
  });

  afterEach(async () => {
    await world.close();
    await endpoint.close();
  });

  const put = (given: Partial<PutMetricAlarmInput>) =>
    world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, ...given }));
  const set = (StateValue: StateValue) =>
    world.cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'Hot', StateValue, StateReason: 'why' }),
    );
  const actions = async () => {
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Hot', HistoryItemType: 'Action' }),
    );
    return AlarmHistoryItems;
  };
  const summaries = async () => (await actions()).map(({ HistorySummary }) => HistorySummary);
  const messages = (): readonly unknown[] =>
    endpoint.received.map(({ body }) => {
      return JSON.parse(new URLSearchParams(body).get('Message') ?? '') as unknown;
    });

  it('publish to a topic what SNS is told by AWS, member by member', async () => {
    await put({
      AlarmActions: [topic],
      AlarmDescription: 'Too hot',
      Dimensions: [{ Name: 'Host', Value: 'a' }],
      Unit: 'Percent',
    });
    await set('ALARM');
    await world.advance('1s');
    const [{ body } = { body: '' }] = endpoint.received;
    const form = new URLSearchParams(body);
    expect(form.get('Subject')).to.equal('ALARM: "Hot" in US East (N. Virginia)');
    expect(form.get('Message')).to.equal(
      `{"AlarmName":"Hot","AlarmDescription":"Too hot","AWSAccountId":"000000000000",` +
        `"AlarmConfigurationUpdatedTimestamp":"${noTime}","NewStateValue":"ALARM",` +
        `"NewStateReason":"why","StateChangeTime":"${noTime}","Region":"US East (N. Virginia)",` +
        `"AlarmArn":"arn:aws:cloudwatch:us-east-1:000000000000:alarm:Hot",` +
        `"OldStateValue":"INSUFFICIENT_DATA","ActionExecutedAfterMuteWindow":false,` +
        `"OKActions":[],"AlarmActions":["${topic}"],"InsufficientDataActions":[],` +
        `"Trigger":{"MetricName":"Load","Namespace":"App","StatisticType":"Statistic",` +
        `"Statistic":"AVERAGE","Unit":"Percent","Dimensions":[{"value":"a","name":"Host"}],` +
        `"Period":60,"EvaluationPeriods":2,"ComparisonOperator":"GreaterThanThreshold",` +
        `"Threshold":21.0,"TreatMissingData":"","EvaluateLowSampleCountPercentile":""}}`,
    );
    const [item] = await actions();
    expect(item?.HistorySummary).to.equal(`Successfully executed action ${topic}`);
    const { publishedMessage, ...told } = JSON.parse(item?.HistoryData ?? '') as {
      readonly publishedMessage: string;
    };
    expect(JSON.parse(publishedMessage)).to.contain({ default: form.get('Message') });
    expect(told).to.deep.equal({
      actionState: 'Succeeded',
      stateUpdateTimestamp: Date.parse('2026-03-10T12:00:00Z'),
      notificationResource: topic,
      error: null,
      muteWindowEndTimestamp: null,
    });
  });

  it('tell of a composite alarm by its rule and the children that set it off', async () => {
    await put({ AlarmName: 'Hot' });
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({
        ...{ AlarmName: 'any', AlarmRule: 'ALARM(Hot)', AlarmActions: [topic] },
      }),
    );
    await set('ALARM');
    await world.advance('1s');
    const [message] = messages() as readonly CompositeMessage[];
    expect(message?.AlarmRule).to.equal('ALARM(Hot)');
    expect(message?.TriggeringChildren).to.deep.equal([
      {
        Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Hot',
        State: { Value: 'ALARM', Timestamp: noTime },
      },
    ]);
  });

  it('invoke a function with the alarm, its state and the one before', async () => {
    await put({ OKActions: [lambda] });
    await set('OK');
    await world.advance('1s');
    const event = JSON.parse(endpoint.received[0]?.body ?? '') as {
      readonly alarmData: Readonly<Record<string, object>>;
    };
    const { state, previousState } = event.alarmData;
    expect({ ...event, alarmData: undefined }).to.deep.equal({
      source: 'aws.cloudwatch',
      alarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Hot',
      accountId: '000000000000',
      time: noTime,
      region: 'us-east-1',
      alarmData: undefined,
    });
    expect(state).to.deep.equal({ value: 'OK', reason: 'why', timestamp: noTime });
    expect(previousState).to.deep.equal({
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      timestamp: noTime,
    });
  });

  it('tell what held them back when it lets them go', async () => {
    await put({});
    await put({ AlarmName: 'quiet' });
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({
        ...{ AlarmName: 'any', AlarmRule: 'ALARM(Hot)', AlarmActions: [lambda] },
        ...{ ActionsSuppressor: 'quiet', ActionsSuppressorWaitPeriod: 5 },
        ActionsSuppressorExtensionPeriod: 5,
      }),
    );
    await world.advance('10s');
    await set('ALARM');
    await world.advance('6s');
    const event = JSON.parse(endpoint.received[0]?.body ?? '') as {
      readonly alarmData: Readonly<Record<string, object>>;
    };
    const { state, previousState } = event.alarmData;
    const held = {
      actionsSuppressedBy: 'WaitPeriod',
      actionsSuppressedReason: 'Actions suppressed by WaitPeriod',
      timestamp: '2026-03-10T12:00:10.000+0000',
    };
    expect(previousState).to.deep.equal({ ...state, ...held });
    expect(state).to.include({ value: 'ALARM', timestamp: '2026-03-10T12:00:15.000+0000' });
  });

  it('are sent again until they arrive, with pauses, and over a restart', async () => {
    endpoint.answer(503);
    await put({ AlarmActions: [topic] });
    await set('ALARM');
    await world.advance('1s');
    await world.advance('9s');
    expect([endpoint.received.length, await summaries()]).to.deep.equal([1, []]);
    await world.advance('2s');
    expect(endpoint.received.length).to.equal(2);
    world = await world.restart();
    endpoint.answer(200);
    await world.advance('30s');
    expect(new Set(messages().map((each) => JSON.stringify(each))).size).to.equal(1);
    expect(await summaries()).to.deep.equal([`Successfully executed action ${topic}`]);
    const { length } = endpoint.received;
    await world.advance('2h');
    expect(endpoint.received.length).to.equal(length);
    expect(world.logLines).to.deep.equal([]);
  });

  it('end after eight attempts as a failure that the history and the log tell of', async () => {
    endpoint.answer(500, 'out of order');
    await put({ AlarmActions: [topic] });
    await set('ALARM');
    await world.advance('30m');
    expect(endpoint.received.length).to.equal(8);
    expect(await summaries()).to.deep.equal([
      `Failed to execute action ${topic}. Received error: "500 out of order"`,
    ]);
    const [{ Timestamp } = {}] = await actions();
    // 10, 20, 40, 80, 160 and twice 300 seconds behind the first attempt.
    expect(Timestamp?.toISOString()).to.match(/^2026-03-10T12:15:1\d\.000Z$/);
    expect(world.logLines.length).to.equal(1);
    expect(world.logLines[0]).to.contain('A message could not be delivered');
  });

  it('are told of while they are under way, and at their end', async () => {
    endpoint.answer(503, 'busy');
    await put({ AlarmActions: [topic] });
    await set('ALARM');
    await world.advance('2s');
    const messagesOf = async () => {
      const scope = { account: '000000000000', region: 'us-east-1' };
      const told = await explain(
        { kind: 'alarm', name: 'Hot', ...scope },
        { store: world.updraft.storage.store, journal: new Journal(), now: world.now() },
      );
      const { messages = [] } = told as { readonly messages?: readonly object[] };
      return messages.map((each) => ({ ...each, id: undefined }));
    };
    const [retried] = await messagesOf();
    expect(retried).to.deep.equal({
      ...{ actionArn: topic, id: undefined, attemptCount: 1 },
      latestAttempt: {
        ...{ at: new Date('2026-03-10T12:00:01Z'), kind: 'failed', reason: '503 busy' },
      },
      nextAttemptAt: new Date('2026-03-10T12:00:11Z'),
    });
    endpoint.answer(200);
    await world.advance('20s');
    expect(await messagesOf()).to.deep.equal([
      {
        ...{ actionArn: topic, id: undefined, attemptCount: 2, nextAttemptAt: undefined },
        latestAttempt: { at: new Date('2026-03-10T12:00:11Z'), kind: 'delivered' },
      },
    ]);
    await world.advance('61m');
    expect(await messagesOf()).to.deep.equal([]);
  });

  it('fail at once where the target refuses, or has no endpoint', async () => {
    endpoint.answer(404, '<Error><Message>Topic does not exist</Message></Error>');
    const queue = 'arn:aws:sqs:us-east-1:000000000000:jobs';
    await put({ AlarmActions: [topic, queue] });
    await set('ALARM');
    await world.advance('1s');
    expect([...(await summaries())].sort()).to.deep.equal([
      `Failed to execute action ${topic}. Received error: "404 Topic does not exist"`,
      `Failed to execute action ${queue}. Received error: "Updraft has no endpoint for sqs ` +
        '(--sqs-endpoint or --webhook-endpoint)"',
    ]);
  });

  it('delay no alarm while an endpoint hangs', async () => {
    endpoint.hang();
    await put({ AlarmActions: [topic] });
    await set('ALARM');
    await world.advance('5s');
    // The beats have ended, and the message is still under way.
    expect([endpoint.waitingCount(), await summaries()]).to.deep.equal([1, []]);
    endpoint.answer(200);
    await world.advance('1m');
    expect(endpoint.received.length).to.equal(2);
  });
});
