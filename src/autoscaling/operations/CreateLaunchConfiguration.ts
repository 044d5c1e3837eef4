import {
  AlreadyExistsFault$,
  CreateLaunchConfiguration$,
  type CreateLaunchConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { launchConfigurationKey } from '../keys.js';
import { createLaunchConfiguration } from '../launch-configuration.js';

export default operation<CreateLaunchConfigurationType>(
  CreateLaunchConfiguration$,
  async (input, context) => {
    const { account, region, now, store } = context;
    const scope = { account, region };
    const { LaunchConfigurationName: name } = input;
    const created = createLaunchConfiguration(input, { scope, now, uuid: context.newId() });
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
