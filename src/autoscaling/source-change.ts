import { ResourceContentionFault$ } from '@aws-sdk/client-auto-scaling';
import type { Context } from '../service.js';
import { ServiceError } from '../wire/errors.js';
import type { Group, GroupDocument, LaunchSource } from './group-document.js';
import { changeGroup } from './group-lookup.js';
import type { LaunchSourceInput } from './group-request.js';
import { groupKey } from './keys.js';
import { readLaunchSource } from './launch-source.js';

/**
 * What a group launches with is asked of EC2 before the group is written, and holds only for the
 * sources that the group had then: of another's template it would know nothing. So where another
 * call has changed them in between, it is asked anew.
 */
export interface SourcedChange {
  /** Without a group, the change finds out that there is none. */
  readonly sourceOf: (group: Group | undefined) => LaunchSourceInput;
  readonly change: (document: GroupDocument, launchSource: LaunchSource) => GroupDocument;
}

const attemptsMax = 5;

export async function changeSourcedGroup(
  AutoScalingGroupName: string,
  { sourceOf, change }: SourcedChange,
  context: Context,
): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const known = (await context.store.get(groupKey(context, AutoScalingGroupName)))?.group;
    const launchSource = await readLaunchSource(sourceOf(known), known, context);
    const outcome = { isOvertaken: false };
    const written = (document: GroupDocument): GroupDocument => {
      outcome.isOvertaken = !hasSourcesOf(document.group, known);
      return outcome.isOvertaken ? document : change(document, launchSource);
    };
    await changeGroup(AutoScalingGroupName, written, context);
    if (!outcome.isOvertaken) return;
  }
  // No recording shows AWS's words.
  throw new ServiceError(
    ResourceContentionFault$,
    `AutoScalingGroup ${AutoScalingGroupName} is being updated by other requests.`,
  );
}

function hasSourcesOf(group: Group, known: Group | undefined): boolean {
  return JSON.stringify(sourcesOf(group)) === JSON.stringify(known && sourcesOf(known));
}

function sourcesOf(group: Group): readonly unknown[] {
  return [group.LaunchConfigurationName, group.LaunchTemplate, group.MixedInstancesPolicy];
}
