import type {
  LifecycleHook as ShownHook,
  LifecycleHookSpecification,
  PutLifecycleHookType,
} from '@aws-sdk/client-auto-scaling';
import { LimitExceededFault$ } from '@aws-sdk/client-auto-scaling';
import type { Validated } from '../service.js';
import { ServiceError } from '../wire/errors.js';
import { validationError } from './errors.js';
import type { GroupDocument } from './group-document.js';
import { limits } from './limits.js';

/** A lifecycle hook as its group's document holds it: what a user has put, with AWS's defaults. */
export interface LifecycleHook {
  readonly LifecycleHookName: string;
  readonly LifecycleTransition: Transition;
  /** Seconds without a heartbeat after which DefaultResult holds. */
  readonly HeartbeatTimeout: number;
  readonly DefaultResult: ActionResult;
  readonly NotificationTargetARN?: string | undefined;
  readonly RoleARN?: string | undefined;
  readonly NotificationMetadata?: string | undefined;
}

export type Transition =
  'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';

export type ActionResult = 'CONTINUE' | 'ABANDON';

const transitions: readonly Transition[] = [
  'autoscaling:EC2_INSTANCE_LAUNCHING',
  'autoscaling:EC2_INSTANCE_TERMINATING',
];
const results: readonly ActionResult[] = ['CONTINUE', 'ABANDON'];

const heartbeatSecondsDefault = 3_600;
const globalSecondsMax = 172_800;

/** A wait ends after a hundred heartbeats, and after two days. */
export function globalTimeout({ HeartbeatTimeout }: LifecycleHook): number {
  return Math.min(HeartbeatTimeout * 100, globalSecondsMax);
}

export type HookInput = Validated<PutLifecycleHookType>;

/** A hook that is there keeps what is left out, but for a target that is named as nothing. */
export function readHook(
  input: Omit<HookInput, 'AutoScalingGroupName'>,
  current: LifecycleHook | undefined,
): LifecycleHook {
  const LifecycleTransition = oneOf(
    transitions,
    input.LifecycleTransition ?? current?.LifecycleTransition,
    'LifecycleTransition',
  );
  const given = input.DefaultResult ?? current?.DefaultResult ?? 'ABANDON';
  const DefaultResult = oneOf(results, given, 'DefaultResult');
  const known = current?.HeartbeatTimeout ?? heartbeatSecondsDefault;
  const HeartbeatTimeout = input.HeartbeatTimeout ?? known;
  if (HeartbeatTimeout < 30 || HeartbeatTimeout > 7_200) {
    throw validationError('HeartbeatTimeout must be between 30 and 7200 seconds');
  }
  return {
    LifecycleHookName: input.LifecycleHookName,
    LifecycleTransition,
    HeartbeatTimeout,
    DefaultResult,
    ...readTarget(input, current),
    NotificationMetadata: input.NotificationMetadata ?? current?.NotificationMetadata,
  };
}

type Target = Pick<LifecycleHook, 'NotificationTargetARN' | 'RoleARN'>;

/** The role may be left out of an update, and goes with a target that takes none. */
function readTarget(
  input: Omit<HookInput, 'AutoScalingGroupName'>,
  current: LifecycleHook | undefined,
): Target {
  const { NotificationTargetARN = current?.NotificationTargetARN } = input;
  if (NotificationTargetARN === '') return {};
  const isFunction = NotificationTargetARN?.split(':')[2] === 'lambda';
  const RoleARN = input.RoleARN ?? (isFunction ? undefined : current?.RoleARN);
  if (NotificationTargetARN === undefined && RoleARN === undefined) return {};
  const required = (one: string, other: string): Error =>
    validationError(`'${one}' parameter required when '${other}' parameter is specified`);
  if (NotificationTargetARN === undefined) throw required('NotificationTargetARN', 'RoleARN');
  if (!/^arn:[^:]+:(sns|sqs|lambda):[^:]*:[^:]*:.+$/.test(NotificationTargetARN)) {
    throw validationError("'NotificationTargetARN' must be a valid ARN");
  }
  if (!isFunction && RoleARN === undefined) throw required('RoleARN', 'NotificationTargetARN');
  if (isFunction && RoleARN !== undefined) {
    throw validationError(
      "'RoleARN' parameter should not be specified when 'NotificationTargetARN' is a Lambda " +
        'function',
    );
  }
  return { NotificationTargetARN, RoleARN };
}

function oneOf<T extends string>(names: readonly T[], given: string | undefined, of: string): T {
  const known = names.find((each) => each === given);
  if (known === undefined) throw validationError(`'${of}' must be one of: ${names.join(', ')}`);
  return known;
}

/** What CompleteLifecycleAction may say. */
export function readActionResult(given: string): ActionResult {
  return oneOf(results, given, 'LifecycleActionResult');
}

const inlineHooksMax = 5;

/** The hooks that a group is created with. */
export function readHooks(
  specifications: readonly Validated<LifecycleHookSpecification>[] = [],
): readonly LifecycleHook[] {
  if (specifications.length > inlineHooksMax) {
    throw validationError(`You cannot specify more than ${inlineHooksMax} hooks`);
  }
  const names = specifications.map(({ LifecycleHookName }) => LifecycleHookName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw validationError(`Multiple lifecycle hooks found for name '${twice}'`);
  }
  return specifications.map((specification) => readHook(specification, undefined));
}

export function withHook(document: GroupDocument, input: HookInput): GroupDocument {
  const { hooks = [] } = document;
  const isNamed = ({ LifecycleHookName }: LifecycleHook): boolean =>
    LifecycleHookName === input.LifecycleHookName;
  const current = hooks.find(isNamed);
  if (current === undefined && hooks.length >= limits.hooksPerGroup) {
    throw new ServiceError(
      LimitExceededFault$,
      'You have already reached the limit of lifecycle hooks for this group.',
    );
  }
  const hook = readHook(input, current);
  return {
    ...document,
    hooks: current ? hooks.map((each) => (isNamed(each) ? hook : each)) : [...hooks, hook],
  };
}

export function shownHook(AutoScalingGroupName: string, hook: LifecycleHook): ShownHook {
  return { ...hook, AutoScalingGroupName, GlobalTimeout: globalTimeout(hook) };
}
