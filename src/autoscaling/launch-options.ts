import type { InstanceRequirements, LaunchTemplateOverrides } from '@aws-sdk/client-auto-scaling';
import type { InstanceTypeSize } from '../ec2/ec2.js';
import { bySize } from '../ec2/instance-types.js';
import type { Group, GroupDocument } from './group-document.js';
import { findTemplate } from './launch-template.js';

/**
 * The ways in which a group may launch, in the order in which it would take them: its overrides,
 * and in place of those that ask for types by what they have, each type that meets that, the
 * smallest first. None of a group whose template names the type.
 */
export function launchOptions(document: Launchable): readonly LaunchTemplateOverrides[] {
  const { Overrides = [] } = document.group.MixedInstancesPolicy?.LaunchTemplate ?? {};
  const asked = Overrides.length === 0 ? [{}] : Overrides;
  const named: LaunchTemplateOverrides[] = [];
  const required: RequiredOption[] = [];
  for (const override of asked) {
    const types = requiredTypes(document, override);
    if (types !== undefined) required.push(...types.map((type) => ({ type, override })));
    else if (Overrides.length > 0) named.push(override);
  }
  const found = new Map<string, LaunchTemplateOverrides>();
  for (const { type, override } of required.sort((a, b) => bySize(a.type, b.type))) {
    const { InstanceType } = type;
    if (found.has(InstanceType)) continue;
    found.set(InstanceType, { ...override, ...unitsOf(type, document.group), InstanceType });
  }
  return [...named, ...found.values()];
}

type Launchable = Pick<GroupDocument, 'group' | 'launchSource'>;

interface RequiredOption {
  readonly type: InstanceTypeSize;
  readonly override: LaunchTemplateOverrides;
}

/** Undefined of an override that asks for no types, and whose template does not either. */
function requiredTypes(
  { group, launchSource }: Launchable,
  override: LaunchTemplateOverrides,
): readonly InstanceTypeSize[] | undefined {
  const { InstanceType, InstanceRequirements, LaunchTemplateSpecification: own } = override;
  if (InstanceType !== undefined) return undefined;
  if (InstanceRequirements !== undefined) {
    return launchSource.requiredTypes?.[requirementsKey(InstanceRequirements)];
  }
  const common = group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  const specification = own ?? common ?? group.LaunchTemplate;
  return specification && findTemplate(launchSource.templates, specification)?.types;
}

export function requirementsKey(requirements: Partial<InstanceRequirements>): string {
  return JSON.stringify(requirements);
}

/** A group may count its capacity in what its types have instead of in instances. */
function unitsOf(
  { vCpus, memoryMiB }: InstanceTypeSize,
  { DesiredCapacityType }: Group,
): Pick<LaunchTemplateOverrides, 'WeightedCapacity'> {
  if (DesiredCapacityType === 'vcpu') return { WeightedCapacity: String(vCpus) };
  return DesiredCapacityType === 'memory-mib' ? { WeightedCapacity: String(memoryMiB) } : {};
}
