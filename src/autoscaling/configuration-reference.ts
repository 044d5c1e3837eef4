import type { Context } from '../service.js';
import { validationError } from './errors.js';
import { launchConfigurationKey } from './keys.js';
import type { LaunchConfigurationDocument } from './launch-configuration.js';

/**
 * A launch configuration stays while a group launches with it; but group and configuration are two
 * documents, and no write holds both. So whoever makes a group launch with a configuration notes
 * that in the configuration first, and strikes it off when the group is written. Whoever deletes a
 * configuration looks for such notes, then for groups, and deletes it only if nothing was noted in
 * between.
 */
export interface ConfigurationReferences {
  /** How many notes there ever were. */
  readonly count: number;
  /** Of groups that are being written. */
  readonly open: readonly OpenReference[];
}

interface OpenReference {
  readonly id: string;
  readonly AutoScalingGroupName: string;
  readonly since: Date;
}

interface ReferringGroup {
  readonly AutoScalingGroupName: string;
  readonly LaunchConfigurationName?: string | undefined;
}

/** Writes a group, which launches with the configuration from then on if it names one. */
export async function writeReferring(
  { AutoScalingGroupName, LaunchConfigurationName }: ReferringGroup,
  { store, account, region, requestId: id, now }: Context,
  write: () => Promise<unknown>,
): Promise<void> {
  if (LaunchConfigurationName === undefined) {
    await write();
    return;
  }
  const key = launchConfigurationKey({ account, region }, LaunchConfigurationName);
  await store.update(key, (current) => {
    if (current === undefined) throw validationError('Launch configuration name not found - null');
    const { count, open } = referencesOf(current);
    const others = open.filter((each) => !isLapsed(each, now));
    const references = {
      count: count + 1,
      open: [...others, { id, AutoScalingGroupName, since: now }],
    };
    return { ...current, references };
  });
  try {
    await write();
  } finally {
    await store.update(key, (current) => {
      if (current === undefined) return undefined;
      const { count, open } = referencesOf(current);
      return { ...current, references: { count, open: open.filter((each) => each.id !== id) } };
    });
  }
}

export function referencesOf({
  references = { count: 0, open: [] },
}: LaunchConfigurationDocument): ConfigurationReferences {
  return references;
}

/** A group that is being made to launch with the configuration at this moment. */
export function openReference(
  document: LaunchConfigurationDocument,
  now: Date,
): string | undefined {
  const open = referencesOf(document).open.find((each) => !isLapsed(each, now));
  return open?.AutoScalingGroupName;
}

/** Its server broke off: no call takes as long. */
function isLapsed({ since }: OpenReference, now: Date): boolean {
  return now.getTime() - since.getTime() >= lapseMilliseconds;
}

const lapseMilliseconds = 60_000;
