import { LimitExceededFault$, type Tag, type TagDescription } from '@aws-sdk/client-auto-scaling';
import type { Validated } from '../service.js';
import { compareTexts } from '../store/keys.js';
import { ServiceError } from '../wire/errors.js';
import { validationError } from './errors.js';
import type { Group } from './group-document.js';

/**
 * The tags of a group. A tag belongs to the group, and new instances carry it too where it is to be
 * propagated; instances that are there already keep what they have.
 */
export function readTags(
  tags: readonly Validated<Tag>[] = [],
  AutoScalingGroupName: string,
): TagDescription[] {
  const named = new Map<string, TagDescription>();
  for (const { Key, Value = '', PropagateAtLaunch = false, ResourceType } of tags) {
    if (Key.toLowerCase().startsWith('aws:')) {
      throw validationError(`Your account is not allowed to create tag ${Key}`);
    }
    if (ResourceType !== undefined && ResourceType !== resourceType) {
      throw validationError(`Resource type ${ResourceType} is not supported`);
    }
    named.set(Key, {
      ResourceId: AutoScalingGroupName,
      ResourceType: resourceType,
      Key,
      Value,
      PropagateAtLaunch,
    });
  }
  return sorted([...named.values()]);
}

const resourceType = 'auto-scaling-group';
const tagsMax = 50;
const tagsPerCallMax = 25;

/** The limit of CreateOrUpdateTags; a group may be created with all of its tags at once. */
export function assertTaggable(tags: readonly Validated<Tag>[]): void {
  if (tags.length > tagsPerCallMax) throw tooManyTags();
}

function tooManyTags(): ServiceError {
  return new ServiceError(LimitExceededFault$, 'You tried to create more tags than allowed');
}

export function withTags(group: Group, tags: readonly TagDescription[]): Group {
  const merged = new Map([...group.Tags, ...tags].map((tag) => [tag.Key, tag]));
  if (merged.size > tagsMax) throw tooManyTags();
  return { ...group, Tags: sorted([...merged.values()]) };
}

/** A tag given with a value goes only if that is its value. */
export function withoutTags(group: Group, tags: readonly Validated<Tag>[]): Group {
  const isRemoved = ({ Key, Value }: TagDescription): boolean =>
    tags.some((tag) => tag.Key === Key && (tag.Value === undefined || tag.Value === Value));
  return { ...group, Tags: group.Tags.filter((tag) => !isRemoved(tag)) };
}

/** What an instance that is launched now carries. */
export function launchTags({
  Tags,
  AutoScalingGroupName,
}: Group): readonly { readonly Key: string; readonly Value: string }[] {
  const propagated = Tags.filter(({ PropagateAtLaunch }) => PropagateAtLaunch === true);
  return [
    { Key: 'aws:autoscaling:groupName', Value: AutoScalingGroupName },
    ...propagated.map(({ Key = '', Value = '' }) => ({ Key, Value })),
  ];
}

function sorted(tags: TagDescription[]): TagDescription[] {
  return tags.sort(({ Key: a = '' }, { Key: b = '' }) => compareTexts(a, b));
}

/** A call may name several groups; a tag without a group's name is refused as that of no group. */
export function byGroup(
  tags: readonly Validated<Tag>[],
): ReadonlyMap<string, readonly Validated<Tag>[]> {
  const groups = new Map<string, Validated<Tag>[]>();
  for (const tag of tags) {
    const { ResourceId = '' } = tag;
    groups.set(ResourceId, [...(groups.get(ResourceId) ?? []), tag]);
  }
  return groups;
}
