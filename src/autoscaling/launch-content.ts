import type {
  BlockDeviceMapping,
  CreateLaunchConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import { isSecurityGroupId } from '../ec2/ec2.js';
import type { Validated } from '../service.js';
import { validationError } from './errors.js';

type Given = Pick<
  Validated<CreateLaunchConfigurationType>,
  'UserData' | 'BlockDeviceMappings' | 'SecurityGroups'
>;

/**
 * What a launch configuration gives its instances to start with: user data in Base64, of 16 KB at
 * most, devices, each of which is a volume, a store of the machine or nothing at all, and security
 * groups, all by their ids or all by their names. About user data the words are EC2's, about groups
 * those that AWS was seen to use; about devices no recording shows AWS's.
 */
export function checkContent({
  UserData = '',
  BlockDeviceMappings = [],
  SecurityGroups = [],
}: Given): void {
  if (!isBase64(UserData)) throw validationError('Invalid BASE64 encoding of user data.');
  if (Buffer.from(UserData, 'base64').length > userDataBytesMax) {
    throw validationError(`User data is limited to ${userDataBytesMax} bytes`);
  }
  if (SecurityGroups.includes('')) {
    throw validationError('Value () for parameter groupId is invalid. The value cannot be empty');
  }
  if (new Set(SecurityGroups.map(isSecurityGroupId)).size > 1) {
    throw validationError(
      'Must use either use group-id or group-name for all the security groups, not both at the ' +
        'same time',
    );
  }
  for (const mapping of BlockDeviceMappings) checkDevice(mapping);
}

const userDataBytesMax = 16_384;

/** In lines too, as tools write it. */
function isBase64(text: string): boolean {
  const digits = text.replace(/\s/g, '').replace(/={1,2}$/, '');
  return /^[A-Za-z0-9+/]*$/.test(digits) && digits.length % 4 !== 1;
}

function checkDevice({ DeviceName, Ebs, VirtualName, NoDevice }: Mapping): void {
  const given = [Ebs, VirtualName, NoDevice === false ? undefined : NoDevice];
  if (given.filter((each) => each !== undefined).length !== 1) {
    throw validationError(
      `The block device ${DeviceName} must have exactly one of Ebs, VirtualName or NoDevice`,
    );
  }
  if (VirtualName !== undefined && !/^ephemeral\d{1,2}$/.test(VirtualName)) {
    throw validationError(
      `Value (${VirtualName}) for parameter virtualName is invalid. Expected format: ` +
        "'ephemeral[0-23]'.",
    );
  }
}

type Mapping = Validated<BlockDeviceMapping>;
