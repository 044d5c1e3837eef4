import {
  ExecutePolicy$,
  type ExecutePolicyType,
  ScalingActivityInProgressFault$,
} from '@aws-sdk/client-auto-scaling';
import { type Look, operation, type Validated } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { blockingActivityId } from '../cooldown.js';
import { validationError } from '../errors.js';
import { changeGroup } from '../group-lookup.js';
import type { GroupDocument } from '../group-document.js';
import { notePlace } from '../identity.js';
import type { Policy } from '../policy-document.js';
import { policyLook } from '../policy-look.js';
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
    rivals: [],
  } as const;
  const seen: { look?: Look } = {};
  const execute = (document: GroupDocument): GroupDocument => {
    const blocking = HonorCooldown ? blockingActivityId(document, now) : undefined;
    if (blocking !== undefined) {
      throw new ServiceError(
        ScalingActivityInProgressFault$,
        `Scaling activity ${blocking} is in progress and blocks this action`,
      );
    }
    const run = runPolicy(document, policy, invocation);
    const { decision } = run;
    seen.look = policyLook({ policy, invocation, before: document, decision });
    if (decision.kind === 'refused') throw validationError(decision.reason);
    return run.document;
  };
  const { group } = await changeGroup(policy.AutoScalingGroupName, execute, context);
  for (const arn of [policy.PolicyARN, group.AutoScalingGroupARN]) {
    if (seen.look) context.note(notePlace(arn), seen.look);
  }
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
