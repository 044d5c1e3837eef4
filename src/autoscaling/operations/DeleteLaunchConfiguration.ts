import {
  DeleteLaunchConfiguration$,
  type LaunchConfigurationNameType,
  ResourceContentionFault$,
  ResourceInUseFault$,
} from '@aws-sdk/client-auto-scaling';
import { type Context, operation } from '../../service.js';
import { freePlace } from '../../store/roster.js';
import { ServiceError } from '../../wire/errors.js';
import { openReference, referencesOf } from '../configuration-reference.js';
import { validationError } from '../errors.js';
import { listGroups } from '../group-lookup.js';
import { launchConfigurationKey } from '../keys.js';
import { launchConfigurationQuota } from '../limits.js';

export default operation<LaunchConfigurationNameType>(
  DeleteLaunchConfiguration$,
  async ({ LaunchConfigurationName: name }, context) => {
    const { store } = context;
    const key = launchConfigurationKey(context, name);
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const seen = await store.get(key);
      if (seen === undefined) throw notFound(name);
      const user = openReference(seen, context.now) ?? (await findUser(name, context));
      if (user !== undefined) throw inUse(name, user);
      const { count } = referencesOf(seen);
      const left = await store.update(key, (current) => {
        if (current === undefined) throw notFound(name);
        return referencesOf(current).count === count ? undefined : current;
      });
      if (left !== undefined) continue;
      await freePlace(key, launchConfigurationQuota(context), store);
      return {};
    }
    throw new ServiceError(
      ResourceContentionFault$,
      'You already have a pending update to an Auto Scaling resource (for example, a group, ' +
        'instance, or load balancer).',
    );
  },
);

/** Each further attempt means that a group was made to launch with it in between. */
const attemptsMax = 5;

async function findUser(name: string, context: Context): Promise<string | undefined> {
  for await (const { group } of listGroups(context.store, context)) {
    if (group.LaunchConfigurationName === name) return group.AutoScalingGroupName;
  }
  return undefined;
}

function notFound(name: string): ServiceError {
  return validationError(
    `Launch configuration name not found - Launch configuration ${name} not found`,
  );
}

function inUse(name: string, AutoScalingGroupName: string): ServiceError {
  return new ServiceError(
    ResourceInUseFault$,
    `Cannot delete launch configuration ${name} because it is attached to ` +
      `AutoScalingGroup ${AutoScalingGroupName}`,
  );
}
