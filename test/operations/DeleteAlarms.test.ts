import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('DeleteAlarms', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    for (const AlarmName of ['cpu', 'disk']) {
      await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, AlarmName }));
    }
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (AlarmName: string, AlarmRule: string) =>
    world.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule }));
  const remove = (...AlarmNames: string[]) =>
    refusalOf(world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames })));

  it('takes one composite alarm, and before its children', async () => {
    await put('a', 'ALARM(cpu)');
    await put('b', 'ALARM(disk)');
    expect(await remove('nobody', 'cpu')).to.deep.equal({
      code: 'ValidationError',
      message: 'Cannot delete cpu as there are composite alarm(s) depending on it.',
    });
    // As the public project cloud-custodian had it of AWS.
    expect((await remove('disk', 'cpu')).message).to.equal(
      'Cannot delete disk,cpu as there are composite alarm(s) depending on them.',
    );
    expect((await remove('a', 'b')).code).to.equal('ValidationError');
    expect((await remove('a')).code).to.equal('accepted');
    expect((await remove('cpu')).code).to.equal('accepted');
  });

  it('takes a composite alarm together with what no other one needs', async () => {
    await put('a', 'ALARM(cpu) OR ALARM(disk)');
    await put('b', 'ALARM(disk)');
    expect((await remove('cpu', 'a', 'disk')).message).to.equal(
      'Cannot delete disk as there are composite alarm(s) depending on it.',
    );
    expect((await remove('cpu', 'a')).code).to.equal('accepted');
    const left = await world.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] }),
    );
    const names = [left.CompositeAlarms, left.MetricAlarms].map((alarms = []) =>
      alarms.map(({ AlarmName }) => AlarmName),
    );
    expect(names).to.deep.equal([['b'], ['disk']]);
  });
});
