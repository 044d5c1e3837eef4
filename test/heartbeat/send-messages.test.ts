import { expect } from 'chai';
import type { AlarmAction } from '../../src/cloudwatch/alarm-action.js';
import { type Alarm, historyKind, historyPrefix } from '../../src/cloudwatch/alarm-document.js';
import { actionItem } from '../../src/cloudwatch/alarm-history.js';
import type { Courier, SendEnd } from '../../src/delivery/courier.js';
import { outgoingOf, postMessage } from '../../src/heartbeat/outgoing.js';
import { type Sender, sendMessages } from '../../src/heartbeat/send-messages.js';
import { isStaged } from '../../src/heartbeat/worker.js';
import { partsOf } from '../../src/store/keys.js';
import { type Store, StoreError } from '../../src/store/store.js';
import { faultyStore, noFaults, StoreWire } from '../simulation/faulty-store.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { Random } from '../support/random.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const now = new Date('2026-03-10T12:00:00Z');

describe('the sender of messages', () => {
  let store: MemoryStore;

  beforeEach(() => {
    store = new MemoryStore(() => undefined);
  });

  const post = (id: string, targetArn: string) =>
    postMessage({ store, scope, now }, { message: { id, targetArn, body: '' } });
  const postOrdered = (id: string) => {
    const message = { id, targetArn: queue, body: '' };
    return postMessage({ store, scope, now }, { message, action: actionOf(id) });
  };
  const open = (send: Courier['send']): Sender => {
    const endpointOf = (arn: string): string => arn.split('/')[0] ?? '';
    const courier: Courier = { refusal: () => undefined, endpointOf, send };
    return sendMessages({ store, courier, observe: () => undefined, isClockHeld: () => false });
  };
  const attend = async ({ worker }: Sender, at: Date) => {
    if (isStaged(worker)) throw new Error('No message follows another.');
    const entries = await store.list(outgoingOf(scope, ''), { limit: 1_000 });
    const due = entries.filter(({ document }) => document.due !== undefined && document.due <= at);
    await worker.attend(due, at);
  };

  it('lets an endpoint that hangs delay nothing that goes elsewhere', async () => {
    const ends: ((end: SendEnd) => void)[] = [];
    const arrived: string[] = [];
    const sender = open(({ id, targetArn }) => {
      if (targetArn.startsWith('hung')) return new Promise((resolve) => ends.push(resolve));
      arrived.push(id);
      return Promise.resolve({ kind: 'delivered' });
    });
    for (let index = 0; index < 100; index++) await post(`a${100 + index}`, `hung/${index}`);
    await post('b', 'fine/1');
    await attend(sender, now);
    expect([arrived, ends.length]).to.deep.equal([['b'], 32]);
    // The others take their turns.
    for (const end of ends.splice(0)) end({ kind: 'delivered' });
    await sender.close();
    await attend(sender, new Date(now.getTime() + 1_000));
    expect(ends.length).to.equal(32);
    for (const end of ends) end({ kind: 'delivered' });
    await sender.close();
  });

  it('leaves no failure of the store without somebody who hears of it', async () => {
    const wire = new StoreWire(new Random(1));
    const courier: Courier = {
      ...{ refusal: () => undefined, endpointOf: () => '' },
      send: () => Promise.resolve({ kind: 'delivered' }),
    };
    const sender = sendMessages({
      ...{ store: faultyStore(store, wire), courier },
      ...{ observe: () => undefined, isClockHeld: () => false },
    });
    await post('a', 'topic');
    wire.faults = { ...noFaults, failures: 1 };
    const unheard: unknown[] = [];
    const hear = (failure: unknown): void => void unheard.push(failure);
    process.on('unhandledRejection', hear);
    const failed = await attend(sender, now).catch((failure: unknown) => failure);
    // Node tells of those that nobody hears when no promise has anything more to do.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    expect(failed).to.be.instanceOf(StoreError);
    expect(unheard).to.deep.equal([]);
  });

  it('tells a queue that keeps order all of a beat, one after the other', async () => {
    const underWay = new Set<string>();
    const arrived: string[] = [];
    const sender = open(async ({ id }) => {
      expect([...underWay]).to.deep.equal([]);
      underWay.add(id);
      await new Promise(setImmediate);
      underWay.delete(id);
      arrived.push(id);
      return { kind: 'delivered' };
    });
    const ids = Array.from({ length: 30 }, (_, index) => `m${100 + index}`);
    for (const id of [...ids].reverse()) await postOrdered(id);
    await attend(sender, now);
    expect(arrived).to.deep.equal(ids);
  });

  it('tries no ninth time where the eighth is not seen to end', async () => {
    const sent: string[] = [];
    await postOrdered('a');
    const [entry] = await store.list(outgoingOf(scope, ''), { limit: 1 });
    if (entry === undefined) throw new Error('Nothing was posted.');
    await store.update(entry.key, (current) => current && { ...current, attemptCount: 7 });
    const endedAt = new Date(now.getTime() + 600_000);
    for (const at of [now, endedAt, new Date(now.getTime() + 660_000)]) {
      // Each server crashes, or waits, in the midst of its attempt.
      const sender = open(({ id }) => {
        sent.push(id);
        return new Promise(() => undefined);
      });
      await attend(sender, at);
    }
    expect(sent).to.deep.equal(['a']);
    const history = await store.list(historyPrefix(scope), { limit: 10 });
    const failure = 'No answer to the last attempt was heard';
    expect(history.map(({ document }) => document.item)).to.deep.equal([
      actionItem({ action: actionOf('a'), failure, endedAt, published: undefined }),
    ]);
  });

  it('tells an end once more where a crash came first, though hours go by', async () => {
    const send = (): Promise<SendEnd> => Promise.resolve({ kind: 'refused', reason: 'unknown' });
    const courier: Courier = { refusal: () => undefined, endpointOf: () => '', send };
    const wire = new StoreWire(new Random(1));
    const update: Store['update'] = (key, change) =>
      partsOf(key).kind === historyKind
        ? Promise.reject(new StoreError('It has ended.'))
        : store.update(key, change);
    const ending = sendMessages({
      ...{ store: { ...faultyStore(store, wire), update }, courier },
      ...{ observe: () => undefined, isClockHeld: () => false },
    });
    await postOrdered('a');
    const failed = await attend(ending, now).catch((failure: unknown) => failure);
    expect(failed).to.be.instanceOf(StoreError);
    const later = new Date(now.getTime() + 2 * 3_600_000);
    await attend(open(send), later);
    const history = await store.list(historyPrefix(scope), { limit: 10 });
    expect(history.map(({ document }) => document.item)).to.deep.equal([
      actionItem({ action: actionOf('a'), failure: 'unknown', endedAt: now, published: undefined }),
    ]);
    await attend(open(send), later);
    expect(await store.list(outgoingOf(scope, ''), { limit: 10 })).to.deep.equal([]);
  });
});

const queue = 'arn:aws:sqs:us-east-1:000000000000:alarms.fifo';

/** Its messages lie under no name, as those of no alarm do. */
const alarm: Alarm = {
  AlarmName: '',
  AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:',
  ActionsEnabled: true,
  OKActions: [],
  AlarmActions: [queue],
  InsufficientDataActions: [],
  AlarmConfigurationUpdatedTimestamp: now,
  StateValue: 'ALARM',
  StateUpdatedTimestamp: now,
  StateTransitionedTimestamp: now,
  Dimensions: [],
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
};

function actionOf(id: string): AlarmAction {
  return {
    ...{ id, actionArn: queue, recentDatapoints: [], at: now },
    ...{ alarm, previous: { ...alarm, StateReasonData: undefined } },
  };
}
