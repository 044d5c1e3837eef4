import {
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';
const ordered = `${topic}.fifo`;

/** A topic that keeps order keeps that in which it is told, and a repeat would come too late. */
describe('a topic that keeps order', () => {
  let endpoint: FakeEndpoint;
  let world: World;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    world = await createWorld({ flags: ['--sns-endpoint', endpoint.url] });
    const actions = [topic, ordered];
    for (const AlarmName of ['Hot', 'Cold']) {
      await world.cloudWatch.send(
        new PutMetricAlarmCommand({
          ...{ ...alarmInput, AlarmName, TreatMissingData: 'ignore' },
          ...{ AlarmActions: actions, OKActions: actions },
        }),
      );
    }
  });

  afterEach(async () => {
    await world.close();
    await endpoint.close();
  });

  const set = (StateValue: StateValue, AlarmName = 'Hot') =>
    world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'why' }));
  const heard = (target: string, from = 0): readonly string[] =>
    endpoint.received
      .slice(from)
      .map(({ body }) => new URLSearchParams(body))
      .filter((form) => form.get('TopicArn') === target)
      .map((form) => {
        const { AlarmName, NewStateValue } = JSON.parse(form.get('Message') ?? '') as Message;
        return `${AlarmName} ${NewStateValue}`;
      });

  it('hears of an alarm in the order of its transitions, over attempts that fail', async () => {
    endpoint.answer(503);
    await set('ALARM');
    await world.advance('1s');
    await set('OK');
    await world.advance('2s');
    // Others do not wait.
    expect(heard(topic)).to.deep.equal(['Hot ALARM', 'Hot OK']);
    expect(heard(ordered)).to.deep.equal(['Hot ALARM']);
    const { length } = endpoint.received;
    endpoint.answer(200);
    await set('ALARM');
    await set('ALARM', 'Cold');
    await world.advance('2s');
    expect(heard(ordered, length)).to.deep.equal(['Cold ALARM']);
    await world.advance('20s');
    expect(heard(ordered, length)).to.deep.equal([
      'Cold ALARM',
      'Hot ALARM',
      'Hot OK',
      'Hot ALARM',
    ]);
  });

  it('hears what follows when it has refused what comes before', async () => {
    endpoint.answer(400, 'no');
    await set('ALARM');
    await world.advance('1s');
    endpoint.answer(200);
    await set('OK');
    await world.advance('2s');
    expect(heard(ordered)).to.deep.equal(['Hot ALARM', 'Hot OK']);
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Hot', HistoryItemType: 'Action' }),
    );
    const summaries = AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
    expect(summaries).to.include(`Successfully executed action ${ordered}`);
  });

  it('hears of two transitions of a moment one after the other', async () => {
    await set('ALARM');
    await set('OK');
    await set('ALARM');
    await world.advance('5s');
    expect(heard(ordered)).to.deep.equal(['Hot ALARM', 'Hot OK', 'Hot ALARM']);
  });

  it('is told which messages it is to keep in order', async () => {
    await set('ALARM');
    await set('OK');
    await set('ALARM', 'Cold');
    await world.advance('5s');
    const groups = endpoint.received.flatMap(({ body }) => {
      return new URLSearchParams(body).get('MessageGroupId') ?? [];
    });
    expect([groups.length, new Set(groups).size]).to.deep.equal([3, 2]);
  });
});

interface Message {
  readonly AlarmName: string;
  readonly NewStateValue: string;
}
