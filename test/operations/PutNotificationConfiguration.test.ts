import {
  DeleteNotificationConfigurationCommand,
  DescribeNotificationConfigurationsCommand,
  PutNotificationConfigurationCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { activitiesOf, createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const TopicARN = 'arn:aws:sns:us-east-1:000000000000:scaling';
const AutoScalingGroupName = 'web';
const launch = 'autoscaling:EC2_INSTANCE_LAUNCH';
const terminate = 'autoscaling:EC2_INSTANCE_TERMINATE';

describe('PutNotificationConfiguration', () => {
  let endpoint: FakeEndpoint;
  let world: World;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    const options = ['--launcher-options', 'capacity.us-east-1c=0'];
    world = await createWorld({ flags: ['--sns-endpoint', endpoint.url, ...options] });
    await createConfiguration(world);
    await createGroup(world, { AvailabilityZones: ['us-east-1a'] });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await endpoint.close();
  });

  const put = (NotificationTypes: string[], given: object = {}) =>
    world.autoScaling.send(
      new PutNotificationConfigurationCommand({
        ...{ AutoScalingGroupName, TopicARN, NotificationTypes },
        ...given,
      }),
    );
  const rows = async (given: object = {}) => {
    const { NotificationConfigurations = [], NextToken } = await world.autoScaling.send(
      new DescribeNotificationConfigurationsCommand(given),
    );
    return { types: NotificationConfigurations.map((each) => each.NotificationType), NextToken };
  };
  const want = (DesiredCapacity: number) =>
    world.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity }),
    );
  const messages = () =>
    endpoint.received.map(({ body }) => {
      const form = new URLSearchParams(body);
      const message = JSON.parse(form.get('Message') ?? '') as { readonly Event: string };
      return { subject: form.get('Subject'), message };
    });

  it('shows a row for each type, page by page, and replaces those of a topic', async () => {
    await put([terminate, launch]);
    await put([terminate], { TopicARN: `${TopicARN}-2` });
    const page = await rows({ MaxRecords: 2 });
    expect(page.types).to.deep.equal([launch, terminate]);
    const { types } = await rows({ MaxRecords: 2, NextToken: page.NextToken });
    expect(types).to.deep.equal([terminate]);
    await put([launch]);
    expect((await rows({ AutoScalingGroupNames: ['web'] })).types).to.eql([launch, terminate]);
    expect((await rows({ AutoScalingGroupNames: ['nobody'] })).types).to.deep.equal([]);
    await world.autoScaling.send(
      new DeleteNotificationConfigurationCommand({ AutoScalingGroupName, TopicARN }),
    );
    expect((await rows()).types).to.deep.equal([terminate]);
  });

  const trial = 'Auto Scaling: test notification for group "web"';
  const told = 'Auto Scaling: launch for group "web"';
  const subjects = (): (string | null)[] => messages().map(({ subject }) => subject);

  it('tries the topic before it tells it anything', async () => {
    await put([launch]);
    expect(subjects()).to.deep.equal([trial]);
    await want(1);
    await world.advance('5s');
    expect(subjects()).to.deep.equal([trial, told]);
  });

  it('keeps a topic that is away, and tries it again', async () => {
    endpoint.answer(503);
    await put([launch]);
    endpoint.answer(200);
    await world.advance('5s');
    expect(subjects()).to.deep.equal([trial, trial]);
    expect((await rows()).types).to.deep.equal([launch]);
  });

  it('tells a topic of a launch and of a termination, member by member', async () => {
    await put([launch, terminate]);
    await want(1);
    await world.advance('5s');
    const id = (await groupOf(world))?.Instances?.[0]?.InstanceId;
    await want(0);
    await world.advance('5s');
    const [activity] = await activitiesOf(world);
    const [test, launched, terminated] = messages();
    expect(test?.subject).to.equal('Auto Scaling: test notification for group "web"');
    expect(test?.message.Event).to.equal('autoscaling:TEST_NOTIFICATION');
    expect(launched?.subject).to.equal('Auto Scaling: launch for group "web"');
    expect(JSON.stringify(launched?.message)).to.equal(
      JSON.stringify({
        Progress: 50,
        AccountId: '000000000000',
        Description: `Launching a new EC2 instance: ${id}`,
        RequestId: activity?.ActivityId,
        EndTime: activity?.EndTime?.toISOString(),
        AutoScalingGroupARN: (await groupOf(world))?.AutoScalingGroupARN,
        ActivityId: activity?.ActivityId,
        StartTime: activity?.StartTime?.toISOString(),
        Service: 'AWS Auto Scaling',
        Time: activity?.EndTime?.toISOString(),
        EC2InstanceId: id,
        StatusCode: 'InProgress',
        StatusMessage: '',
        Details: JSON.parse(activity?.Details ?? '') as object,
        AutoScalingGroupName,
        Cause: activity?.Cause,
        Event: launch,
        Origin: 'EC2',
        Destination: 'AutoScalingGroup',
      }),
    );
    expect(terminated?.subject).to.equal('Auto Scaling: termination for group "web"');
    expect(terminated?.message).to.include({ Event: terminate, Origin: 'AutoScalingGroup' });
    expect(messages().length).to.equal(3);
  });

  it('tells of a launch that failed', async () => {
    await createGroup(world, {
      ...{ AutoScalingGroupName: 'full', AvailabilityZones: ['us-east-1c'], DesiredCapacity: 0 },
    });
    await put([`${launch}_ERROR`], { AutoScalingGroupName: 'full' });
    await world.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: 'full', DesiredCapacity: 1 }),
    );
    await world.advance('2s');
    const failed = messages().find(({ message }) => message.Event === `${launch}_ERROR`);
    expect(failed?.message).to.include({
      ...{ Event: `${launch}_ERROR`, StatusCode: 'Failed', EC2InstanceId: '', Progress: 100 },
    });
  });

  const refusals: readonly (readonly [string, string[], object, string, string])[] = [
    [
      'a type that there is not',
      ['autoscaling:X'],
      {},
      'ValidationError',
      '"autoscaling:X" is not a valid Notification Type',
    ],
    [
      'a topic of another region',
      [launch],
      { TopicARN: 'arn:aws:sns:eu-west-1:000000000000:x' },
      'ValidationError',
      'Invalid parameter: TopicArn',
    ],
    [
      'a group that there is not',
      [launch],
      { AutoScalingGroupName: 'nobody' },
      'ValidationError',
      'AutoScalingGroup name not found - null',
    ],
  ];
  for (const [what, types, given, code, message] of refusals) {
    it(`refuses ${what}`, async () => {
      expect(await refusalOf(put(types, given))).to.deep.equal({ code, message });
    });
  }

  it('knows ten topics and no more', async () => {
    for (let number = 0; number < 10; number++) {
      await put([launch], { TopicARN: `${TopicARN}-${number}` });
    }
    expect((await refusalOf(put([launch]))).code).to.equal('LimitExceeded');
  });
});
