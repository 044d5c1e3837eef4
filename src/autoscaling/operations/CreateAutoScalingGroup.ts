import {
  CreateAutoScalingGroup$,
  type CreateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { takePlace } from '../../store/roster.js';
import { writeReferring } from '../configuration-reference.js';
import { configurationExists, groupExists, validationError } from '../errors.js';
import { createdGroup } from '../group-creation.js';
import { isDeleting } from '../group-document.js';
import { checkCreation, checkLaunchSource } from '../group-request.js';
import { instanceIdPrefixOf } from '../identity.js';
import { groupKey, instanceOwnerKey, launchConfigurationKey } from '../keys.js';
import { groupQuota } from '../limits.js';
import { testTarget } from '../hook-target.js';
import { readLaunchSource, sourceOf } from '../launch-source.js';
import { type Notice, withNotices } from '../notice.js';
import { hiddenConfiguration, readSourceInstance } from '../source-instance.js';
import { askPlacement } from '../subnet-zones.js';

const sources = 'LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy';

export default operation<CreateAutoScalingGroupType>(
  CreateAutoScalingGroup$,
  async (given, context) => {
    const { account, region, now, store } = context;
    const scope = { account, region };
    const { AutoScalingGroupName: name } = given;
    checkCreation(given, context.settings);
    checkLaunchSource(given, sources);
    const { InstanceId } = given;
    const source = InstanceId && (await readSourceInstance(InstanceId, context));
    const placement =
      (await askPlacement(given, context)) ??
      (source ? await askPlacement(source.placement, context) : undefined);
    if (placement === undefined) {
      throw validationError('At least one Availability Zone or VPC Subnet is required.');
    }
    const hidden = source ? await hiddenConfiguration(given, source, context) : undefined;
    const input = hidden === undefined ? given : { ...given, LaunchConfigurationName: name };
    const { subnets } = placement;
    const launchSource =
      hidden === undefined
        ? await readLaunchSource(input, undefined, { ...context, subnets })
        : sourceOf(hidden);
    const uuid = context.newId();
    const created = createdGroup(input, { scope, now, uuid, placement, launchSource });
    const key = groupKey(scope, name);
    const existing = await store.get(key);
    if (existing !== undefined) throw groupExists(name, isDeleting(existing));
    await takePlace(key, groupQuota(scope), context);
    const notices: Notice[] = [];
    for (const hook of created.hooks ?? []) {
      notices.push(...(await testTarget(created, hook, context)));
    }
    if (hidden !== undefined) {
      await store.update(launchConfigurationKey(scope, name), (current) => {
        if (current === undefined) return hidden;
        throw configurationExists(name);
      });
    }
    // First, so that no instance is ever without a way to its group.
    const prefix = instanceIdPrefixOf(created.group.AutoScalingGroupARN);
    await store.update(instanceOwnerKey(scope, prefix), (current) => ({
      AutoScalingGroupNames: [...new Set([...(current?.AutoScalingGroupNames ?? []), name])],
    }));
    await writeReferring(created.group, context, () =>
      store.update(key, (current) => {
        if (current === undefined) return withNotices(created, notices);
        throw groupExists(name, isDeleting(current));
      }),
    );
    await context.attend(key);
    return {};
  },
);
