import { EnterStandby$, type EnterStandbyQuery } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { assertMovable } from '../call-limits.js';
import { moveInstances } from '../instance-move.js';
import { enterStandby } from '../standby.js';

export default operation<EnterStandbyQuery>(EnterStandby$, (input, context) => {
  const { now } = context;
  const { AutoScalingGroupName, ShouldDecrementDesiredCapacity: isDecremented } = input;
  assertMovable(input.InstanceIds, 'place into standby');
  const move = { instanceIds: [...new Set(input.InstanceIds)], now, isDecremented };
  return moveInstances(AutoScalingGroupName, (document) => enterStandby(document, move), context);
});
