import {
  UpdateAutoScalingGroup$,
  type UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { writeReferring } from '../configuration-reference.js';
import { updatedGroup } from '../group-creation.js';
import type { GroupDocument, LaunchSource } from '../group-document.js';
import { changeGroup, readGroup } from '../group-lookup.js';
import { checkLaunchSource, checkMembers } from '../group-request.js';
import { checkMove, readLaunchSource } from '../launch-source.js';
import { changeSourcedGroup } from '../source-change.js';
import { askPlacement } from '../subnet-zones.js';

const sources = 'LaunchTemplate, LaunchConfigurationName or MixedInstancesPolicy';

export default operation<UpdateAutoScalingGroupType>(
  UpdateAutoScalingGroup$,
  async (input, context) => {
    const { now } = context;
    const { AutoScalingGroupName } = input;
    await readGroup(AutoScalingGroupName, context);
    checkMembers(input, context.settings);
    const given = [input.LaunchConfigurationName, input.LaunchTemplate, input.MixedInstancesPolicy];
    const hasSource = given.some((source) => source !== undefined);
    if (hasSource) checkLaunchSource(input, sources);
    const placement = await askPlacement(input, context);
    const { subnets = [] } = placement ?? {};
    const change = (document: GroupDocument, launchSource?: LaunchSource): GroupDocument =>
      updatedGroup(document, input, { now, placement, launchSource });
    if (hasSource) {
      const ask = (known: GroupDocument | undefined): Promise<LaunchSource> => {
        // Zones alone leave a group in its subnets.
        const after = subnets.length > 0 ? subnets : (known?.subnets ?? []);
        return readLaunchSource(input, known?.group, { ...context, subnets: after });
      };
      await writeReferring(input, context, () =>
        changeSourcedGroup(AutoScalingGroupName, { ask, change }, context),
      );
    } else if (subnets.length > 0) {
      const ask = async (known: GroupDocument | undefined): Promise<void> => {
        if (known !== undefined) await checkMove(known, { ...context, subnets });
      };
      const moving = { ask, change: (document: GroupDocument) => change(document) };
      await changeSourcedGroup(AutoScalingGroupName, moving, context);
    } else {
      await changeGroup(AutoScalingGroupName, (document) => change(document), context);
    }
    return {};
  },
);
