import {
  CreateLaunchConfigurationCommand,
  type CreateLaunchConfigurationType,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { activitiesOf, createGroup, lifecycleOf } from '../support/groups.js';
import { openEc2, type PaperEc2, refused } from '../support/paper-ec2.js';
import { createWorld, type World } from '../support/world.js';

const inSubnets = {
  AvailabilityZones: undefined,
  VPCZoneIdentifier: 'subnet-x-us-east-1a,subnet-x-us-east-1b',
};

describe('launches, with an EC2 at an endpoint', () => {
  let ec2: PaperEc2;
  let world: World;

  beforeEach(async () => {
    ec2 = await openEc2();
    world = await createWorld({ flags: ['--ec2-endpoint', ec2.url] });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await ec2.close();
  });

  const configure = (given: Partial<CreateLaunchConfigurationType>): Promise<unknown> => {
    const source = { ImageId: 'ami-1', InstanceType: 'm5.large' };
    const input = { LaunchConfigurationName: 'lc', ...source, ...given };
    return world.autoScaling.send(new CreateLaunchConfigurationCommand(input));
  };

  const grow = async (DesiredCapacity: number): Promise<void> => {
    const input = { AutoScalingGroupName: 'web', DesiredCapacity };
    await world.autoScaling.send(new SetDesiredCapacityCommand(input));
    await world.advance('5s');
  };

  /** EC2 has none of what is asked for in a call any more. */
  const lose = (action: string, list: string): void => {
    const text = `<${action}Response><${list}/></${action}Response>`;
    ec2.answerWith(action, { status: 200, text });
  };

  const losses: readonly (readonly [string, () => void, string])[] = [
    [
      'a key pair',
      () => lose('DescribeKeyPairs', 'keySet'),
      "The key pair 'key' does not exist. Launching EC2 instance failed.",
    ],
    [
      'a security group',
      () => lose('DescribeSecurityGroups', 'securityGroupInfo'),
      "The security group 'sg-1' does not exist. Launching EC2 instance failed.",
    ],
    [
      'an image',
      () => {
        const message = "The image id '[ami-1]' does not exist";
        ec2.answerWith('DescribeImages', refused('InvalidAMIID.NotFound', message));
      },
      "The image id '[ami-1]' does not exist. Launching EC2 instance failed.",
    ],
  ];
  for (const [what, happens, StatusMessage] of losses) {
    it(`fail when ${what} has been lost since`, async () => {
      await configure({ KeyName: 'key', SecurityGroups: ['sg-1'] });
      await createGroup(world, { DesiredCapacity: 1 });
      await world.advance('5s');
      happens();
      await grow(2);
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
      const [launched, failed] = await activitiesOf(world);
      expect([launched?.StatusCode, failed?.StatusCode]).to.deep.equal(['Successful', 'Failed']);
      expect(failed).to.deep.include({
        StatusMessage,
        Description: `Launching a new EC2 instance.  Status Reason: ${StatusMessage}`,
      });
    });
  }

  // A log line of AWS: weaveworks-guides/weave-net-legacy, issue 65.
  it('fail with security groups of another VPC than that of the subnet', async () => {
    await configure({ SecurityGroups: ['sg-1', 'sg-y'] });
    await createGroup(world, { ...inSubnets, DesiredCapacity: 2 });
    await world.advance('5s');
    expect((await activitiesOf(world)).map(({ Description }) => Description)).to.deep.equal(
      Array(2).fill(
        "Launching a new EC2 instance.  Status Reason: The security group 'sg-y' does not exist " +
          "in VPC 'vpc-x'. Launching EC2 instance failed.",
      ),
    );
  });

  it('are asked about once where they name the same', async () => {
    await configure({ KeyName: 'key', SecurityGroups: ['sg-1'] });
    await createGroup(world, inSubnets);
    const count = ec2.received.length;
    await grow(4);
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 4 });
    const actions = ec2.received
      .slice(count)
      .map((body) => new URLSearchParams(body).get('Action'));
    // Where the subnets lie is known since the group was put.
    expect(actions.sort()).to.deep.equal([
      ...['DescribeImages', 'DescribeInstanceTypes', 'DescribeKeyPairs'],
      ...['DescribeSecurityGroups', 'DescribeSecurityGroups'],
    ]);
  });

  it('go on while that EC2 does not answer', async () => {
    await configure({ KeyName: 'key', SecurityGroups: ['sg-1'] });
    await createGroup(world, { DesiredCapacity: 1 });
    await ec2.close();
    await grow(2);
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
    ec2 = await openEc2();
  });
});
