import type {
  CreateLaunchConfigurationType,
  LaunchConfiguration,
} from '@aws-sdk/client-auto-scaling';
import type { Validated } from '../service.js';
import type { Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import { refuseUnserved, validationError } from './errors.js';
import { launchConfigurationArnOf } from './identity.js';

/** What instances are launched with: immutable, and shown as it was given, with AWS's defaults. */
export interface LaunchConfigurationDocument extends Document {
  readonly launchConfiguration: LaunchConfiguration & {
    readonly LaunchConfigurationName: string;
    readonly CreatedTime: Date;
  };
}

export interface Creation {
  readonly scope: Scope;
  readonly now: Date;
  readonly uuid: string;
}

export function createLaunchConfiguration(
  input: Validated<CreateLaunchConfigurationType>,
  { scope, now, uuid }: Creation,
): LaunchConfigurationDocument {
  refuseUnserved(input, ['InstanceId']);
  if (input.ImageId === undefined || input.InstanceType === undefined) {
    throw validationError(
      'Valid requests must contain either the InstanceID parameter or both the ImageId and ' +
        'InstanceType parameters.',
    );
  }
  const { LaunchConfigurationName, ImageId, InstanceType } = input;
  return {
    launchConfiguration: {
      LaunchConfigurationARN: launchConfigurationArnOf(scope, uuid, LaunchConfigurationName),
      CreatedTime: now,
      KeyName: '',
      SecurityGroups: [],
      UserData: '',
      KernelId: '',
      RamdiskId: '',
      BlockDeviceMappings: [],
      ClassicLinkVPCSecurityGroups: [],
      InstanceMonitoring: { Enabled: true },
      EbsOptimized: false,
      ...input,
      ImageId,
      InstanceType,
    },
  };
}
