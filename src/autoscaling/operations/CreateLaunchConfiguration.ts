import {
  CreateLaunchConfiguration$,
  type CreateLaunchConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { takePlace } from '../../store/roster.js';
import { checkParts } from '../configuration-parts.js';
import { configurationExists } from '../errors.js';
import { launchConfigurationKey } from '../keys.js';
import { createLaunchConfiguration } from '../launch-configuration.js';
import { launchConfigurationQuota } from '../limits.js';
import { readSourceInstance } from '../source-instance.js';

export default operation<CreateLaunchConfigurationType>(
  CreateLaunchConfiguration$,
  async (input, context) => {
    const { account, region, now, store } = context;
    const scope = { account, region };
    const { LaunchConfigurationName: name } = input;
    const { InstanceId } = input;
    const source = InstanceId && (await readSourceInstance(InstanceId, context));
    const created = createLaunchConfiguration(input, source ? source.copied : {}, {
      ...{ scope, now, uuid: context.newId() },
    });
    const key = launchConfigurationKey(scope, name);
    if ((await store.get(key)) !== undefined) throw configurationExists(name);
    await checkParts(created, context);
    await takePlace(key, launchConfigurationQuota(scope), context);
    await store.update(key, (current) => {
      if (current === undefined) return created;
      throw configurationExists(name);
    });
    return {};
  },
);
