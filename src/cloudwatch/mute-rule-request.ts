import type { PutAlarmMuteRuleInput } from '@aws-sdk/client-cloudwatch';
import { isTimeZone } from '../time-zone.js';
import type { Validated } from '../service.js';
import type { Scope } from '../store/keys.js';
import { alarmArn } from './alarm-document.js';
import { validationError } from './errors.js';
import { type MuteRule, parseIsoDuration, parseMuteExpression } from './mute-rule.js';

/** What PutAlarmMuteRule asks for, checked as far as that goes without the alarms it names. */
export type MuteSettings = Omit<MuteRule, 'AlarmMuteRuleArn' | 'LastUpdatedTimestamp'>;

const durationMillisecondsMin = 60_000;
const durationMillisecondsMax = 15 * 86_400_000;

export function readMuteSettings(input: Validated<PutAlarmMuteRuleInput>): MuteSettings {
  const { Name, Description, MuteTargets } = input;
  const { Expression, Duration, Timezone = 'UTC' } = input.Rule.Schedule;
  if (!isTimeZone(Timezone)) throw validationError(`Invalid Timezone: ${Timezone}`);
  const expression = parseMuteExpression(Expression, Timezone);
  if (expression === undefined) throw validationError(`Invalid Expression: ${Expression}`);
  const duration = parseIsoDuration(Duration);
  if (duration === undefined) throw validationError(`Invalid Duration: ${Duration}`);
  if (duration < durationMillisecondsMin || duration > durationMillisecondsMax) {
    throw validationError('Duration must be between PT1M and P15D');
  }
  const [StartDate, ExpireDate] = [input.StartDate, input.ExpireDate].map(wholeMinute);
  if (expression.kind === 'at' && (StartDate ?? ExpireDate) !== undefined) {
    throw validationError('Can not set start or expire dates for At expressions');
  }
  if (StartDate !== undefined && ExpireDate !== undefined && StartDate >= ExpireDate) {
    throw validationError('StartDate must be before ExpireDate');
  }
  return {
    Name,
    Description,
    StartDate,
    ExpireDate,
    Rule: { Schedule: { Expression, Duration, Timezone } },
    MuteTargets: targetsOf(MuteTargets?.AlarmNames ?? []),
  };
}

/** A list without names is as one that is not given: neither says whom the rule is for. */
function targetsOf(names: readonly string[]): MuteSettings['MuteTargets'] {
  return names.length === 0 ? undefined : { AlarmNames: [...new Set(names)] };
}

/** AWS keeps no seconds of these dates. */
function wholeMinute(date: Date | undefined): Date | undefined {
  return date && new Date(Math.floor(date.getTime() / 60_000) * 60_000);
}

export function unknownTargets(names: readonly string[], scope: Scope): Error {
  const arns = names.map((name) => alarmArn(scope, name)).join(', ');
  return validationError(
    `Could not save the alarm mute rule as alarms [${arns}] in the mute targets do not exist`,
  );
}
