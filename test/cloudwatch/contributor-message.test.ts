import { expect } from 'chai';
import type { AlarmAction } from '../../src/cloudwatch/alarm-action.js';
import type { Alarm } from '../../src/cloudwatch/alarm-document.js';
import { actionMessage } from '../../src/cloudwatch/alarm-message.js';
import { insightsQuery } from '../support/fleet.js';

const now = new Date('2026-03-10T12:05:00Z');
const before = new Date('2026-03-10T12:00:00Z');
const scope = { account: '000000000000', region: 'us-east-1' };

/** With the state of the contributor, as an action of its own has it. */
const alarm: Alarm = {
  AlarmName: 'Fleet',
  AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Fleet',
  ActionsEnabled: true,
  OKActions: [],
  AlarmActions: [],
  InsufficientDataActions: [],
  AlarmConfigurationUpdatedTimestamp: before,
  StateValue: 'ALARM',
  StateReason: 'why',
  StateUpdatedTimestamp: now,
  StateTransitionedTimestamp: now,
  Dimensions: [],
  Metrics: insightsQuery('SELECT AVG(Load) FROM App GROUP BY InstanceId ORDER BY MAX() DESC'),
  EvaluationPeriods: 1,
  Threshold: 80,
  ComparisonOperator: 'GreaterThanThreshold',
};

function bodyFor(actionArn: string): Readonly<Record<string, unknown>> {
  const action: AlarmAction = {
    id: 'a',
    actionArn,
    alarm,
    previous: {
      StateValue: 'OK',
      StateReason: 'why not',
      StateReasonData: undefined,
      StateUpdatedTimestamp: before,
    },
    contributor: { ContributorId: '8ae0', ContributorAttributes: { InstanceId: 'i-1' } },
    recentDatapoints: [],
    at: now,
  };
  return JSON.parse(actionMessage(action, scope).body) as Readonly<Record<string, unknown>>;
}

describe('an action of a contributor', () => {
  it('tells topics whose state it is', () => {
    const body = bodyFor('arn:aws:sns:us-east-1:000000000000:topic');
    expect(Object.keys(body).slice(9, 13)).to.deep.equal([
      'OldStateValue',
      'AlarmContributorId',
      'AlarmContributorAttributes',
      'ActionExecutedAfterMuteWindow',
    ]);
    const { NewStateValue, NewStateReason, OldStateValue } = body;
    const { AlarmContributorId, AlarmContributorAttributes } = body;
    expect({ NewStateValue, NewStateReason, OldStateValue }).to.deep.equal({
      NewStateValue: 'ALARM',
      NewStateReason: 'why',
      OldStateValue: 'OK',
    });
    expect([AlarmContributorId, AlarmContributorAttributes]).to.deep.equal([
      '8ae0',
      { InstanceId: 'i-1' },
    ]);
  });

  it('tells functions, without a state before', () => {
    const { alarmData } = bodyFor('arn:aws:lambda:us-east-1:000000000000:function:f');
    const { alarmContributor, previousState } = alarmData as Readonly<Record<string, unknown>>;
    expect({ alarmContributor, previousState }).to.deep.equal({
      alarmContributor: { id: '8ae0', attributes: { InstanceId: 'i-1' } },
      previousState: undefined,
    });
  });

  it('stops the instance that it names', () => {
    const body = bodyFor('arn:aws:automate:us-east-1:ec2:stop');
    expect(body).to.deep.equal({ InstanceId: 'i-1' });
  });
});
