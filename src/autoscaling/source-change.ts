import { ResourceContentionFault$ } from '@aws-sdk/client-auto-scaling';
import type { Context } from '../service.js';
import { ServiceError } from '../wire/errors.js';
import type { Group, GroupDocument } from './group-document.js';
import { changeGroup } from './group-lookup.js';
import { groupKey } from './keys.js';

/**
 * What a group launches with is asked of EC2 before the group is written, and holds only for the
 * sources and the subnets that the group had then: of another's template it would know nothing. So
 * where another call has changed them in between, it is asked anew.
 */
export interface SourcedChange<T> {
  /** Without a group, the change finds out that there is none. */
  readonly ask: (known: GroupDocument | undefined) => Promise<T>;
  readonly change: (document: GroupDocument, asked: T) => GroupDocument;
}

const attemptsMax = 5;

export async function changeSourcedGroup<T>(
  AutoScalingGroupName: string,
  { ask, change }: SourcedChange<T>,
  context: Context,
): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const known = await context.store.get(groupKey(context, AutoScalingGroupName));
    const asked = await ask(known);
    const outcome = { isOvertaken: false };
    const written = (document: GroupDocument): GroupDocument => {
      outcome.isOvertaken = !hasSourcesOf(document.group, known?.group);
      return outcome.isOvertaken ? document : change(document, asked);
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
  const { LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy } = group;
  return [LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy, group.VPCZoneIdentifier];
}
