import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeAlarmHistoryCommand,
  PutAlarmMuteRuleCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';

describe('the repeated actions of a muted alarm', () => {
  let endpoint: FakeEndpoint;
  let world: World;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    world = await createWorld({ flags: ['--sns-endpoint', endpoint.url] });
  });

  afterEach(async () => {
    await world.close();
    await endpoint.close();
  });

  const putPolicy = async (): Promise<string> => {
    const [AutoScalingGroupName, LaunchConfigurationName] = ['web', 'web'];
    const source = { ImageId: 'ami-1', InstanceType: 't3.micro' } as const;
    const { autoScaling } = world;
    await autoScaling.send(
      new CreateLaunchConfigurationCommand({ LaunchConfigurationName, ...source }),
    );
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({
        ...{ AutoScalingGroupName, LaunchConfigurationName, MinSize: 0, MaxSize: 1 },
        AvailabilityZones: ['us-east-1a'],
      }),
    );
    const adjustment = { AdjustmentType: 'ExactCapacity', ScalingAdjustment: 0 };
    const { PolicyARN = '' } = await autoScaling.send(
      new PutScalingPolicyCommand({ AutoScalingGroupName, PolicyName: 'out', ...adjustment }),
    );
    return PolicyARN;
  };

  it('are held back, and have nothing let go that was done before the window', async () => {
    const policy = await putPolicy();
    const { cloudWatch } = world;
    const AlarmActions = [topic, policy];
    const settings = { ...alarmInput, TreatMissingData: 'ignore', AlarmActions };
    await cloudWatch.send(new PutMetricAlarmCommand(settings));
    const Rule = { Schedule: { Expression: 'at(2026-03-10T12:05)', Duration: 'PT5M' } };
    await cloudWatch.send(new PutAlarmMuteRuleCommand({ Name: 'works', Rule }));
    const { AlarmName } = alarmInput;
    const state = { AlarmName, StateValue: 'ALARM', StateReason: 'why' } as const;
    await cloudWatch.send(new SetAlarmStateCommand(state));
    await world.advance('30m');
    expect(new Set(endpoint.received.map(({ body }) => body)).size).to.equal(1);
    const { AlarmHistoryItems = [] } = await cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: 'Action' }),
    );
    const ofPolicy = AlarmHistoryItems.map(({ HistorySummary = '' }) => HistorySummary).filter(
      (summary) => summary.endsWith(policy),
    );
    const held = ofPolicy.filter((summary) => summary.startsWith('Suppressed'));
    expect([held.length, ofPolicy.length]).to.deep.equal([5, 31]);
  });
});
