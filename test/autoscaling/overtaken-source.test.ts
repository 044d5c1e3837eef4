import {
  type CreateAutoScalingGroupType,
  LaunchInstancesCommand,
  type LaunchTemplate,
  SetDesiredCapacityCommand,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createGroup, groupOf } from '../support/groups.js';
import { openEc2, type PaperEc2 } from '../support/paper-ec2.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const AutoScalingGroupName = 'web';
const first = { LaunchTemplateName: 'web', Version: '1' };
const second = { LaunchTemplateName: 'web', Version: '2' };

describe('a call that another overtakes, which gives the group another template', () => {
  let ec2: PaperEc2;
  let world: World;

  beforeEach(async () => {
    ec2 = await openEc2();
    for (const type of ['m5.large', 'c5.large']) {
      ec2.putVersion(`<imageId>ami-1</imageId><instanceType>${type}</instanceType>`);
    }
    world = await createWorld({ flags: ['--ec2-endpoint', ec2.url] });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await ec2.close();
  });

  const create = (source: Partial<CreateAutoScalingGroupType>): Promise<void> =>
    createGroup(world, { LaunchConfigurationName: undefined, DesiredCapacity: 1, ...source });

  const update = (given: Omit<UpdateAutoScalingGroupType, 'AutoScalingGroupName'>) =>
    world.autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, ...given }));

  const specify = (LaunchTemplateSpecification: typeof first) =>
    update({ MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification } } });

  const share = (OnDemandBaseCapacity: number) =>
    update({ MixedInstancesPolicy: { InstancesDistribution: { OnDemandBaseCapacity } } });

  const types = async (): Promise<readonly (string | undefined)[]> =>
    ((await groupOf(world))?.Instances ?? []).map(({ InstanceType }) => InstanceType);

  /** Lets another call through whenever the next one is about to write, so many times. */
  const overtake = (times: number, call: (time: number) => Promise<unknown>): void => {
    const { store } = world.updraft.storage;
    const write = store.update.bind(store);
    store.update = async (key, change) => {
      store.update = write;
      await call(times);
      if (times > 1) overtake(times - 1, call);
      return write(key, change);
    };
  };

  it('merges its mixed policy with the newest, and launches from its template', async () => {
    await create({ MixedInstancesPolicy: { LaunchTemplate: mixedBy(first) } });
    overtake(1, () => specify(second));
    await share(1);
    const DesiredCapacity = 2;
    await world.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity }),
    );
    expect(await types()).to.deep.equal(['m5.large', 'c5.large']);
    const { InstancesDistribution } = (await groupOf(world))?.MixedInstancesPolicy ?? {};
    expect(InstancesDistribution?.OnDemandBaseCapacity).to.equal(1);
  });

  it('launches the instances that were asked for from it', async () => {
    await create({ LaunchTemplate: first });
    overtake(1, () => update({ LaunchTemplate: second }));
    await world.autoScaling.send(
      new LaunchInstancesCommand({
        ...{ AutoScalingGroupName, RequestedCapacity: 1, ClientToken: 'token' },
        AvailabilityZones: ['us-east-1b'],
      }),
    );
    expect(await types()).to.deep.equal(['m5.large', 'c5.large']);
  });

  const ofVpc = { LaunchTemplate: { LaunchTemplateName: 'web', Version: '3' } };
  const elsewhere = { VPCZoneIdentifier: 'subnet-x-us-east-1a' };
  const overtaken = [
    { name: 'moves it', call: elsewhere, other: ofVpc },
    { name: 'gives it security groups of a VPC', call: ofVpc, other: elsewhere },
  ];
  for (const { name, call, other } of overtaken) {
    it(`is refused where it ${name} and the groups are of another VPC then`, async () => {
      const content = '<imageId>ami-1</imageId><instanceType>m5.large</instanceType>';
      ec2.putVersion(`${content}<securityGroupIdSet><item>sg-y</item></securityGroupIdSet>`);
      const VPCZoneIdentifier = 'subnet-y-us-east-1a';
      await create({ LaunchTemplate: first, AvailabilityZones: undefined, VPCZoneIdentifier });
      overtake(1, () => update(other));
      expect(await refusalOf(update(call))).to.deep.include({
        message:
          'One or more security groups in the launch template are not linked to the VPCs ' +
          'configured in the Auto Scaling group',
      });
    });
  }

  it('gives up where that happens again and again', async () => {
    await create({ MixedInstancesPolicy: { LaunchTemplate: mixedBy(first) } });
    overtake(5, (time) => specify(time % 2 === 0 ? first : second));
    expect(await refusalOf(share(7))).to.deep.include({ code: 'ResourceContention' });
  });
});

function mixedBy(LaunchTemplateSpecification: typeof first): LaunchTemplate {
  return { LaunchTemplateSpecification };
}
