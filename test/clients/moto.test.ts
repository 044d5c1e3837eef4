import { CreateLaunchConfigurationCommand } from '@aws-sdk/client-auto-scaling';
import {
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type PostRequest, signed } from '../../src/delivery/post.js';
import { alarmInput } from '../support/alarms.js';
import { createGroup, groupOf } from '../support/groups.js';
import { type Refusal, refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const scope = { account: '123456789012', region: 'us-east-1' };
const topic = `arn:aws:sns:${scope.region}:${scope.account}:alarms`;
const queue = `arn:aws:sqs:${scope.region}:${scope.account}:jobs`;

/** UPDRAFT_MOTO names another moto_server than the one on the PATH. */
const program = process.env.UPDRAFT_MOTO ?? 'moto_server';

describe('SNS, SQS and EC2 of moto_server', function () {
  this.timeout(60_000);
  let moto: ChildProcess | undefined;
  let endpoint: string;
  let world: World;

  before(async function () {
    if (spawnSync(program, ['--help']).status !== 0) {
      process.stderr.write(`There is no ${program}: its tests are skipped.\n`);
      this.skip();
    }
    moto = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
    endpoint = await endpointOf(moto);
    await call('sns', { Action: 'CreateTopic', Name: 'alarms' });
    await call('sqs', { Action: 'CreateQueue', QueueName: 'jobs' });
    await call('sns', {
      ...{ Action: 'Subscribe', TopicArn: topic, Protocol: 'sqs', Endpoint: queue },
    });
  });

  after(async () => {
    if (moto?.exitCode !== null) return;
    moto.kill();
    await once(moto, 'exit');
  });

  beforeEach(async () => {
    const flags = ['sns', 'sqs', 'ec2'].flatMap((kind) => [`--${kind}-endpoint`, endpoint]);
    world = await createWorld({ flags });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const call = async (
    service: keyof typeof versions,
    form: Readonly<Record<string, string>>,
  ): Promise<string> => {
    const Version = versions[service];
    const request: PostRequest = {
      url: new URL(endpoint),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...form, Version }).toString(),
    };
    const signer = { accessKeyId: 'test', secretAccessKey: 'test' };
    const { url, headers, body } = signed(request, signer, { service, region: scope.region });
    const answer = await fetch(url, { method: 'POST', headers, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  /** All that lies in the queue, which takes it away. */
  const received = async (): Promise<readonly string[]> => {
    const bodies: string[] = [];
    for (;;) {
      const text = await call('sqs', {
        ...{ Action: 'ReceiveMessage', QueueUrl: `${endpoint}/${scope.account}/jobs` },
        MaxNumberOfMessages: '10',
      });
      const found = [...text.matchAll(/<Body>([^]*?)<\/Body>/g)].map(([, body = '']) => body);
      if (found.length === 0) return bodies;
      bodies.push(...found.map((body) => body.replaceAll('&quot;', '"').replaceAll('&amp;', '&')));
    }
  };
  const alarmOn = async (AlarmActions: string[], parts: object = {}): Promise<void> => {
    const input = { ...alarmInput, AlarmActions, ...parts };
    await world.cloudWatch.send(new PutMetricAlarmCommand(input));
    await world.cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'Hot', StateValue: 'ALARM', StateReason: 'why' }),
    );
    await world.advance('5m');
  };

  it('bring a message of an alarm to a topic, and from there to a queue, once', async () => {
    await alarmOn([topic]);
    const messages = await received();
    expect(messages.length).to.equal(1);
    const { Subject, Message } = JSON.parse(messages[0] ?? '') as Readonly<Record<string, string>>;
    expect(Subject).to.equal('ALARM: "Hot" in US East (N. Virginia)');
    expect(JSON.parse(Message ?? '')).to.include({ AlarmName: 'Hot', NewStateValue: 'ALARM' });
  });

  it('bring one straight to a queue', async () => {
    await alarmOn([queue]);
    const messages = await received();
    expect(messages.map((each) => (JSON.parse(each) as { AlarmName: string }).AlarmName)).to.eql([
      'Hot',
    ]);
  });

  it('stop the instance that an alarm is of', async () => {
    const run = { Action: 'RunInstances', ImageId: 'ami-12c6146b', MinCount: '1', MaxCount: '1' };
    const [, InstanceId = ''] = /<instanceId>(i-\w+)</.exec(await call('ec2', run)) ?? [];
    const of = { Dimensions: [{ Name: 'InstanceId', Value: InstanceId }] };
    await alarmOn(['arn:aws:automate:us-east-1:ec2:stop'], of);
    const asked = { Action: 'DescribeInstances', 'InstanceId.1': InstanceId };
    expect(await call('ec2', asked)).to.contain('<name>stopped</name>');
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Hot', HistoryItemType: 'Action' }),
    );
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
      'Successfully executed action arn:aws:automate:us-east-1:ec2:stop',
    ]);
  });

  it('tell what a launch template holds', async () => {
    await call('ec2', {
      ...{ Action: 'CreateLaunchTemplate', LaunchTemplateName: 'web' },
      'LaunchTemplateData.ImageId': 'ami-12c6146b',
      'LaunchTemplateData.InstanceType': 'c5.large',
    });
    const LaunchTemplate = { LaunchTemplateName: 'web', Version: '$Latest' };
    const source = { LaunchConfigurationName: undefined, LaunchTemplate };
    await createGroup(world, { ...source, DesiredCapacity: 1 });
    const { Instances = [] } = (await groupOf(world)) ?? {};
    expect(Instances[0]).to.include({ InstanceType: 'c5.large' });
    expect(Instances[0]?.LaunchTemplate).to.include({ LaunchTemplateName: 'web', Version: '1' });
  });

  it('tell which images, types, keys and security groups there are', async () => {
    await call('ec2', { Action: 'CreateKeyPair', KeyName: 'my key' });
    const given = { KeyName: 'my key', SecurityGroups: ['default'] };
    const configure = (LaunchConfigurationName: string, parts: object): Promise<Refusal> => {
      const source = { ImageId: 'ami-12c6146b', InstanceType: 'c5.large' };
      const input = { LaunchConfigurationName, ...source, ...given, ...parts };
      return refusalOf(world.autoScaling.send(new CreateLaunchConfigurationCommand(input)));
    };
    expect(await configure('lc', {})).to.include({ code: 'accepted' });
    const refusals: readonly (readonly [object, RegExp])[] = [
      [{ ImageId: 'ami-0' }, /^AMI ami-0 is invalid: The image id '\[ami-0\]' does not exist$/],
      [{ InstanceType: 'c5.none' }, /^The specified instance type c5.none is not valid$/],
      [{ KeyName: 'other' }, /^The key pair 'other' does not exist$/],
      [{ SecurityGroups: ['sg-0'] }, /^The security group 'sg-0' does not exist$/],
      [
        { SecurityGroups: ['default', 'web'] },
        /^The security group 'web' does not exist in default VPC 'vpc-\w+'$/,
      ],
    ];
    for (const [parts, message] of refusals) {
      expect((await configure('next', parts)).message).to.match(message);
    }
  });
});

const versions = { sns: '2010-03-31', sqs: '2012-11-05', ec2: '2016-11-15' } as const;

async function endpointOf({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('The output of moto_server is not read.');
  for await (const line of createInterface({ input: stderr })) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('moto_server has ended.');
}
