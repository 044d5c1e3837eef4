import {
  SetInstanceProtection$,
  type SetInstanceProtectionQuery,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { assertProtectable } from '../call-limits.js';
import { validationError } from '../errors.js';
import { findInstance, type GroupDocument, withInstance } from '../group-document.js';
import { changeGroup } from '../group-lookup.js';
import { isInState } from '../lifecycle.js';

export default operation<SetInstanceProtectionQuery>(
  SetInstanceProtection$,
  async ({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn }, context) => {
    assertProtectable(InstanceIds);
    const protect = (document: GroupDocument, InstanceId: string): GroupDocument => {
      const managed = findInstance(document, InstanceId);
      if (managed === undefined) {
        throw validationError(
          `The instance ${InstanceId} is not part of Auto Scaling group ${AutoScalingGroupName}.`,
        );
      }
      if (!isInState(managed, 'InService', 'EnteringStandby', 'Standby')) {
        throw validationError(
          `The instance ${InstanceId} is not in InService or EnteringStandby or Standby.`,
        );
      }
      const instance = { ...managed.instance, ProtectedFromScaleIn };
      return withInstance(document, { ...managed, instance });
    };
    await changeGroup(
      AutoScalingGroupName,
      (document) => ({ ...InstanceIds.reduce(protect, document), due: context.now }),
      context,
    );
    return {};
  },
);
