import { PutCompositeAlarmCommand, type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput, putAlarm, shownAlarms } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const stop = 'arn:aws:automate:us-east-1:ec2:stop';
const reboot = 'arn:aws:swf:us-east-1:000000000000:action/actions/AWS_EC2.InstanceId.Reboot/1.0';
const opsItem = 'arn:aws:ssm:us-east-1:000000000000:opsitem:1#CATEGORY=Cost';
const plan = 'arn:aws:ssm-incidents::000000000000:response-plan/p';
const investigation = 'arn:aws:aiops:us-east-1:000000000000:investigation-group:g';
const onInstance = { Dimensions: [{ Name: 'InstanceId', Value: 'i-1' }] };
const monitoringNone =
  'Invalid use of EC2 action. An EC2 action can only be used if the alarm is monitoring an EC2 ' +
  'instance.';

describe('PutMetricAlarm with actions of all kinds', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: Partial<PutMetricAlarmInput>) => putAlarm(world, alarmInput, given);

  describe('validation', () => {
    for (const arn of [stop, reboot]) {
      it(`takes ${arn} on an instance alone`, async () => {
        await put({ AlarmActions: [arn], ...onInstance });
        const refusal = { code: 'ValidationError', message: monitoringNone };
        expect(await refusalOf(put({ OKActions: [arn] }))).to.deep.equal(refusal);
        const Metrics = [{ Id: 'e1', Expression: 'TIME_SERIES(1)', Period: 60 }];
        const members = { MetricName: undefined, Namespace: undefined, Period: undefined };
        const onList = { ...members, Statistic: undefined, Metrics, AlarmActions: [arn] };
        expect(await refusalOf(put(onList))).to.deep.equal(refusal);
        expect((await shownAlarms(world))[0]?.AlarmActions).to.deep.equal([arn]);
      });
    }

    const malformed = [
      'arn:aws:automate:us-east-1:ec2:foo',
      'arn:aws:swf:us-east-1:000000000000:action/actions/AWS_EC2.InstanceId.Start/1.0',
      'arn:aws:ssm:us-east-1:000000000000:opsitem:5',
      'arn:aws:ssm:us-east-1:000000000000:document/d',
    ];
    for (const arn of malformed) {
      it(`refuses ${arn}`, async () => {
        const refusal = { code: 'ValidationError', message: `Invalid arn syntax: ${arn}` };
        expect(await refusalOf(put({ AlarmActions: [arn], ...onInstance }))).to.deep.equal(refusal);
      });
    }

    // Recorded from AWS (the public project badmintoncryer/cdk-preflight).
    const elsewhere = 'Invalid region eu-west-1 specified. Only us-east-1 is supported.';
    const strange: readonly (readonly [string, string])[] = [
      ['arn:aws:s3:::pf-bucket', 'Unsupported AWS vendor s3'],
      ['arn:aws:sns:eu-west-1:000000000000:topic', elsewhere],
      ['arn:aws:automate:eu-west-1:ec2:stop', elsewhere],
    ];
    for (const [arn, message] of strange) {
      it(`refuses ${arn}`, async () => {
        const refusal = { code: 'ValidationError', message };
        expect(await refusalOf(put({ OKActions: [arn], ...onInstance }))).to.deep.equal(refusal);
      });
    }

    it('takes any service where a webhook hears of all actions', async () => {
      const flags = ['--webhook-endpoint', 'http://127.0.0.1:9'];
      const telling = await createWorld({ flags });
      await putAlarm(telling, alarmInput, { AlarmActions: ['arn:aws:s3:::pf-bucket'] });
      await telling.close();
    });

    for (const arn of [opsItem, plan, investigation]) {
      it(`takes ${arn} for the state ALARM alone`, async () => {
        await put({ AlarmActions: [arn] });
        const message = `${arn} is supported in ALARM state only`;
        const refusal = { code: 'ValidationError', message };
        expect(await refusalOf(put({ OKActions: [arn] }))).to.deep.equal(refusal);
        expect(await refusalOf(put({ InsufficientDataActions: [arn] }))).to.deep.equal(refusal);
        const composite = { AlarmName: 'C', AlarmRule: 'FALSE', OKActions: [arn] };
        const putComposite = world.cloudWatch.send(new PutCompositeAlarmCommand(composite));
        expect(await refusalOf(putComposite)).to.deep.equal(refusal);
      });
    }
  });
});
