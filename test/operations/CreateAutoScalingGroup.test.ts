import {
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupType,
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
import { createWorld, type World, worldStart } from '../support/world.js';

describe('CreateAutoScalingGroup', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
  });

  afterEach(() => world.close());

  describe('serialisation', () => {
    it('shows a group with all the members that AWS always shows', async () => {
      await createGroup(world, { MinSize: 0, MaxSize: 3 });
      const shown = await groupOf(world);
      const AutoScalingGroupARN = shown?.AutoScalingGroupARN ?? '';
      const [account = '', kind, uuid = '', name] = AutoScalingGroupARN.split(':').slice(4);
      expect([kind, name]).to.deep.equal(['autoScalingGroup', 'autoScalingGroupName/web']);
      expect(uuid).to.match(/^[0-9a-f-]{36}$/);
      const role = 'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling';
      expect(shown).to.deep.equal({
        AutoScalingGroupARN,
        AutoScalingGroupName: 'web',
        LaunchConfigurationName: 'lc',
        MinSize: 0,
        MaxSize: 3,
        DesiredCapacity: 0,
        DefaultCooldown: 300,
        AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
        AvailabilityZoneIds: ['use1-az1', 'use1-az2', 'use1-az3'],
        VPCZoneIdentifier: '',
        LoadBalancerNames: [],
        TargetGroupARNs: [],
        TrafficSources: [],
        HealthCheckType: 'EC2',
        HealthCheckGracePeriod: 0,
        Instances: [],
        CreatedTime: worldStart,
        SuspendedProcesses: [],
        EnabledMetrics: [],
        Tags: [],
        TerminationPolicies: ['Default'],
        NewInstancesProtectedFromScaleIn: false,
        ServiceLinkedRoleARN: `arn:aws:iam::${account}:role/${role}`,
        AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-best-effort' },
        CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
        InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'terminate' } },
      });
    });

    it('derives zones from subnets, and sorts both', async () => {
      const VPCZoneIdentifier = 'subnet-2b,subnet-1a';
      await createGroup(world, { AvailabilityZones: undefined, VPCZoneIdentifier });
      const group = await groupOf(world);
      expect(group?.VPCZoneIdentifier).to.equal('subnet-1a,subnet-2b');
      expect(group?.AvailabilityZones).to.deep.equal(['us-east-1a', 'us-east-1b']);
    });
  });

  describe('validation', () => {
    const base: CreateAutoScalingGroupType = {
      AutoScalingGroupName: 'other',
      LaunchConfigurationName: 'lc',
      MinSize: 1,
      MaxSize: 3,
      AvailabilityZones: ['us-east-1a'],
    };
    const template = { LaunchTemplateName: 'template' };
    const cases: readonly (readonly [string, Partial<CreateAutoScalingGroupType>, string])[] = [
      [
        'a maximum below the minimum',
        { MinSize: 3, MaxSize: 1 },
        'Max bound, 1, must be greater than or equal to min bound, 3',
      ],
      [
        'a desired capacity outside the bounds',
        { DesiredCapacity: 5 },
        'Desired capacity:5 must be between the specified min size:1 and max size:3',
      ],
      [
        'no launch source',
        { LaunchConfigurationName: undefined },
        'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId ' +
          'or MixedInstancesPolicy parameter.',
      ],
      [
        'two launch sources',
        { LaunchTemplate: template },
        'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId ' +
          'or MixedInstancesPolicy parameter.',
      ],
      [
        'an unknown launch configuration',
        { LaunchConfigurationName: 'none' },
        'Launch configuration name not found - null',
      ],
      [
        'no zone',
        { AvailabilityZones: undefined },
        'At least one Availability Zone or VPC Subnet is required.',
      ],
      [
        'an unknown zone',
        { AvailabilityZones: ['us-east-1f', 'us-east-1z'] },
        'Invalid availability zones: [us-east-1z]',
      ],
      [
        'zones that are not those of the subnets',
        { VPCZoneIdentifier: 'subnet-1b' },
        'The availability zones of the specified subnets and the Auto Scaling group do not match',
      ],
      ...['a:b', 'a b', 'grün'].map((AutoScalingGroupName): [string, object, string] => [
        `the name ${AutoScalingGroupName}`,
        { AutoScalingGroupName },
        'AutoScalingGroupName can contain ASCII characters 33 to 126 alone, and no colon',
      ]),
      [
        'an unknown termination policy',
        { TerminationPolicies: ['Whim'] },
        '[Whim] is not a valid termination policy',
      ],
      [
        'a default termination policy before another',
        { TerminationPolicies: ['Default', 'OldestInstance'] },
        'If Default termination policy is specified, it must be at the end of list of ' +
          'termination policies',
      ],
      [
        'a subnet that is none',
        { AvailabilityZones: undefined, VPCZoneIdentifier: 'foo' },
        "The subnet ID 'foo' does not exist",
      ],
      [
        'a version of a template that is none',
        { LaunchConfigurationName: undefined, LaunchTemplate: { ...template, Version: 'foo' } },
        "Invalid launch template version: either '$Default', '$Latest', or a numeric version are " +
          'allowed.',
      ],
      [
        'a negative cooldown',
        { DefaultCooldown: -1 },
        'Default cooldown must be a positive integer.',
      ],
      ...[-2, 3601].map((DefaultInstanceWarmup): [string, object, string] => [
        `a warm-up of ${DefaultInstanceWarmup} seconds`,
        { DefaultInstanceWarmup },
        'defaultInstanceWarmup must be between 0 and 3600 seconds (inclusive)',
      ]),
      [
        'a lifetime of an hour',
        { MaxInstanceLifetime: 3600 },
        'maxInstanceLifetime must be between 86400 and 31536000 seconds (inclusive)',
      ],
      [
        'EC2 among other health checks',
        { HealthCheckType: 'EC2,ELB' },
        'Specifying EC2 in addition to other health check types is not supported',
      ],
      [
        'a maintenance policy of too wide a range',
        { InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 191 } },
        'The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than ' +
          'or equal to 100',
      ],
      [
        'half a maintenance policy',
        { InstanceMaintenancePolicy: { MinHealthyPercentage: 90 } },
        'Both MinHealthyPercentage and MaxHealthyPercentage must be specified',
      ],
      [
        'a health check that there is not',
        { HealthCheckType: 'ELB,PING' },
        'Valid health check types are: [EC2, ELB, EBS, VPC_LATTICE].',
      ],
      [
        'a target of reservations that are not to be used',
        {
          CapacityReservationSpecification: {
            CapacityReservationPreference: 'none',
            CapacityReservationTarget: { CapacityReservationIds: ['cr-1'] },
          },
        },
        "You can't specify CapacityReservationPreference as default or none and provide a " +
          'CapacityReservationTarget in the same request',
      ],
      [
        'reservations',
        {
          CapacityReservationSpecification: {
            CapacityReservationTarget: { CapacityReservationIds: ['cr-1'] },
          },
        },
        'Updraft does not serve the parameter CapacityReservationSpecification yet.',
      ],
      ['what is for AWS alone', { Context: 'mine' }, 'Context is reserved for AWS services.'],
      [
        'a distribution of other models',
        {
          AvailabilityZoneDistribution: {
            CapacityDistributionStrategy: 'reservations-then-balanced' as 'balanced-only',
          },
        },
        "1 validation error detected: Value 'reservations-then-balanced' at " +
          "'availabilityZoneDistribution.capacityDistributionStrategy' failed to satisfy " +
          'constraint: Member must satisfy enum value set: [balanced-best-effort, balanced-only]',
      ],
      [
        'what is not served yet',
        { PlacementGroup: 'near' },
        'Updraft does not serve the parameter PlacementGroup yet.',
      ],
    ];
    it('refuses more than 50 tags', async () => {
      const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` }));
      const command = new CreateAutoScalingGroupCommand({ ...base, Tags });
      expect(await refusalOf(world.autoScaling.send(command))).to.deep.equal({
        code: 'LimitExceeded',
        message: 'You tried to create more tags than allowed',
      });
    });

    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        const command = new CreateAutoScalingGroupCommand({ ...base, ...given });
        expect(await refusalOf(world.autoScaling.send(command))).to.deep.equal({
          code: 'ValidationError',
          message,
        });
      });
    }

    it('refuses a name that is taken', async () => {
      await createGroup(world);
      expect(await refusalOf(createGroup(world))).to.deep.equal({
        code: 'AlreadyExists',
        message:
          'AutoScalingGroup by this name already exists - A group with the name web already exists',
      });
    });
  });

  describe('behaviour', () => {
    it('launches the desired capacity, spread over the zones', async () => {
      await createGroup(world, { MinSize: 2 });
      expect(await lifecycleOf(world)).to.deep.equal({ Pending: 2 });
      await world.advance('5s');
      const { Instances = [] } = (await groupOf(world)) ?? {};
      expect(Instances).to.deep.equal(
        ['a', 'b'].map((letter, index) => ({
          InstanceId: Instances[index]?.InstanceId,
          InstanceType: 't3.micro',
          AvailabilityZone: `us-east-1${letter}`,
          AvailabilityZoneId: `use1-az${index + 1}`,
          LifecycleState: 'InService',
          HealthStatus: 'Healthy',
          LaunchConfigurationName: 'lc',
          ProtectedFromScaleIn: false,
        })),
      );
    });

    it('tells each launch as an activity with its own step of the change', async () => {
      await createGroup(world, { MinSize: 2 });
      await world.advance('5s');
      const causes = (await activitiesOf(world)).map(({ Cause }) => Cause);
      const created =
        'At 2026-03-10T12:00:00Z a user request created an AutoScalingGroup changing the desired ' +
        'capacity from 0 to 2.';
      const started =
        'At 2026-03-10T12:00:00Z an instance was started in response to a difference between ' +
        'desired and actual capacity, increasing the capacity';
      expect(causes.sort()).to.deep.equal([
        `${created}  ${started} from 0 to 1.`,
        `${created}  ${started} from 1 to 2.`,
      ]);
    });
  });
});
