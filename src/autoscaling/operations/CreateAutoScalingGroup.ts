import {
  AlreadyExistsFault$,
  CreateAutoScalingGroup$,
  type CreateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { validationError } from '../errors.js';
import { createdGroup } from '../group-creation.js';
import { isDeleting } from '../group-document.js';
import { readPlacement } from '../group-placement.js';
import { checkCreation, checkLaunchSource } from '../group-request.js';
import { instanceIdPrefixOf } from '../identity.js';
import { groupKey, groupPrefix, instanceOwnerKey } from '../keys.js';
import { assertRoom, limits } from '../limits.js';
import { readLaunchSource } from '../launch-source.js';

const sources = 'LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy';

export default operation<CreateAutoScalingGroupType>(
  CreateAutoScalingGroup$,
  async (input, context) => {
    const { account, region, now, store } = context;
    const scope = { account, region };
    const { AutoScalingGroupName: name } = input;
    checkCreation(input);
    checkLaunchSource(input, sources);
    const placement = readPlacement(input, scope);
    if (placement === undefined) {
      throw validationError('At least one Availability Zone or VPC Subnet is required.');
    }
    const launchSource = await readLaunchSource(input, scope, store);
    const uuid = context.newId();
    const created = createdGroup(input, { scope, now, uuid, placement, launchSource });
    await assertRoom(store, groupPrefix(scope), {
      quota: limits.groups,
      message: 'You have already reached the limit of Auto Scaling groups for your account.',
    });
    // First, so that no instance is ever without a way to its group.
    const prefix = instanceIdPrefixOf(created.group.AutoScalingGroupARN);
    await store.update(instanceOwnerKey(scope, prefix), (current) => ({
      AutoScalingGroupNames: [...new Set([...(current?.AutoScalingGroupNames ?? []), name])],
    }));
    const key = groupKey(scope, name);
    await store.update(key, (current) => {
      if (current === undefined) return created;
      const start = 'AutoScalingGroup by this name already exists';
      throw new ServiceError(
        AlreadyExistsFault$,
        isDeleting(current)
          ? `${start} and is pending delete`
          : `${start} - A group with the name ${name} already exists`,
      );
    });
    await context.attend(key);
    return {};
  },
);
