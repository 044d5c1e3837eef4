import type { MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import type { Group } from '../../src/autoscaling/group-document.js';
import { chooseTermination } from '../../src/autoscaling/termination-policy.js';
import {
  groupDocument,
  type InstanceGiven,
  instanceOf,
  noon,
  secondsAfter,
} from '../support/group-documents.js';
import { mixed as mixedOf } from '../support/groups.js';

const now = secondsAfter(noon, 4 * 3600);

/** Launched so many minutes after noon. */
function after(minutes: number): InstanceGiven {
  return { launchedAt: secondsAfter(noon, minutes * 60) };
}

function inZone(letter: string): InstanceGiven {
  return { shown: { AvailabilityZone: `us-east-1${letter}` } };
}

function launchedBy(minutes: number): InstanceGiven {
  return { launchSourceCreatedAt: secondsAfter(noon, minutes * 60) };
}

function templated(Version: string, LaunchTemplateId = 'lt-1'): InstanceGiven {
  const LaunchTemplate = { LaunchTemplateId, Version };
  return { shown: { LaunchConfigurationName: undefined, LaunchTemplate } };
}

const template: Partial<Group> = {
  LaunchConfigurationName: undefined,
  LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '$Latest' },
};

/** Of one type, whose override may have a template of its own. */
function mixed(common: string, own: string): Partial<Group> {
  const LaunchTemplateSpecification = { LaunchTemplateId: own, Version: '1' };
  return {
    LaunchConfigurationName: undefined,
    TerminationPolicies: ['OldestLaunchTemplate'],
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: common, Version: '1' },
        Overrides: [{ InstanceType: 'm5.large', LaunchTemplateSpecification }],
      },
    },
  };
}

function allocated(InstancesDistribution: Distribution): Partial<Group> {
  const types = { 'm5.large': undefined, 'c5.large': undefined };
  const MixedInstancesPolicy = mixedOf(types, InstancesDistribution);
  const TerminationPolicies = ['AllocationStrategy'];
  return { LaunchConfigurationName: undefined, TerminationPolicies, MixedInstancesPolicy };
}

type Distribution = MixedInstancesPolicy['InstancesDistribution'];
const allSpot: Distribution = { OnDemandPercentageAboveBaseCapacity: 0 };

function ofType(InstanceType: string): InstanceGiven {
  return { market: 'on-demand', shown: { InstanceType } };
}

function spot(InstanceType: string): InstanceGiven {
  return { ...ofType(InstanceType), market: 'spot' };
}

const protectedFrom: InstanceGiven = { shown: { ProtectedFromScaleIn: true } };
const pending: InstanceGiven = { shown: { LifecycleState: 'Pending' } };

interface Case {
  readonly name: string;
  readonly group?: Partial<Group>;
  /** In the order of their ids, from `i-1` on. */
  readonly instances: readonly InstanceGiven[];
  readonly chosen: string | undefined;
}

