import {
  UpdateAutoScalingGroup$,
  type UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { writeReferring } from '../configuration-reference.js';
import { updatedGroup } from '../group-creation.js';
import type { GroupDocument } from '../group-document.js';
import { changeGroup } from '../group-lookup.js';
import { checkLaunchSource, checkMembers } from '../group-request.js';
import { groupKey } from '../keys.js';
import { readLaunchSource } from '../launch-source.js';
import { askPlacement } from '../subnet-zones.js';

const sources = 'LaunchTemplate, LaunchConfigurationName or MixedInstancesPolicy';

export default operation<UpdateAutoScalingGroupType>(
  UpdateAutoScalingGroup$,
  async (input, context) => {
    const { now, store } = context;
    checkMembers(input, context.settings);
    const { AutoScalingGroupName } = input;
    const given = [input.LaunchConfigurationName, input.LaunchTemplate, input.MixedInstancesPolicy];
    const hasSource = given.some((source) => source !== undefined);
    if (hasSource) checkLaunchSource(input, sources);
    const placement = await askPlacement(input, context);
    const current = (await store.get(groupKey(context, AutoScalingGroupName)))?.group;
    const launchSource = hasSource ? await readLaunchSource(input, current, context) : undefined;
    const change = (document: GroupDocument): GroupDocument =>
      updatedGroup(document, input, { now, placement, launchSource });
    await writeReferring(input, context, () => changeGroup(AutoScalingGroupName, change, context));
    return {};
  },
);
