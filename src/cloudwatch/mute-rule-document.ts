import type { GetAlarmMuteRuleOutput, Tag } from '@aws-sdk/client-cloudwatch';
import { type Key, keyOf, type Prefix, prefixOf, type Scope } from '../store/keys.js';
import type { Document, Store } from '../store/store.js';
import { type MuteRule, muteStatus, muteType } from './mute-rule.js';
import type { MuteSettings } from './mute-rule-request.js';
import { newTags } from './tag-set.js';

/**
 * A mute rule, and whom a change of it has still to be told. An alarm whose actions are held back
 * waits for the end of the window that it knew, so a rule that ends earlier, or names the alarm no
 * more, has to look after it. A deleted rule stays until that is done.
 */
export interface MuteRuleDocument extends Document {
  readonly rule: MuteRule;
  readonly tags: readonly Tag[];
  /** The targets of former versions: names of alarms, or all of them. */
  readonly untold: readonly MuteTargetNames[];
  readonly isDeleted?: true | undefined;
  /** Another one for every change. */
  readonly changeId: string;
}

export type MuteTargetNames = readonly string[] | 'all';

export const muteRuleKind = 'alarm-mute-rule';

/** So many may be in an account and region (the quotas of CloudWatch). */
export const muteRulesMax = 2_000;

export function muteRuleKey(scope: Scope, Name: string): Key<MuteRuleDocument> {
  return keyOf(scope, muteRuleKind, Name);
}

function muteRulesPrefix(scope: Scope): Prefix<MuteRuleDocument> {
  return prefixOf(scope, muteRuleKind);
}

export function muteRuleArn({ account, region }: Scope, Name: string): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm-mute-rule:${Name}`;
}

/** The name in a mute rule's ARN; undefined for an ARN of anything else, or elsewhere. */
export function muteRuleNameOf(scope: Scope, arn: string): string | undefined {
  const start = muteRuleArn(scope, '');
  return arn.startsWith(start) ? arn.slice(start.length) : undefined;
}

/** In the order of their names. */
export async function listMuteRules(store: Store, scope: Scope): Promise<readonly MuteRule[]> {
  // Deleted ones may lie among them for a moment.
  const entries = await store.list(muteRulesPrefix(scope), { limit: 2 * muteRulesMax });
  return entries
    .map(({ document }) => document)
    .filter(isRuleThere)
    .map(({ rule }) => rule);
}

export function isRuleThere(document: MuteRuleDocument | undefined): document is MuteRuleDocument {
  return document !== undefined && document.isDeleted !== true;
}

export interface MuteRulePut {
  readonly settings: MuteSettings;
  readonly tags: readonly Tag[];
  readonly scope: Scope;
  readonly now: Date;
  readonly changeId: string;
}

/** An update replaces all but the tags, which count at creation alone. */
export function putMuteRule(
  current: MuteRuleDocument | undefined,
  { settings, tags, scope, now, changeId }: MuteRulePut,
): MuteRuleDocument {
  const AlarmMuteRuleArn = muteRuleArn(scope, settings.Name);
  return {
    rule: { ...settings, AlarmMuteRuleArn, LastUpdatedTimestamp: now },
    tags: isRuleThere(current) ? current.tags : newTags(tags),
    untold: untoldAfter(current),
    changeId,
    due: current === undefined ? undefined : now,
  };
}

export function deleteMuteRule(
  current: MuteRuleDocument | undefined,
  { now, changeId }: Pick<MuteRulePut, 'now' | 'changeId'>,
): MuteRuleDocument | undefined {
  if (!isRuleThere(current)) return current;
  return { ...current, isDeleted: true, untold: untoldAfter(current), changeId, due: now };
}

function untoldAfter(current: MuteRuleDocument | undefined): readonly MuteTargetNames[] {
  if (current === undefined) return [];
  return [...current.untold, current.rule.MuteTargets?.AlarmNames ?? 'all'];
}

/** What is left of a rule once all are told, unless it has changed again meanwhile. */
export function toldMuteRule(
  current: MuteRuleDocument | undefined,
  { changeId }: MuteRuleDocument,
): MuteRuleDocument | undefined {
  if (current?.changeId !== changeId) return current;
  return current.isDeleted ? undefined : { ...current, untold: [], due: undefined };
}

export function shownMuteRule(rule: MuteRule, now: Date): GetAlarmMuteRuleOutput {
  return { ...rule, Status: muteStatus(rule, now), MuteType: muteType(rule) };
}
