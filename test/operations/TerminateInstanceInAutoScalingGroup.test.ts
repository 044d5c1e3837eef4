import {
  DescribeAutoScalingInstancesCommand,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SetInstanceProtectionCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  type TerminateInstanceInAutoScalingGroupCommandOutput,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  groupOf,
  lifecycleOf,
} from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('TerminateInstanceInAutoScalingGroup and its neighbours', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { DesiredCapacity: 2 });
    await world.advance('10s');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const ids = async (): Promise<string[]> =>
    ((await groupOf(world))?.Instances ?? []).map(({ InstanceId = '' }) => InstanceId);

  const terminate = (
    InstanceId: string,
    ShouldDecrementDesiredCapacity: boolean,
  ): Promise<TerminateInstanceInAutoScalingGroupCommandOutput> => {
    const input = { InstanceId, ShouldDecrementDesiredCapacity };
    return world.autoScaling.send(new TerminateInstanceInAutoScalingGroupCommand(input));
  };

  const protect = (InstanceIds: string[], ProtectedFromScaleIn: boolean): Promise<unknown> =>
    world.autoScaling.send(
      new SetInstanceProtectionCommand({
        AutoScalingGroupName: 'web',
        InstanceIds,
        ProtectedFromScaleIn,
      }),
    );

  const setCapacity = (DesiredCapacity: number): Promise<unknown> =>
    world.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: 'web', DesiredCapacity }),
    );

  const suspend = (...ScalingProcesses: string[]): Promise<unknown> =>
    world.autoScaling.send(
      new SuspendProcessesCommand({ AutoScalingGroupName: 'web', ScalingProcesses }),
    );

  const resume = (...ScalingProcesses: string[]): Promise<unknown> =>
    world.autoScaling.send(
      new ResumeProcessesCommand({ AutoScalingGroupName: 'web', ScalingProcesses }),
    );

  describe('termination by a user', () => {
    it('answers with the activity as it begins', async () => {
      const [InstanceId = ''] = await ids();
      const { Activity } = await terminate(InstanceId, true);
      expect(Activity).to.deep.equal({
        ActivityId: Activity?.ActivityId,
        AutoScalingGroupName: 'web',
        Description: `Terminating EC2 instance: ${InstanceId}`,
        Cause:
          `At 2026-03-10T12:00:10Z instance ${InstanceId} was taken out of service in response ` +
          'to a user request, shrinking the capacity from 2 to 1.',
        StartTime: new Date('2026-03-10T12:00:10Z'),
        StatusCode: 'InProgress',
        Progress: 0,
        Details: '{"Availability Zone ID":"use1-az1","Availability Zone":"us-east-1a"}',
      });
    });

    it('replaces the instance unless the capacity goes down with it', async () => {
      const [first = '', second = ''] = await ids();
      await terminate(first, false);
      await world.advance('10s');
      expect(await ids())
        .to.have.length(2)
        .and.not.include(first);
      await terminate(second, true);
      await world.advance('10s');
      expect(await ids())
        .to.have.length(1)
        .and.not.include(second);
      expect((await groupOf(world))?.DesiredCapacity).to.equal(1);
    });

    it('refuses to go below the minimum', async () => {
      await world.autoScaling.send(
        new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web', MinSize: 2 }),
      );
      const [first = ''] = await ids();
      expect(await refusalOf(terminate(first, true))).to.deep.equal({
        code: 'ValidationError',
        message:
          'Currently, desiredSize equals minSize (2). Terminating instance without replacement ' +
          "will violate group's min size constraint. Either set shouldDecrementDesiredCapacity " +
          "flag to false or lower group's min size.",
      });
    });

    it('knows no other instance', async () => {
      expect(await refusalOf(terminate('i-00000000000000000', true))).to.deep.equal({
        code: 'ValidationError',
        message:
          'Instance Id not found - No managed instance found for instance ID: i-00000000000000000',
      });
    });

    it('refuses an instance that is on its way out already', async () => {
      const [first = ''] = await ids();
      await terminate(first, true);
      const { code } = await refusalOf(terminate(first, true));
      expect(code).to.equal('ScalingActivityInProgress');
    });
  });

  describe('protection from scaling in', () => {
    it('keeps an instance, and lets the other one go', async () => {
      const [, second = ''] = await ids();
      await protect([second], true);
      await setCapacity(1);
      await world.advance('10s');
      expect(await ids()).to.deep.equal([second]);
    });

    it('keeps the capacity where all are protected, which the group tells once', async () => {
      await protect(await ids(), true);
      await setCapacity(0);
      await world.advance('5m');
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
      const told = (await activitiesOf(world)).slice(2);
      expect(
        told.map(({ Description, StatusCode, Progress, Details }) => {
          return { Description, StatusCode, Progress, Details };
        }),
      ).to.deep.equal([
        {
          Description:
            'Could not scale to desired capacity because all remaining instances are protected ' +
            'from scale-in.',
          StatusCode: 'Cancelled',
          Progress: 100,
          Details: '{}',
        },
      ]);
      await protect(await ids(), false);
      await world.advance('10s');
      expect(await lifecycleOf(world)).to.deep.equal({});
    });

    it('does not keep an instance from its user', async () => {
      const [first = ''] = await ids();
      await protect([first], true);
      await terminate(first, true);
      await world.advance('10s');
      expect(await ids())
        .to.have.length(1)
        .and.not.include(first);
    });

    it('refuses instances that are not of the group', async () => {
      expect(await refusalOf(protect(['i-00000000000000000'], true))).to.deep.equal({
        code: 'ValidationError',
        message: 'The instance i-00000000000000000 is not part of Auto Scaling group web.',
      });
    });
  });

  describe('suspended processes', () => {
    it('are shown with the time at which they were suspended first', async () => {
      await suspend('Launch');
      await world.advance('1m');
      await suspend('Launch', 'Terminate');
      expect((await groupOf(world))?.SuspendedProcesses).to.deep.equal([
        { ProcessName: 'Launch', SuspensionReason: 'User suspended at 2026-03-10T12:00:10Z' },
        { ProcessName: 'Terminate', SuspensionReason: 'User suspended at 2026-03-10T12:01:10Z' },
      ]);
    });

    it('are all of them where none is named', async () => {
      await suspend();
      expect((await groupOf(world))?.SuspendedProcesses).to.have.length(9);
      await resume();
      expect((await groupOf(world))?.SuspendedProcesses).to.deep.equal([]);
    });

    it('hold launches back until they are resumed', async () => {
      await suspend('Launch');
      await setCapacity(4);
      await world.advance('5m');
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
      await resume('Launch');
      await world.advance('10s');
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 4 });
    });

    it('hold terminations back until they are resumed', async () => {
      await suspend('Terminate');
      await setCapacity(0);
      await world.advance('5m');
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
      await resume('Terminate');
      await world.advance('10s');
      expect(await lifecycleOf(world)).to.deep.equal({});
    });

    it('are known by their names', async () => {
      expect((await refusalOf(suspend('Breathing'))).code).to.equal('ValidationError');
    });
  });

  describe('DescribeAutoScalingInstances', () => {
    it('shows instances with their group and their health in capitals', async () => {
      const [InstanceId = ''] = await ids();
      const { AutoScalingInstances } = await world.autoScaling.send(
        new DescribeAutoScalingInstancesCommand({ InstanceIds: [InstanceId, 'i-none'] }),
      );
      expect(AutoScalingInstances).to.deep.equal([
        {
          InstanceId,
          InstanceType: 't3.micro',
          AutoScalingGroupName: 'web',
          AvailabilityZone: 'us-east-1a',
          AvailabilityZoneId: 'use1-az1',
          LifecycleState: 'InService',
          HealthStatus: 'HEALTHY',
          LaunchConfigurationName: 'lc',
          ProtectedFromScaleIn: false,
        },
      ]);
    });

    it('goes through pages without losing one', async () => {
      await setCapacity(5);
      await world.advance('10s');
      const found: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await world.autoScaling.send(
          new DescribeAutoScalingInstancesCommand({ MaxRecords: 2, NextToken }),
        );
        found.push(...(page.AutoScalingInstances ?? []).map(({ InstanceId }) => InstanceId));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      expect(found)
        .to.have.members(await ids())
        .and.have.length(5);
    });
  });
});
