import {
  CreateLaunchConfiguration$,
  type CreateLaunchConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { configurationExists } from '../errors.js';
import { launchConfigurationKey, launchConfigurationPrefix } from '../keys.js';
import { createLaunchConfiguration } from '../launch-configuration.js';
import { readSourceInstance } from '../source-instance.js';
import { assertRoom, limits } from '../limits.js';

export default operation<CreateLaunchConfigurationType>(
  CreateLaunchConfiguration$,
  async (input, context) => {
    const { account, region, now, store } = context;
    const scope = { account, region };
    const { LaunchConfigurationName: name } = input;
    const { InstanceId } = input;
    const copied = InstanceId === undefined ? {} : await readSourceInstance(InstanceId, context);
    const created = createLaunchConfiguration(input, copied, {
      ...{ scope, now, uuid: context.newId() },
    });
    await assertRoom(store, launchConfigurationPrefix(scope), {
      quota: limits.launchConfigurations,
      message: 'You have already reached the limit of launch configurations for your account.',
    });
    await store.update(launchConfigurationKey(scope, name), (current) => {
      if (current === undefined) return created;
      throw configurationExists(name);
    });
    return {};
  },
);
