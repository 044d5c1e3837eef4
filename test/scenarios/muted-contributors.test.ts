import {
  DeleteAlarmMuteRuleCommand,
  PutAlarmMuteRuleCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { type Fleet, fleetOf } from '../support/fleet.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';
const responsePlan = 'arn:aws:ssm-incidents::000000000000:response-plan/p';

describe('a muted alarm on several series', () => {
  let endpoint: FakeEndpoint;
  let world: World;
  let fleet: Fleet;

  // It is 12:00, and a rule mutes it from 12:05.
  beforeEach(async () => {
    endpoint = await openEndpoint();
    world = await createWorld({ flags: ['--sns-endpoint', endpoint.url] });
    fleet = fleetOf(world);
    const Schedule = { Expression: 'at(2026-03-10T12:05)', Duration: 'PT1H' };
    const actions = { AlarmActions: [topic, responsePlan], OKActions: [topic] };
    await fleet.put({ ...actions, TreatMissingData: 'ignore' });
    await world.cloudWatch.send(
      new PutAlarmMuteRuleCommand({
        ...{ Name: 'works', Rule: { Schedule }, MuteTargets: { AlarmNames: ['Fleet'] } },
      }),
    );
  });

  afterEach(async () => {
    await world.close();
    await endpoint.close();
  });

  /** What the topic hears when the rule is gone. */
  const released = async (): Promise<readonly string[]> => {
    const heard = endpoint.received.length;
    await world.cloudWatch.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: 'works' }));
    await world.advance('1s');
    return [...new Set(endpoint.received.slice(heard).map(({ body }) => body))].map((body) => {
      const message: unknown = JSON.parse(new URLSearchParams(body).get('Message') ?? '');
      const { OldStateValue, NewStateValue } = message as Record<string, string>;
      return `${OldStateValue} to ${NewStateValue}`;
    });
  };

  it('has the last muted actions of each of its contributors', async () => {
    await world.advance('10m');
    await fleet.minute({ a: 90, b: 90 });
    await fleet.minute({ a: 90, b: 10 });
    expect([...(await released())].sort()).to.deep.equal(['ALARM to OK', 'OK to ALARM']);
  });

  it('has its actions of every kind where its state was set by hand', async () => {
    await fleet.minute({ a: 10 });
    await world.advance('10m');
    const state = { StateValue: 'ALARM', StateReason: 'why' } as const;
    await world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'Fleet', ...state }));
    expect(await released()).to.deep.equal(['OK to ALARM']);
    const tried = (await fleet.history()).filter(
      ({ HistoryItemType, HistorySummary }) =>
        HistoryItemType === 'Action' && !HistorySummary?.startsWith('Suppressed'),
    );
    expect(tried.map(({ HistorySummary }) => HistorySummary?.split('.')[0]).sort()).to.deep.equal([
      `Failed to execute action ${responsePlan}`,
      `Successfully executed action ${topic}`,
    ]);
  });
});
