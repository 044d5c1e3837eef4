import type { LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import type { Ec2, Ec2Answer, InstanceTypeSize, TemplateVersion } from '../ec2/ec2.js';
import type { Group, GroupDocument } from './group-document.js';
import type { Step } from './turn.js';

/**
 * A group names launch templates by id or name, and by a version or an alias of one. Where an EC2
 * is configured, it is asked for their content: when the group is created or updated, and for an
 * alias again before each launch. Without one a template is taken as given, and an alias stands for
 * its first version.
 */
export interface ResolvedTemplate {
  readonly LaunchTemplateId: string;
  readonly LaunchTemplateName: string;
  /** As the group asks for it. */
  readonly Version: string;
  readonly VersionNumber: string;
  readonly ImageId?: string | undefined;
  readonly InstanceType?: string | undefined;
  readonly KeyName?: string | undefined;
  readonly SecurityGroups?: readonly string[] | undefined;
  readonly hasStrayGroups?: boolean | undefined;
  readonly isSpot: boolean;
  /** Those that meet its requirements, where it names no type. */
  readonly types?: readonly InstanceTypeSize[] | undefined;
}

export type Specification = LaunchTemplateSpecification;

export const defaultVersion = '$Default';

/** What a template is now, with the types that meet its requirements if it has any. */
export async function resolveTemplate(
  specification: Specification,
  ec2: Ec2,
  region: string,
): Promise<Ec2Answer<ResolvedTemplate>> {
  const answer = await ec2.launchTemplate(specification, region);
  if (answer.kind !== 'found') return answer;
  const { requirements, ImageId } = answer.value;
  if (requirements === undefined) {
    return { kind: 'found', value: resolvedTemplate(specification, answer.value) };
  }
  const types = await ec2.instanceTypes({ requirements, ImageId }, region);
  if (types.kind !== 'found') return types;
  const value = { ...resolvedTemplate(specification, answer.value), types: types.value };
  return { kind: 'found', value };
}

function resolvedTemplate(
  { Version = defaultVersion }: Specification,
  found: TemplateVersion,
): ResolvedTemplate {
  const { LaunchTemplateId, LaunchTemplateName, VersionNumber } = found;
  const { ImageId, InstanceType, KeyName, SecurityGroups, hasStrayGroups, isSpot } = found;
  const named = { LaunchTemplateId, LaunchTemplateName, Version, VersionNumber };
  return { ...named, ImageId, InstanceType, KeyName, SecurityGroups, hasStrayGroups, isSpot };
}

/** What a group's templates are known to be; undefined without an EC2 that was asked. */
export function findTemplate(
  templates: readonly ResolvedTemplate[] | undefined,
  { LaunchTemplateId: id, LaunchTemplateName: name, Version = defaultVersion }: Specification,
): ResolvedTemplate | undefined {
  return templates?.find(
    (each) =>
      each.Version === Version &&
      (id === undefined ? each.LaunchTemplateName === name : each.LaunchTemplateId === id),
  );
}

/** A specification as Describe calls show it: by id and name, and with its version or alias. */
export function shownSpecification(
  given: Specification,
  templates: readonly ResolvedTemplate[] | undefined,
): Specification {
  const Version = given.Version ?? defaultVersion;
  const found = findTemplate(templates, given);
  if (found === undefined) return { ...given, Version };
  const { LaunchTemplateId, LaunchTemplateName } = found;
  return { LaunchTemplateId, LaunchTemplateName, Version };
}

type Sources = Pick<Group, 'LaunchTemplate' | 'MixedInstancesPolicy'>;

/** All templates that a group may launch from, each once. */
export function specificationsOf({
  LaunchTemplate,
  MixedInstancesPolicy,
}: Sources): readonly Specification[] {
  const { LaunchTemplateSpecification, Overrides = [] } =
    MixedInstancesPolicy?.LaunchTemplate ?? {};
  const ofOverrides = Overrides.map((override) => override.LaunchTemplateSpecification);
  const all = [LaunchTemplate, LaunchTemplateSpecification, ...ofOverrides];
  const named = all.filter((each) => each !== undefined);
  return [...new Map(named.map((each) => [JSON.stringify(each), each])).values()];
}

/** The same sources, with their templates as Describe calls show them. */
export function shownSources(
  { LaunchTemplate, MixedInstancesPolicy }: Sources,
  templates: readonly ResolvedTemplate[] | undefined,
): Sources {
  const shown = <T extends Specification | undefined>(given: T): T | Specification =>
    given === undefined ? given : shownSpecification(given, templates);
  if (MixedInstancesPolicy?.LaunchTemplate === undefined) {
    return { LaunchTemplate: shown(LaunchTemplate), MixedInstancesPolicy };
  }
  const { LaunchTemplateSpecification, Overrides } = MixedInstancesPolicy.LaunchTemplate;
  return {
    LaunchTemplate: shown(LaunchTemplate),
    MixedInstancesPolicy: {
      ...MixedInstancesPolicy,
      LaunchTemplate: {
        LaunchTemplateSpecification: shown(LaunchTemplateSpecification),
        Overrides: Overrides?.map((override) => {
          const own = override.LaunchTemplateSpecification;
          return own === undefined
            ? override
            : { ...override, LaunchTemplateSpecification: shown(own) };
        }),
      },
    },
  };
}

/** What an alias stands for may have changed since the group was written. */
export function aliasesOf({ group, launchSource }: GroupDocument): readonly Specification[] {
  if (launchSource.templates === undefined) return [];
  return specificationsOf(group).filter(({ Version = defaultVersion }) => Version.startsWith('$'));
}

/** What the aliases were found to stand for is written down before anything is launched. */
export const noteTemplates: Step = (document, { templates = [] }) => {
  const known = document.launchSource.templates ?? [];
  const isChanged = templates.some((each) => {
    const current = findTemplate(known, each);
    return current !== undefined && JSON.stringify(current) !== JSON.stringify(each);
  });
  if (!isChanged) return document;
  const next = known.map((each) => findTemplate(templates, each) ?? each);
  return { ...document, launchSource: { ...document.launchSource, templates: next } };
};
