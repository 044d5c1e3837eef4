import type { AlarmMuteRuleStatus, GetAlarmMuteRuleOutput } from '@aws-sdk/client-cloudwatch';
import { lastOccurrence, localInstant, parseRecurrence, type Recurrence } from '../recurrence.js';

/**
 * When a mute rule holds back actions ("Alarm Mute Rules"): for its duration from each time on that
 * its expression names, on the clocks of its time zone; not before its StartDate, and not from its
 * ExpireDate on. A duration is time that passes, whatever clocks do meanwhile. A rule that begins
 * to be, or to be in effect, in the midst of such a time mutes for the rest of it.
 */
export type MuteRule = {
  readonly [K in 'Name' | 'AlarmMuteRuleArn' | 'LastUpdatedTimestamp']: Exclude<
    GetAlarmMuteRuleOutput[K],
    undefined
  >;
} & {
  readonly [K in 'Description' | 'MuteTargets' | 'StartDate' | 'ExpireDate']?:
    GetAlarmMuteRuleOutput[K] | undefined;
} & { readonly Rule: { readonly Schedule: MuteSchedule } };

/** As given, with the time zone that stands for none. */
export interface MuteSchedule {
  readonly Expression: string;
  readonly Duration: string;
  readonly Timezone: string;
}

export interface MuteWindow {
  readonly start: Date;
  readonly end: Date;
}

/** The window that an instant lies in; it ends with the last of those that overlap. */
export function muteWindowAt(rule: MuteRule, now: Date): MuteWindow | undefined {
  const { StartDate, ExpireDate } = rule;
  if (StartDate !== undefined && now < StartDate) return undefined;
  if (ExpireDate !== undefined && now >= ExpireDate) return undefined;
  const { Duration, Timezone } = rule.Rule.Schedule;
  const durationMilliseconds = parseIsoDuration(Duration) ?? 0;
  const expression = expressionOf(rule);
  const after = new Date(now.getTime() - durationMilliseconds);
  const start =
    expression.kind === 'at'
      ? within(expression.at, after, now)
      : lastOccurrence(expression.recurrence, Timezone, { after, until: now });
  if (start === undefined) return undefined;
  const end = new Date(start.getTime() + durationMilliseconds);
  return { start, end: ExpireDate !== undefined && ExpireDate < end ? ExpireDate : end };
}

function within(at: Date, after: Date, until: Date): Date | undefined {
  return at > after && at <= until ? at : undefined;
}

/** A rule that recurs expires by its ExpireDate alone. */
export function muteStatus(rule: MuteRule, now: Date): AlarmMuteRuleStatus {
  if (muteWindowAt(rule, now) !== undefined) return 'ACTIVE';
  const expression = expressionOf(rule);
  if (expression.kind === 'at') return expression.at > now ? 'SCHEDULED' : 'EXPIRED';
  return rule.ExpireDate !== undefined && rule.ExpireDate <= now ? 'EXPIRED' : 'SCHEDULED';
}

export function muteType(rule: MuteRule): 'ONE_TIME' | 'RECURRING' {
  return expressionOf(rule).kind === 'at' ? 'ONE_TIME' : 'RECURRING';
}

/** A rule that names no alarms is taken to mean all of them. */
export function isTargeted({ MuteTargets }: MuteRule, AlarmName: string): boolean {
  return MuteTargets?.AlarmNames?.includes(AlarmName) ?? true;
}

export type MuteExpression =
  | { readonly kind: 'at'; readonly at: Date }
  | { readonly kind: 'cron'; readonly recurrence: Recurrence };

/** Undefined for a text that is neither `at(yyyy-MM-ddThh:mm)` nor `cron(…)` of five fields. */
export function parseMuteExpression(text: string, timezone: string): MuteExpression | undefined {
  const [, kind, inner = ''] = /^(at|cron)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'at') {
    const at = localInstant(inner, timezone);
    return at && { kind, at };
  }
  // Steps such as `*/5` are no part of what AWS takes.
  const recurrence = kind === undefined || inner.includes('/') ? undefined : parseRecurrence(inner);
  return recurrence && { kind: 'cron', recurrence };
}

function expressionOf({ Rule: { Schedule } }: MuteRule): MuteExpression {
  const expression = parseMuteExpression(Schedule.Expression, Schedule.Timezone);
  if (expression === undefined) throw new Error('A rule is stored with an expression that parses.');
  return expression;
}

/** `P2DT12H` in milliseconds; undefined for a text that is no duration of days to seconds. */
export function parseIsoDuration(text: string): number | undefined {
  const parts = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (parts === null || text === 'P') return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map(Number).map(orZero);
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

function orZero(number: number): number {
  return Number.isNaN(number) ? 0 : number;
}
