import type {
  CreateLaunchConfigurationType,
  LaunchConfiguration,
} from '@aws-sdk/client-auto-scaling';
import type { Validated } from '../service.js';
import type { Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import type { ConfigurationReferences } from './configuration-reference.js';
import { validationError } from './errors.js';
import { launchConfigurationArnOf } from './identity.js';
import { checkContent } from './launch-content.js';
import { checkSpotPrice } from './spot-price.js';
import type { Copied } from './source-instance.js';

/** What instances are launched with: immutable, and shown as it was given, with AWS's defaults. */
export interface LaunchConfigurationDocument extends Document {
  readonly launchConfiguration: LaunchConfiguration & {
    readonly LaunchConfigurationName: string;
    readonly CreatedTime: Date;
  };
  readonly references?: ConfigurationReferences | undefined;
}

export interface Creation {
  readonly scope: Scope;
  readonly now: Date;
  readonly uuid: string;
}

/** What is given explicitly goes before what is copied from an instance. */
export function createLaunchConfiguration(
  given: Validated<CreateLaunchConfigurationType>,
  copied: Copied,
  { scope, now, uuid }: Creation,
): LaunchConfigurationDocument {
  checkMarket(given);
  checkContent(given);
  const input = { ...copied, ...given, InstanceId: undefined };
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
      MetadataOptions: input.MetadataOptions && { ...metadataDefaults, ...input.MetadataOptions },
    },
  };
}

/** Of what is left out where something of it is given. */
const metadataDefaults = {
  HttpTokens: 'optional',
  HttpPutResponseHopLimit: 1,
  HttpEndpoint: 'enabled',
} as const;

/**
 * On whose machine an instance runs, and for what price. The words of the last are recorded; the
 * others follow what EC2 says of a price, and Auto Scaling of types of health checks.
 */
function checkMarket({
  PlacementTenancy: tenancy,
  SpotPrice: price,
}: Validated<CreateLaunchConfigurationType>): void {
  if (tenancy !== undefined && tenancy !== 'default' && tenancy !== 'dedicated') {
    throw validationError('Valid placement tenancies are: [default, dedicated].');
  }
  if (price === undefined) return;
  checkSpotPrice(price);
  if (tenancy !== undefined) {
    throw validationError('Placement tenancy is not supported for spot instances.');
  }
}
