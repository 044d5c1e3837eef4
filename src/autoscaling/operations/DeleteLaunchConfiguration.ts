import {
  DeleteLaunchConfiguration$,
  type LaunchConfigurationNameType,
  ResourceInUseFault$,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { validationError } from '../errors.js';
import { listGroups } from '../group-lookup.js';
import { launchConfigurationKey } from '../keys.js';

export default operation<LaunchConfigurationNameType>(
  DeleteLaunchConfiguration$,
  async ({ LaunchConfigurationName: name }, { account, region, store }) => {
    const scope = { account, region };
    for await (const { group } of listGroups(store, scope)) {
      if (group.LaunchConfigurationName !== name) continue;
      throw new ServiceError(
        ResourceInUseFault$,
        `Cannot delete launch configuration ${name} because it is attached to ` +
          `AutoScalingGroup ${group.AutoScalingGroupName}`,
      );
    }
    await store.update(launchConfigurationKey(scope, name), (current) => {
      if (current !== undefined) return undefined;
      throw validationError(
        `Launch configuration name not found - Launch configuration ${name} not found`,
      );
    });
    return {};
  },
);
