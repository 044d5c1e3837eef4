import type { PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import type { Scope } from '../store/keys.js';
import { isScalingPolicy } from './alarm-action.js';
import type { AlarmStateMember, CompositeAlarm, SuppressionMember } from './alarm-document.js';
import { alarmArn } from './alarm-document.js';
import { type CompositeRule, namesIn, parseAlarmRule } from './alarm-rule.js';
import { allActions, isOnInstances, readActionLists } from './alarm-action-request.js';
import { readActionConfiguration } from './alarm-tags-propagation.js';
import { validationError } from './errors.js';

/** What PutCompositeAlarm asks for, checked as far as that goes without other alarms. */
export type CompositeSettings = Omit<CompositeAlarm, AlarmStateMember | SuppressionMember>;

export interface CompositeRequest {
  readonly settings: CompositeSettings;
  /** The names of its children, each once, in the order of the rule. */
  readonly childNames: readonly string[];
  readonly suppressorName: string | undefined;
}

const childrenMax = 100;

export function readComposite(
  input: Validated<PutCompositeAlarmInput>,
  scope: Scope,
): CompositeRequest {
  const { AlarmName, AlarmRule, AlarmDescription, ActionsEnabled = true } = input;
  const childNames = childNamesOf(parseAlarmRule(AlarmRule), scope);
  if (childNames.includes(AlarmName)) {
    throw validationError(
      'A composite alarm cannot have a child relation with itself via its AlarmRule, as it would ' +
        'introduce a circular dependency',
    );
  }
  if (childNames.length > childrenMax) {
    throw validationError(`A composite alarm can have at most ${childrenMax} children`);
  }
  const actions = readActionLists(input);
  for (const arn of allActions(actions)) {
    if (!isOnInstances(arn) && !isScalingPolicy(arn)) continue;
    throw validationError(`Composite alarms do not support the action ${arn}`);
  }
  return {
    settings: {
      AlarmName,
      AlarmDescription,
      AlarmRule,
      ActionsEnabled,
      ...actions,
      ...readSuppressor(input),
      ...readActionConfiguration(input),
    },
    childNames,
    suppressorName: suppressorNameOf(input, scope),
  };
}

/** Recorded from AWS by the public project badmintoncryer/cdk-preflight. */
function readSuppressor(input: Validated<PutCompositeAlarmInput>): Partial<CompositeSettings> {
  const { ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } =
    input;
  const periods = { ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod };
  for (const [member, period] of Object.entries(periods)) {
    if ((period === undefined) === (ActionsSuppressor === undefined)) continue;
    throw validationError(
      period === undefined
        ? `${member} must not be null`
        : `${member} requires an ActionSuppressor`,
    );
  }
  if (ActionsSuppressor === undefined) return {};
  if (ActionsSuppressor.startsWith('arn:') && !alarmArnForm.test(ActionsSuppressor)) {
    throw validationError(
      'ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name',
    );
  }
  return { ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod };
}

export function suppressorNameOf(
  { AlarmName, ActionsSuppressor }: Pick<CompositeAlarm, 'AlarmName' | 'ActionsSuppressor'>,
  scope: Scope,
): string | undefined {
  if (ActionsSuppressor === undefined) return undefined;
  const name = childNameOf(ActionsSuppressor, scope);
  if (name === AlarmName) {
    throw validationError('A composite alarm cannot be its own ActionsSuppressor');
  }
  return name;
}

const alarmArnForm = /^arn:[^:]+:cloudwatch:([^:]*):([^:]*):alarm:(.*)$/s;

/** By name or by ARN; of this account and region alone. */
export function childNamesOf(rule: CompositeRule, scope: Scope): readonly string[] {
  return [...new Set(namesIn(rule).map((name) => childNameOf(name, scope)))];
}

export function childNameOf(name: string, { account, region }: Scope): string {
  const [, ofRegion, ofAccount, alarmName] = alarmArnForm.exec(name) ?? [];
  if (alarmName === undefined) return name;
  if (ofAccount !== account) {
    throw validationError(
      'A composite alarm cannot have a child relation with alarms from another AWS account',
    );
  }
  if (ofRegion !== region) {
    const wrong = `Wrong ARN region, it was ${ofRegion} but ${region} was expected instead`;
    throw validationError(`Error in AlarmRule [${wrong}]`);
  }
  return alarmName;
}

export function unknownSuppressor(name: string, scope: Scope): Error {
  return validationError(
    `Could not save the composite alarm as its ActionsSuppressor ${alarmArn(scope, name)} does ` +
      'not exist',
  );
}

export function unknownChildren(names: readonly string[], scope: Scope): Error {
  const arns = names.map((name) => alarmArn(scope, name)).join(', ');
  return validationError(
    `Could not save the composite alarm as alarms [${arns}] in the alarm rule do not exist`,
  );
}
