import type {
  AlarmHistoryItem,
  CompositeAlarm as ShownComposite,
  MetricAlarm,
  StateValue,
  Tag,
} from '@aws-sdk/client-cloudwatch';
import { type Key, keyOf, type Prefix, prefixOf, type Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import type { AlarmAction } from './alarm-action.js';
import type { WarmUp } from './alarm-warm-up.js';
import type { Contributor } from './contributor.js';
import type { ContributorTimes } from './contributor-times.js';
import { isLog, type LogAlarm } from './log-alarm.js';
import type { QueryResults } from './log-results.js';

/**
 * An alarm as one document: what DescribeAlarms shows of it, and what a change of it has left to be
 * done. A transition, its history item and its actions are written together; the heartbeat then
 * files the one, delivers the other, and clears both. A deleted alarm stays until that is done.
 */
export interface AlarmDocument extends Document {
  readonly alarm: AnyAlarm;
  readonly tags: readonly Tag[];
  readonly unfiledHistory: readonly HistoryRecord[];
  readonly undelivered: readonly UndeliveredAction[];
  /** The action ARNs whose targets have been told that the alarm names them. */
  readonly linkedArns: readonly string[];
  /** Of a composite alarm whose actions are held back by its suppressor. */
  readonly heldActions?: HeldActions | undefined;
  /** Of an alarm on several series: those in ALARM. */
  readonly contributors?: readonly Contributor[] | undefined;
  /** Of such an alarm that was moved to ALARM by hand, until it is OK again. */
  readonly isAlarmByHand?: true | undefined;
  /** Of an alarm on a query in PromQL: contributors on their way into ALARM and out of it. */
  readonly contributorTimes?: ContributorTimes | undefined;
  /** Of an alarm on the results of a query of logs. */
  readonly queryResults?: QueryResults | undefined;
  /** Set while mute rules hold back the actions of its state. */
  readonly mutedActions?: MutedActions | undefined;
  /** Of an alarm that has not begun to be evaluated. */
  readonly warmUp?: WarmUp | undefined;
  /** When it is evaluated, where it is due before that for something else. */
  readonly evaluateAt?: Date | undefined;
  /** When actions that repeat while the state lasts were last asked for. */
  readonly repeatedAt?: Date | undefined;
  /** What the latest evaluation looked at, as far as actions that repeat are to tell it. */
  readonly lastDatapoints?: readonly number[] | undefined;
  readonly lastDatapointTimes?: readonly Date[] | undefined;
  readonly deletedAt?: Date | undefined;
  /** Calls that are about to delete it, unless a composite alarm comes to need it. */
  readonly deletions?: readonly string[] | undefined;
  /** Makes the ids of this alarm's actions and history its own, though its name be used again. */
  readonly incarnation: string;
  readonly sequence: number;
}

type CommonMember =
  | 'AlarmName'
  | 'AlarmArn'
  | 'ActionsEnabled'
  | 'OKActions'
  | 'AlarmActions'
  | 'InsufficientDataActions'
  | 'AlarmConfigurationUpdatedTimestamp'
  | 'StateValue'
  | 'StateUpdatedTimestamp'
  | 'StateTransitionedTimestamp';

/** What is not put but follows. */
export type AlarmStateMember =
  | 'AlarmArn'
  | 'AlarmConfigurationUpdatedTimestamp'
  | 'StateValue'
  | 'StateReason'
  | 'StateReasonData'
  | 'StateUpdatedTimestamp'
  | 'StateTransitionedTimestamp'
  | 'EvaluationState';

type CommonWhenSet = 'AlarmDescription' | 'StateReason' | 'StateReasonData' | 'ActionConfiguration';

/** What metric alarms and composite alarms have in common. */
export type CommonAlarm = {
  readonly [K in CommonMember]: Exclude<MetricAlarm[K], undefined>;
} & { readonly [K in CommonWhenSet]?: MetricAlarm[K] };

type ShownAlways = 'Dimensions' | 'EvaluationPeriods' | 'ComparisonOperator';

type ShownWhenSet =
  | 'MetricName'
  | 'Namespace'
  | 'Period'
  | 'Metrics'
  | 'Statistic'
  | 'ExtendedStatistic'
  | 'Unit'
  | 'DatapointsToAlarm'
  | 'Threshold'
  | 'ThresholdMetricId'
  | 'TreatMissingData'
  | 'EvaluateLowSampleCountPercentile'
  | 'EvaluationWindow'
  | 'WarmUpConfiguration';

/** The members that DescribeAlarms shows of an alarm on one metric, or on a list of them. */
export type Alarm = CommonAlarm & {
  readonly [K in ShownAlways]: Exclude<MetricAlarm[K], undefined>;
} & { readonly [K in ShownWhenSet]?: MetricAlarm[K] } & {
  readonly EvaluationState?: ShownEvaluationState;
  readonly EvaluationCriteria?: undefined;
  readonly ScheduledQueryConfiguration?: undefined;
  readonly AlarmRule?: undefined;
};

export type ShownEvaluationState = MetricAlarm['EvaluationState'] | 'IN_WARM_UP';

/** The members that DescribeAlarms shows of an alarm on a query in PromQL. */
export type PromQLAlarm = CommonAlarm & {
  readonly Dimensions: [];
  readonly EvaluationCriteria: { readonly PromQLCriteria: PromQLCriteria };
  readonly EvaluationInterval: number;
  readonly EvaluationState?: ShownEvaluationState;
} & Readonly<
    Partial<Record<ShownWhenSet | 'AlarmRule' | 'ScheduledQueryConfiguration', undefined>>
  >;

export interface PromQLCriteria {
  readonly Query: string;
  readonly PendingPeriod?: number | undefined;
  readonly RecoveryPeriod?: number | undefined;
}

/** The members that DescribeAlarms shows of an alarm whose state follows those of others. */
export type CompositeAlarm = CommonAlarm & {
  readonly AlarmRule: string;
  readonly EvaluationCriteria?: undefined;
  readonly ScheduledQueryConfiguration?: undefined;
} & {
  readonly [K in SuppressorMember | SuppressionMember]?: ShownComposite[K];
};

type SuppressorMember =
  'ActionsSuppressor' | 'ActionsSuppressorWaitPeriod' | 'ActionsSuppressorExtensionPeriod';

/** What follows from the suppressor's state. */
export type SuppressionMember = 'ActionsSuppressedBy' | 'ActionsSuppressedReason';

/** The actions of the latest transition, which has not come to them yet. */
export interface HeldActions {
  /** When a wait or an extension is over; a suppressor in ALARM holds for as long as it lasts. */
  readonly until?: Date | undefined;
}

/** What mute rules hold back, for as long as one of them is in the way. */
export interface MutedActions {
  /** When the last of the windows ends, as far as that is known. */
  readonly until: Date;
  /** The latest of the alarm, and of each of its contributors. */
  readonly causes: readonly MutedCause[];
}

export interface MutedCause extends Pick<
  AlarmAction,
  'alarm' | 'previous' | 'recentDatapoints' | 'datapointTimes' | 'contributor' | 'logLines'
> {
  /** Of an alarm on several series that was moved as a whole: its actions are of every kind. */
  readonly isOfAllKinds?: true | undefined;
}

/** Evaluated by itself at times of its own, on what it is to look at. */
export type MeasuringAlarm = Alarm | PromQLAlarm;

/** Evaluated on something else than the states of others. */
export type EvaluatedAlarm = MeasuringAlarm | LogAlarm;

export type AnyAlarm = EvaluatedAlarm | CompositeAlarm;

/** Of an alarm, or of what is put as one. */
export function isPromQL<A extends { readonly EvaluationCriteria?: object | undefined }>(
  alarm: A,
): alarm is Extract<A, { readonly EvaluationCriteria: object }> {
  return alarm.EvaluationCriteria !== undefined;
}

/** Of an alarm, or of what is put as one. */
export function isComposite<A extends { readonly AlarmRule?: string | undefined }>(
  alarm: A,
): alarm is Extract<A, { readonly AlarmRule: string }> {
  return alarm.AlarmRule !== undefined;
}

/** Of an alarm on one metric, or on a list of them. */
export function isOnMetrics(alarm: AnyAlarm): alarm is Alarm {
  return !isComposite(alarm) && !isPromQL(alarm) && !isLog(alarm);
}

export interface HistoryRecord {
  readonly id: string;
  readonly item: HistoryItem;
  /** Of a transition the state before, until its parents have followed. */
  readonly from?: StateValue | undefined;
  /** Of a transition the new state. */
  readonly to?: StateValue | undefined;
  /** The alarm was put, and not only told to act or not to: one with a rule is evaluated anew. */
  readonly isPut?: true | undefined;
  /** Of the deletion of an alarm that had tags. */
  readonly hadTags?: true | undefined;
}

export type HistoryItem = {
  readonly [K in HistoryMember]: Exclude<AlarmHistoryItem[K], undefined>;
} & { readonly [K in ContributorMember]?: AlarmHistoryItem[K] };

/** Of the items of a contributor's own history. */
type ContributorMember = 'AlarmContributorId' | 'AlarmContributorAttributes';

type HistoryMember =
  'AlarmName' | 'AlarmType' | 'Timestamp' | 'HistoryItemType' | 'HistorySummary' | 'HistoryData';

export interface HistoryDocument extends Document {
  readonly item: HistoryItem;
  readonly hadTags?: true | undefined;
}

export interface UndeliveredAction {
  readonly action: AlarmAction;
  readonly attemptCount: number;
  readonly nextAttemptAt: Date;
}

export const alarmKind = 'alarm';
export const historyKind = 'alarm-history';

export function alarmKey(scope: Scope, AlarmName: string): Key<AlarmDocument> {
  return keyOf(scope, alarmKind, AlarmName);
}

export function alarmsPrefix(scope: Scope): Prefix<AlarmDocument> {
  return prefixOf(scope, alarmKind);
}

/** What tells where a record lies. */
export interface HistoryPlace {
  readonly id: string;
  readonly item: Pick<HistoryItem, 'AlarmName' | 'Timestamp'>;
}

/** The items of an alarm lie together, the oldest first. */
export function historyKey(scope: Scope, { id, item }: HistoryPlace): Key<HistoryDocument> {
  const at = item.Timestamp.toISOString();
  return keyOf(scope, historyKind, item.AlarmName, at, id);
}

/** Sorts before the items of that time and of later ones. */
export function historyTimeKey(scope: Scope, AlarmName: string, time: Date): Key<HistoryDocument> {
  return keyOf(scope, historyKind, AlarmName, time.toISOString());
}

/** Between which all items of an alarm lie, and none of others. */
export function historyEnds(
  scope: Scope,
  AlarmName: string,
): readonly [start: Key<HistoryDocument>, end: Key<HistoryDocument>] {
  return [keyOf(scope, historyKind, AlarmName), keyOf(scope, historyKind, AlarmName, '~')];
}

export function historyPrefix(scope: Scope, AlarmName?: string): Prefix<HistoryDocument> {
  return AlarmName === undefined
    ? prefixOf(scope, historyKind)
    : prefixOf(scope, historyKind, AlarmName);
}

/** AWS shows the history of 30 days, of deleted alarms too. */
export const historyKeptMilliseconds = 30 * 86_400_000;

export function alarmArn({ account, region }: Scope, AlarmName: string): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}`;
}

/** The name in an alarm's ARN; undefined for an ARN of anything else, or elsewhere. */
export function alarmNameOf(scope: Scope, arn: string): string | undefined {
  const start = alarmArn(scope, '');
  return arn.startsWith(start) ? arn.slice(start.length) : undefined;
}