describe('chooseTermination', () => {
  const cases: readonly Case[] = [
    {
      name: 'takes from the zone that has the most',
      instances: [inZone('a'), inZone('b'), inZone('b')],
      chosen: 'i-2',
    },
    {
      name: 'takes from a zone that the group has no more',
      group: { AvailabilityZones: ['us-east-1a'] },
      instances: [inZone('a'), inZone('a'), inZone('c')],
      chosen: 'i-3',
    },
    {
      name: 'takes from the next zone where all of the fullest are protected',
      instances: [
        { shown: { AvailabilityZone: 'us-east-1a', ProtectedFromScaleIn: true } },
        { shown: { AvailabilityZone: 'us-east-1a', ProtectedFromScaleIn: true } },
        inZone('b'),
      ],
      chosen: 'i-3',
    },
    { name: 'takes none that is protected', instances: [protectedFrom], chosen: undefined },
    {
      name: 'takes a pending one last',
      instances: [pending, after(0), pending],
      chosen: 'i-2',
    },
    {
      name: 'takes a pending one where the others are protected',
      instances: [protectedFrom, pending],
      chosen: 'i-2',
    },
    {
      name: 'takes no other than the lowest id of equals',
      instances: [after(0), after(0)],
      chosen: 'i-1',
    },
    {
      name: 'follows OldestInstance',
      group: { TerminationPolicies: ['OldestInstance'] },
      instances: [after(5), after(1), after(9)],
      chosen: 'i-2',
    },
    {
      name: 'follows NewestInstance',
      group: { TerminationPolicies: ['NewestInstance'] },
      instances: [after(5), after(1), after(9)],
      chosen: 'i-3',
    },
    {
      name: 'follows ClosestToNextInstanceHour',
      group: { TerminationPolicies: ['ClosestToNextInstanceHour'] },
      instances: [after(0), after(1), after(59)],
      chosen: 'i-2',
    },
    {
      name: 'follows OldestLaunchConfiguration',
      group: { TerminationPolicies: ['OldestLaunchConfiguration'] },
      instances: [launchedBy(5), launchedBy(1), launchedBy(9)],
      chosen: 'i-2',
    },
    {
      name: 'follows OldestLaunchConfiguration past what a template has launched',
      group: { ...template, TerminationPolicies: ['OldestLaunchConfiguration'] },
      instances: [templated('3'), launchedBy(5), launchedBy(1), templated('2')],
      chosen: 'i-3',
    },
    {
      name: 'follows OldestLaunchConfiguration where templates have launched all',
      group: { ...template, TerminationPolicies: ['OldestLaunchConfiguration', 'OldestInstance'] },
      instances: [
        { ...templated('7'), ...after(5) },
        { ...templated('7'), ...after(2) },
      ],
      chosen: 'i-2',
    },
    {
      name: 'follows OldestLaunchTemplate to the oldest version',
      group: { ...template, TerminationPolicies: ['OldestLaunchTemplate'] },
      instances: [templated('10'), templated('9'), templated('11')],
      chosen: 'i-2',
    },
    {
      name: 'follows OldestLaunchTemplate to another template first',
      group: { ...template, TerminationPolicies: ['OldestLaunchTemplate'] },
      instances: [templated('1'), templated('7', 'lt-2')],
      chosen: 'i-2',
    },
    {
      name: 'takes those of templates that a mixed group has no more',
      group: mixed('lt-1', 'lt-2'),
      instances: [templated('7', 'lt-2'), templated('9', 'lt-3'), templated('1')],
      chosen: 'i-2',
    },
    {
      name: 'takes the oldest version of the templates of a mixed group',
      group: mixed('lt-1', 'lt-2'),
      instances: [templated('7', 'lt-2'), templated('9')],
      chosen: 'i-1',
    },
    {
      name: 'follows OldestLaunchTemplate to a launch configuration before all',
      group: { ...template, TerminationPolicies: ['OldestLaunchTemplate'] },
      instances: [templated('7', 'lt-2'), launchedBy(0)],
      chosen: 'i-2',
    },
    {
      name: 'lets a second policy decide between those that the first leaves',
      group: { TerminationPolicies: ['OldestLaunchConfiguration', 'NewestInstance'] },
      instances: [
        { ...launchedBy(1), ...after(5) },
        { ...launchedBy(1), ...after(7) },
        { ...launchedBy(2), ...after(9) },
      ],
      chosen: 'i-2',
    },
    {
      name: 'follows Default to the oldest configuration, then to the next hour',
      instances: [
        { ...launchedBy(1), ...after(0) },
        { ...launchedBy(1), ...after(2) },
        { ...launchedBy(2), ...after(3) },
      ],
      chosen: 'i-2',
    },
    {
      name: 'follows AllocationStrategy to the last type of an order',
      group: allocated({}),
      instances: [ofType('c5.large'), ofType('m5.large'), ofType('m5.large'), ofType('c5.large')],
      chosen: 'i-1',
    },
    {
      name: 'follows AllocationStrategy to a type that is not listed any more',
      group: allocated({}),
      instances: [ofType('c5.large'), ofType('t3.large'), ofType('m5.large')],
      chosen: 'i-2',
    },
    {
      name: 'follows AllocationStrategy to the spot type that there is most of',
      group: allocated({ ...allSpot, SpotAllocationStrategy: 'capacity-optimized' }),
      instances: [spot('m5.large'), spot('c5.large'), spot('c5.large')],
      chosen: 'i-2',
    },
    {
      name: 'follows AllocationStrategy to a spot type beyond the pools',
      group: allocated({ ...allSpot, SpotInstancePools: 1 }),
      instances: [spot('m5.large'), spot('m5.large'), spot('c5.large')],
      chosen: 'i-3',
    },
    {
      name: 'follows AllocationStrategy to the last spot type of an order',
      group: allocated({ ...allSpot, SpotAllocationStrategy: 'capacity-optimized-prioritized' }),
      instances: [spot('m5.large'), spot('m5.large'), spot('c5.large')],
      chosen: 'i-3',
    },
    {
      name: 'makes no difference by AllocationStrategy in a group of one type',
      group: { TerminationPolicies: ['AllocationStrategy', 'NewestInstance'] },
      instances: [after(5), after(1), after(9)],
      chosen: 'i-3',
    },
    {
      name: 'takes none that does not count yet, since the group would have no less',
      instances: [
        { shown: { ProtectedFromScaleIn: true } },
        { launchedFor: 'early-replacement' },
        { launchedFor: 'balance' },
      ],
      chosen: undefined,
    },
  ];
  for (const { name, group, instances, chosen } of cases) {
    it(name, () => {
      const members = instances.map((given, index) => instanceOf(index + 1, given));
      const found = chooseTermination(groupDocument(group, members), now);
      expect(found?.instance.InstanceId).to.equal(chosen);
    });
  }
});
