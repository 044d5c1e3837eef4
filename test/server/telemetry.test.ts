import {
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('/metrics', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    await world.close();
  });

  /** The lines that start with one of the texts, without what differs from run to run. */
  const lines = async (...starts: readonly string[]): Promise<readonly string[]> => {
    const answer = await fetch(`${world.endpoint}/metrics`);
    expect(answer.headers.get('content-type')).to.contain('text/plain; version=0.0.4');
    const text = await answer.text();
    return text.split('\n').filter((line) => starts.some((start) => line.startsWith(start)));
  };

  it('counts requests by operation and code', async () => {
    const put = (Namespace: string): Promise<unknown> =>
      world.cloudWatch.send(
        new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'Load', Value: 1 }] }),
      );
    await put('App');
    await put('App');
    await refusalOf(put('AWS/EC2'));
    const operation = 'service="cloudwatch",operation="PutMetricData"';
    expect(await lines('updraft_requests_total')).to.deep.equal([
      `updraft_requests_total{${operation},code="OK"} 2`,
      `updraft_requests_total{${operation},code="InvalidParameterValue"} 1`,
    ]);
    expect(await lines('updraft_request_seconds_count')).to.deep.equal([
      `updraft_request_seconds_count{${operation}} 3`,
    ]);
  });

  it('counts beats and the transitions of alarms by their new state', async () => {
    await world.cloudWatch.send(new PutMetricAlarmCommand(alarmInput));
    for (const StateValue of ['ALARM', 'OK', 'ALARM'] as const) {
      const { AlarmName } = alarmInput;
      const command = new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'test' });
      await world.cloudWatch.send(command);
    }
    await world.advance('1s');
    const [transitions, beats] = [
      await lines('updraft_alarm_transitions_total'),
      await lines('updraft_beats_total'),
    ];
    expect(transitions).to.deep.equal([
      'updraft_alarm_transitions_total{state="ALARM"} 2',
      'updraft_alarm_transitions_total{state="OK"} 1',
    ]);
    expect(beats).to.deep.equal(['updraft_beats_total 1']);
  });

  it('counts no suppression of actions for a transition', async () => {
    for (const AlarmName of ['Hot', 'quiet']) {
      await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, AlarmName }));
    }
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({
        ...{ AlarmName: 'Any', AlarmRule: 'ALARM(Hot)', ActionsSuppressor: 'quiet' },
        ...{ ActionsSuppressorWaitPeriod: 10, ActionsSuppressorExtensionPeriod: 10 },
      }),
    );
    await world.advance('15s');
    expect(await lines('updraft_alarm_transitions_total')).to.deep.equal([
      'updraft_alarm_transitions_total{state="OK"} 1',
    ]);
  });

  it('measures what the store is asked', async () => {
    await world.cloudWatch.send(new PutMetricAlarmCommand(alarmInput));
    const [calls] = await lines('updraft_store_seconds_count{call="update"}');
    expect(Number(calls?.split(' ')[1])).to.be.at.least(1);
    expect(await lines('updraft_store_failures_total')).to.deep.equal([]);
  });
});
