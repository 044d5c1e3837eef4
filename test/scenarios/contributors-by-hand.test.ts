import { SetAlarmStateCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { type Fleet, fleetOf } from '../support/fleet.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';

describe('an alarm on several series whose state was set by hand', () => {
  let endpoint: FakeEndpoint;
  let world: World;
  let fleet: Fleet;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    world = await createWorld({ flags: ['--sns-endpoint', endpoint.url] });
    fleet = fleetOf(world);
    await fleet.put({ AlarmActions: [topic], OKActions: [topic], TreatMissingData: 'ignore' });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await endpoint.close();
  });

  const set = async (StateValue: StateValue) => {
    const state = { AlarmName: 'Fleet', StateValue, StateReason: 'why' };
    await world.cloudWatch.send(new SetAlarmStateCommand(state));
    await world.advance('1s');
  };
  /** Whom each message is of, and what of it. */
  const heard = (): readonly string[] =>
    endpoint.received.map(({ body }) => {
      const message: unknown = JSON.parse(new URLSearchParams(body).get('Message') ?? '');
      const { AlarmContributorId, NewStateValue } = message as Record<string, string | undefined>;
      return `${AlarmContributorId === undefined ? 'all' : 'one'} ${NewStateValue ?? ''}`;
    });

  const stories: readonly (readonly [string, () => Promise<unknown>, readonly string[]])[] = [
    [
      'is told to be OK again',
      async () => {
        await fleet.minute({ a: 10 });
        await set('ALARM');
        for (const load of [10, 90, 10]) await fleet.minute({ a: load });
      },
      ['all ALARM', 'all OK', 'one ALARM', 'one OK'],
    ],
    [
      'is told to be OK when series that came to breach do no more',
      async () => {
        await fleet.minute({ a: 10 });
        await set('ALARM');
        for (const load of [90, 10]) await fleet.minute({ a: load });
      },
      ['all ALARM', 'one ALARM', 'one OK', 'all OK'],
    ],
    [
      'is told to be in ALARM still',
      async () => {
        await fleet.minute({ a: 90 });
        await set('OK');
        for (const load of [90, 10, 90]) await fleet.minute({ a: load });
      },
      ['one ALARM', 'all OK', 'all ALARM', 'one OK', 'one ALARM'],
    ],
    [
      'is told no more than by hand where that was right',
      async () => {
        await fleet.minute({ a: 10 });
        await set('ALARM');
        await set('OK');
        for (const load of [10, 90, 10]) await fleet.minute({ a: load });
      },
      ['all ALARM', 'all OK', 'one ALARM', 'one OK'],
    ],
    [
      'is not taken back to those who have not heard of it',
      async () => {
        await fleet.minute({ a: 90 });
        await set('INSUFFICIENT_DATA');
        for (const load of [90, 10]) await fleet.minute({ a: load });
      },
      ['one ALARM', 'one OK'],
    ],
  ];
  for (const [name, live, expected] of stories) {
    it(name, async () => {
      await live();
      // Those of one moment may overtake each other.
      expect([...heard()].sort()).to.deep.equal([...expected].sort());
    });
  }
});
