import {
  AutoScalingClient,
  SetInstanceHealthCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/directory.js';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { clientSettings, createWorld, type World } from '../support/world.js';

/** Policies name groups; a request that names an instance alone is judged by its group. */
const webGroups =
  'arn:aws:autoscaling:us-east-1:000000000000:autoScalingGroup:*:autoScalingGroupName/web';
const account = '000000000000';
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const policy = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const keys = [
  { accessKeyId: 'test', secretAccessKey: 'test', account },
  {
    ...{ accessKeyId: 'NOTWEB', secretAccessKey: 'secret', account, user: 'guarded' },
    policies: [
      policy(everything, { Effect: 'Deny', Action: 'autoscaling:*', Resource: webGroups }),
    ],
  },
  {
    ...{ accessKeyId: 'WEBALONE', secretAccessKey: 'secret', account, user: 'web' },
    policies: [policy({ ...everything, Resource: webGroups })],
  },
];

describe('policies on groups', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let world: World;
  const clients: AutoScalingClient[] = [];

  beforeEach(async () => {
    directory = temporaryDirectory();
    const file = join(directory.path, 'credentials.json');
    writeFileSync(file, JSON.stringify({ keys }));
    world = await createWorld({ flags: ['--credentials', file] });
    await createConfiguration(world);
    await createGroup(world, { AutoScalingGroupName: 'web', MinSize: 1 });
    await createGroup(world, { AutoScalingGroupName: 'db', MinSize: 1 });
    await world.advance('1m');
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await world.close();
    directory.remove();
  });

  const as = (accessKeyId: string): AutoScalingClient => {
    const credentials = { accessKeyId, secretAccessKey: 'secret' };
    const client = new AutoScalingClient({ ...clientSettings(world.endpoint), credentials });
    clients.push(client);
    return client;
  };
  const instanceOf = async (name: string): Promise<string> =>
    (await groupOf(world, name))?.Instances?.[0]?.InstanceId ?? '';
  const terminate = async (name: string): Promise<TerminateInstanceInAutoScalingGroupCommand> =>
    new TerminateInstanceInAutoScalingGroupCommand({
      InstanceId: await instanceOf(name),
      ShouldDecrementDesiredCapacity: false,
    });

  it('deny what is asked of their instances, and name the group', async () => {
    const guarded = as('NOTWEB');
    const arn = (await groupOf(world, 'web'))?.AutoScalingGroupARN ?? '';
    expect(await refusalOf(guarded.send(await terminate('web')))).to.deep.equal({
      code: 'AccessDenied',
      message:
        `User: arn:aws:iam::${account}:user/guarded is not authorized to perform: ` +
        `autoscaling:TerminateInstanceInAutoScalingGroup on resource: ${arn} ` +
        'with an explicit deny in an identity-based policy',
    });
    const { Activity } = await guarded.send(await terminate('db'));
    expect(Activity?.AutoScalingGroupName).to.equal('db');
  });

  it('allow what is asked of their instances, and of no others', async () => {
    const web = as('WEBALONE');
    const unhealthy = async (name: string): Promise<SetInstanceHealthCommand> =>
      new SetInstanceHealthCommand({
        InstanceId: await instanceOf(name),
        HealthStatus: 'Unhealthy',
      });
    await web.send(await unhealthy('web'));
    expect((await refusalOf(web.send(await unhealthy('db')))).code).to.equal('AccessDenied');
  });
});
