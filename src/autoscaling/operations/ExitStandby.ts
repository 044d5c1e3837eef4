import { ExitStandby$, type ExitStandbyQuery } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { assertMovable } from '../call-limits.js';
import { moveInstances } from '../instance-move.js';
import { exitStandby } from '../standby.js';

export default operation<ExitStandbyQuery>(ExitStandby$, (input, context) => {
  const { now } = context;
  assertMovable(input.InstanceIds, 'move out of standby');
  const move = { instanceIds: [...new Set(input.InstanceIds)], now };
  const { AutoScalingGroupName } = input;
  return moveInstances(AutoScalingGroupName, (document) => exitStandby(document, move), context);
});
