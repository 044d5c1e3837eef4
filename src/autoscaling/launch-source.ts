import type { Store } from '../store/store.js';
import type { Scope } from '../store/keys.js';
import { validationError } from './errors.js';
import type { LaunchSource } from './group-document.js';
import type { LaunchSourceInput } from './group-request.js';
import { launchConfigurationKey } from './keys.js';

/** What a group takes from its launch source. A template is taken as given: there is no EC2. */
export async function readLaunchSource(
  { LaunchConfigurationName }: LaunchSourceInput,
  scope: Scope,
  store: Store,
): Promise<LaunchSource> {
  if (LaunchConfigurationName === undefined) return {};
  const found = await store.get(launchConfigurationKey(scope, LaunchConfigurationName));
  if (found === undefined) throw validationError('Launch configuration name not found - null');
  const { InstanceType, CreatedTime } = found.launchConfiguration;
  return { InstanceType, createdAt: CreatedTime };
}
