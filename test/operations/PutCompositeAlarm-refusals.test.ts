import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmInput,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { clientSettings, createWorld, type World } from '../support/world.js';

function arnOf(name: string): string {
  return `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;
}

describe('what PutCompositeAlarm refuses', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    const input = { ...alarmInput, AlarmName: 'cpu' };
    await world.cloudWatch.send(new PutMetricAlarmCommand(input));
  });

  after(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (AlarmName: string, AlarmRule: string) =>
    world.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule }));
  const composites = async () => {
    const input = { AlarmTypes: ['CompositeAlarm' as const] };
    return (await world.cloudWatch.send(new DescribeAlarmsCommand(input))).CompositeAlarms;
  };

  const refusals: readonly (readonly [string, string, string])[] = [
    [
      'an unknown child',
      'ALARM(nobody)',
      `Could not save the composite alarm as alarms [${arnOf('nobody')}] in the alarm rule do ` +
        'not exist',
    ],
    [
      'itself',
      'ALARM(any)',
      'A composite alarm cannot have a child relation with itself via its AlarmRule, as it would ' +
        'introduce a circular dependency',
    ],
    [
      'an alarm of another account',
      `ALARM(${arnOf('cpu').replace('000000000000', '111111111111')})`,
      'A composite alarm cannot have a child relation with alarms from another AWS account',
    ],
    [
      'an alarm of another region',
      `ALARM(${arnOf('cpu').replace('us-east-1', 'us-west-2')})`,
      'Error in AlarmRule [Wrong ARN region, it was us-west-2 but us-east-1 was expected instead]',
    ],
  ];
  for (const [what, rule, message] of refusals) {
    it(`refuses ${what}, and changes nothing`, async () => {
      expect(await refusalOf(put('any', rule))).to.deep.equal({ code: 'ValidationError', message });
      expect(await composites()).to.deep.equal([]);
    });
  }

  // Recorded from AWS (the public project badmintoncryer/cdk-preflight).
  const periods = { ActionsSuppressorWaitPeriod: 5, ActionsSuppressorExtensionPeriod: 5 };
  const suppressors: readonly (readonly [Partial<PutCompositeAlarmInput>, string])[] = [
    [periods, 'ActionsSuppressorWaitPeriod requires an ActionSuppressor'],
    [
      { ...periods, ActionsSuppressorWaitPeriod: undefined },
      'ActionsSuppressorExtensionPeriod requires an ActionSuppressor',
    ],
    [{ ActionsSuppressor: 'cpu' }, 'ActionsSuppressorWaitPeriod must not be null'],
    [
      { ActionsSuppressor: 'cpu', ActionsSuppressorWaitPeriod: 5 },
      'ActionsSuppressorExtensionPeriod must not be null',
    ],
    [
      { ...periods, ActionsSuppressor: 'arn:aws:sns:us-east-1:000000000000:pf-topic' },
      'ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name',
    ],
  ];
  for (const [given, message] of suppressors) {
    it(`says that ${message}`, async () => {
      const input = { AlarmName: 'any', AlarmRule: 'TRUE', ...given };
      const call = world.cloudWatch.send(new PutCompositeAlarmCommand(input));
      expect(await refusalOf(call)).to.deep.equal({ code: 'ValidationError', message });
    });
  }

  it('refuses the name of an alarm of the other kind, both ways', async () => {
    const message = 'AlarmName [cpu] is already used by another alarm of a different type';
    expect(await refusalOf(put('cpu', 'TRUE'))).to.deep.equal({ code: 'ValidationError', message });
    await put('any', 'TRUE');
    const metric = new PutMetricAlarmCommand({ ...alarmInput, AlarmName: 'any' });
    expect(await refusalOf(world.cloudWatch.send(metric))).to.deep.equal({
      code: 'ValidationError',
      message: message.replace('cpu', 'any'),
    });
  });

  it('refuses a child of 150 composite alarms, and lets those be put again', async () => {
    const input = { ...alarmInput, AlarmName: 'popular' };
    await world.cloudWatch.send(new PutMetricAlarmCommand(input));
    for (let start = 0; start < 150; start += 30) {
      const names = Array.from({ length: 30 }, (_, index) => `p${start + index}`);
      await Promise.all(names.map((name) => put(name, 'ALARM(popular)')));
    }
    expect(await refusalOf(put('any', 'ALARM(popular) OR ALARM(cpu)'))).to.deep.equal({
      code: 'ValidationError',
      message: 'popular is a child of 150 composite alarms already',
    });
    await put('p0', 'NOT ALARM(popular)');
    await put('p0', 'TRUE');
    await put('any', 'ALARM(popular)');
  });

  it('sees no alarm of another region', async () => {
    const settings = clientSettings(world.endpoint);
    const elsewhere = new CloudWatchClient({
      ...settings,
      region: 'eu-west-1',
      systemClockOffset: world.now().getTime() - Date.now(),
    });
    const call = elsewhere.send(
      new PutCompositeAlarmCommand({ AlarmName: 'any', AlarmRule: 'ALARM(cpu)' }),
    );
    expect((await refusalOf(call)).message).to.contain('in the alarm rule do not exist');
    elsewhere.destroy();
  });
});
