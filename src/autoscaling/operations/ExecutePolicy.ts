import {
  ExecutePolicy$,
  type ExecutePolicyType,
  ScalingActivityInProgressFault$,
} from '@aws-sdk/client-auto-scaling';
import { operation, type Validated } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { blockingActivityId } from '../cooldown.js';
import { validationError } from '../errors.js';
import { changeGroup } from '../group-lookup.js';
import type { GroupDocument } from '../group-document.js';
import type { Policy } from '../policy-document.js';
import { findPolicy } from '../policy-lookup.js';
import { runPolicy } from '../policy-run.js';

export default operation<ExecutePolicyType>(ExecutePolicy$, async (input, context) => {
  const { policy } = await findPolicy(input, context);
  checkExecution(policy, input);
  const { HonorCooldown = false, MetricValue, BreachThreshold } = input;
  const { now } = context;
  const invocation = {
    kind: 'user',
    direction: 'high',
    values: MetricValue === undefined ? [] : [MetricValue],
    threshold: BreachThreshold,
    shouldHonorCooldown: HonorCooldown,
    now,
    alarm: undefined,
  } as const;
  const execute = (document: GroupDocument): GroupDocument => {
    const blocking = HonorCooldown ? blockingActivityId(document, now) : undefined;
    if (blocking !== undefined) {
      throw new ServiceError(
        ScalingActivityInProgressFault$,
        `Scaling activity ${blocking} is in progress and blocks this action`,
      );
    }
    const run = runPolicy(document, policy, invocation);
    if (run.decision.kind === 'refused') throw validationError(run.decision.reason);
    return run.document;
  };
  await changeGroup(policy.AutoScalingGroupName, execute, context);
  return {};
});

function checkExecution({ PolicyType }: Policy, input: Validated<ExecutePolicyType>): void {
  const { HonorCooldown, MetricValue, BreachThreshold } = input;
  if (PolicyType === 'TargetTrackingScaling' || PolicyType === 'PredictiveScaling') {
    throw validationError(`Policies of type ${PolicyType} cannot be executed`);
  }
  if (PolicyType !== 'StepScaling') return;
  if (HonorCooldown === true) {
    throw validationError('HonorCooldown is not supported for a StepScaling policy');
  }
  if (MetricValue === undefined || BreachThreshold === undefined) {
    throw validationError('MetricValue and BreachThreshold are required for a StepScaling policy');
  }
}
