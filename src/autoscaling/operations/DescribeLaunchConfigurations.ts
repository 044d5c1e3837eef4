import {
  DescribeLaunchConfigurations$,
  type LaunchConfigurationNamesType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { assertNames } from '../call-limits.js';
import { launchConfigurationPrefix } from '../keys.js';
import { listAll } from '../listing.js';
import { takePage } from '../page.js';

export default operation<LaunchConfigurationNamesType>(
  DescribeLaunchConfigurations$,
  async (input, context) => {
    const { LaunchConfigurationNames = [], MaxRecords = 50 } = input;
    assertNames(LaunchConfigurationNames, 'launch configuration names');
    const names = new Set(LaunchConfigurationNames);
    const page = await takePage(
      listAll(
        context.store,
        launchConfigurationPrefix(context),
        ({ launchConfiguration }) =>
          names.size === 0 || names.has(launchConfiguration.LaunchConfigurationName),
      ),
      ({ launchConfiguration }) => launchConfiguration.LaunchConfigurationName,
      { request: input, operation: 'DescribeLaunchConfigurations', limit: MaxRecords, context },
    );
    return {
      LaunchConfigurations: page.shown.map(({ launchConfiguration }) => launchConfiguration),
      NextToken: page.NextToken,
    };
  },
);
