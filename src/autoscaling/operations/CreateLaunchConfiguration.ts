import {
  AlreadyExistsFault$,
  CreateLaunchConfiguration$,
  type CreateLaunchConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { launchConfigurationKey, launchConfigurationPrefix } from '../keys.js';
import { createLaunchConfiguration } from '../launch-configuration.js';
import { assertRoom, limits } from '../limits.js';

export default operation<CreateLaunchConfigurationType>(
  CreateLaunchConfiguration$,
  async (input, context) => {
    const { account, region, now, store } = context;
    const scope = { account, region };
    const { LaunchConfigurationName: name } = input;
    const created = createLaunchConfiguration(input, { scope, now, uuid: context.newId() });
    await assertRoom(store, launchConfigurationPrefix(scope), {
      quota: limits.launchConfigurations,
      message: 'You have already reached the limit of launch configurations for your account.',
    });
    await store.update(launchConfigurationKey(scope, name), (current) => {
      if (current === undefined) return created;
      throw new ServiceError(
        AlreadyExistsFault$,
        'Launch Configuration by this name already exists - A launch configuration already ' +
          `exists with the name ${name}`,
      );
    });
    return {};
  },
);
