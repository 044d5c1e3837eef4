import type { StateValue } from '@aws-sdk/client-cloudwatch';
import {
  type AlarmDocument,
  alarmKind,
  type AnyAlarm,
  type HistoryDocument,
  historyKind,
  isComposite,
  isOnMetrics,
} from '../../src/cloudwatch/alarm-document.js';
import type { OutgoingMessage } from '../../src/delivery/courier.js';
import { type OutgoingDocument, outgoingKind } from '../../src/heartbeat/outgoing.js';
import { isLog } from '../../src/cloudwatch/log-alarm.js';
import { partsOf } from '../../src/store/keys.js';
import { ActionAuditor, contributorSubject, isScaling } from './action-auditor.js';
import type { Written } from './memory-store.js';
import { MuteBook } from './mute-book.js';
import { contributorsFault, namesOf } from './naive-contributors.js';
import { logFault } from './naive-log.js';
import { byHand, reasonFault, takesHandBack } from './naive-reason.js';
import { warmUpFault } from './naive-warm-up.js';
import { actionsIn, isLogAsWhole, isOfAlarm, isOnSeveral } from './asked-actions.js';
import { RepeatWatch } from './repeat-watch.js';
import type { SampleLedger } from './sample-ledger.js';
import type { SeededLogs } from './seeded-logs.js';
import { StateWatch } from './state-watch.js';
import { SuppressionWatch } from './suppression-watch.js';

/**
 * Looks over every write of an alarm, and in the end over its history: each transition, of an alarm
 * or of a contributor, has one item and asks for its actions once, and its reason follows from the
 * samples.
 */
interface AuditedWorld {
  /** All that a beat evaluates is seen together: by one server, whose store does not fail. */
  readonly seesBeatsWhole: boolean;
  readonly logs: SeededLogs;
}

export class AlarmAuditor {
  readonly faults: string[] = [];
  readonly actions: ActionAuditor;
  transitionCount = 0;
  private readonly mutes = new MuteBook();
  private readonly repeats = new RepeatWatch();
  private readonly states: StateWatch;
  private readonly suppressions = new SuppressionWatch((name) => this.stateOf(name));
  /** The items of history that alarms have left to be filed. */
  private readonly promised = new Set<string>();
  private readonly transitions = new Map<string, number>();
  private readonly documents = new Map<string, AlarmDocument>();
  /** Of each composite alarm the moment of its latest transition. */
  private readonly movedAt = new Map<string, number>();
  private moment = 0;
  private now = new Date(0);

  constructor(
    private readonly ledger: SampleLedger,
    private readonly setting: AuditedWorld,
  ) {
    this.states = new StateWatch(ledger);
    this.actions = new ActionAuditor(this.mutes, () => this.now);
  }

  /** Something is about to happen: a beat or a call. */
  beginMoment(): void {
    this.moment += 1;
  }

  readonly stateOf = (name: string): StateValue | undefined =>
    this.documents.get(name)?.alarm.StateValue;

  /** A state set by hand lasts until a child moves. */
  isByHand(name: string): boolean {
    return this.documents.get(name)?.alarm.StateReason === byHand;
  }

  observe(written: Written, now: Date): void {
    this.now = now;
    this.mutes.observe(written);
    const { key, before, after } = written;
    const { kind, names } = partsOf(key);
    // What lies in a place is of the place's kind.
    if (kind === alarmKind) {
      this.observeAlarm(before as AlarmDocument | undefined, after as AlarmDocument | undefined);
    } else if (kind === historyKind && after !== undefined) {
      const { item } = after as HistoryDocument;
      const earlier = (before ?? {}) as Partial<HistoryDocument>;
      this.actions.noteItem(names.at(-1) ?? '', earlier, item);
    } else if (kind === outgoingKind && before === undefined && after !== undefined) {
      const posted = after as OutgoingDocument;
      this.actions.notePosted(posted, this.isBegun(posted));
    }
  }

  /** Behind a beat in which all that was due has been seen to. */
  checkBeat(now: Date): void {
    this.states.noteBeat(now);
    for (const [name, document] of this.documents) {
      const { alarm, undelivered } = document;
      const kept = undelivered.find(({ action }) => this.actions.isHandedOn(action.id));
      const fault =
        this.repeats.faultOf(alarm, this.mutes.isMuted(name, now), now) ??
        this.states.faultOf(document, now) ??
        this.suppressions.faultOf(document, now) ??
        (kept && `It keeps ${kept.action.id}, which has ended.`) ??
        this.mutes.faultOf(document, now);
      if (fault !== undefined) this.note(alarm, fault);
    }
  }

  /** In the end, when nothing moves any more. */
  finish(
    documents: Iterable<readonly [text: string, document: object]>,
    messages: readonly OutgoingMessage[],
  ): void {
    const told = new Map<string, number>();
    for (const [text, document] of documents) {
      const { kind, names } = partsOf({ text });
      if (kind === alarmKind) this.checkSettled(document as AlarmDocument);
      if (kind === historyKind) this.promised.delete(names.at(-1) ?? '');
      const told1 = kind === historyKind ? toldBy(document as HistoryDocument) : undefined;
      if (told1 !== undefined) count(told, told1);
    }
    for (const id of this.promised) this.faults.push(`The item ${id} was never filed.`);
    this.compare('transitions and items of history', this.transitions, told);
    this.actions.finish(messages, { isOnce: this.setting.seesBeatsWhole });
    this.faults.push(...this.actions.faults);
  }

  private isBegun({ action, message }: OutgoingDocument): boolean {
    const document = this.documents.get(action?.alarm.AlarmName ?? '');
    return document?.undelivered.find((each) => each.action.id === message.id)?.attemptCount !== 0;
  }

  private observeAlarm(old: AlarmDocument | undefined, next: AlarmDocument | undefined): void {
    if (next === undefined || next.deletedAt !== undefined) {
      if (old === undefined) return;
      this.documents.delete(old.alarm.AlarmName);
      this.actions.forget(old.alarm.AlarmName);
      return;
    }
    const { AlarmName, ActionsEnabled } = next.alarm;
    this.documents.set(AlarmName, next);
    const before = old?.incarnation === next.incarnation ? old : undefined;
    if (before !== undefined) {
      if (before.alarm.ActionsEnabled !== ActionsEnabled) this.actions.noteSwitch(AlarmName);
      this.noteChange(before, next);
    }
    const known = new Set(before?.undelivered.map(({ action }) => action.id));
    for (const { action } of next.undelivered) {
      if (known.has(action.id)) continue;
      this.actions.ask(action);
      if (isScaling(action.actionArn)) this.repeats.noteAsked(AlarmName, action.at);
    }
    for (const { id } of next.unfiledHistory) this.promised.add(id);
    this.faults.push(...this.actions.faults.splice(0));
  }

  private noteChange(old: AlarmDocument, next: AlarmDocument): void {
    const { alarm } = next;
    this.suppressions.note(old, next, this.now);
    const hasMoved = old.alarm.StateValue !== alarm.StateValue;
    const isFree = !hasMoved && old.heldActions !== undefined && next.heldActions === undefined;
    if (isFree) this.noteRelease(old, next);
    const expected = this.noteContributors(old, next) + (hasMoved ? this.noteMove(old, next) : 0);
    // Of an alarm on several series others may be in ALARM, though as many as before.
    const isTold = alarm.StateValue === 'ALARM' && isUpdated(old.alarm, alarm);
    const areOthers = isTold && namesOf(old).join() !== namesOf(next).join();
    if (!hasMoved && (areOthers || old.alarm.StateReason !== alarm.StateReason)) {
      const at = this.timeAfter(old).toISOString();
      count(this.transitions, `${alarm.AlarmName} ${at} for another reason`);
    }
    const isTurn = hasMoved || namesOf(old).join() !== namesOf(next).join();
    const asked = next.undelivered.length - old.undelivered.length;
    if (isTurn && asked !== expected) this.note(alarm, `asks for ${asked}, not ${expected}.`);
    const scene = { ledger: this.ledger, now: this.now };
    const fault =
      contributorsFault(old, next, scene) ??
      warmUpFault(old, next, scene) ??
      logFault(old, next, this.setting.logs);
    if (fault !== undefined) this.note(alarm, fault);
  }

  /** Of what a suppressor has held back. */
  private noteRelease(old: AlarmDocument, { alarm, undelivered }: AlarmDocument): void {
    const arns = actionsIn(alarm, alarm.StateValue);
    this.actions.beginTurn(alarm.AlarmName, arns);
    const asked = undelivered.length - old.undelivered.length;
    if (asked !== arns.length) this.note(alarm, `lets ${asked} go, not ${arns.length}.`);
  }

  /** How many actions it is to ask for. */
  private noteMove(old: AlarmDocument, next: AlarmDocument): number {
    const { alarm } = next;
    this.transitionCount += 1;
    this.countMove(alarm.AlarmName, alarm.StateValue, old);
    if (isComposite(alarm)) this.noteFollowing(alarm.AlarmName);
    const hasReason = isOnMetrics(alarm) && !isOnSeveral(next);
    const fault = hasReason ? reasonFault(alarm, this.ledger) : undefined;
    if (fault !== undefined) this.note(alarm, fault);
    const isHeld = next.heldActions !== undefined;
    const isByHand = alarm.StateReason === byHand || takesHandBack(old, next);
    const isWhole = !isOnSeveral(next) || isByHand || isLogAsWhole(alarm);
    const arns = isHeld ? [] : actionsIn(alarm, alarm.StateValue);
    const own = isWhole ? arns : arns.filter((arn) => isOfAlarm(arn, alarm));
    this.actions.beginTurn(alarm.AlarmName, own);
    return own.length;
  }

  private noteContributors(old: AlarmDocument, next: AlarmDocument): number {
    const [before, after] = [namesOf(old), namesOf(next)];
    const started = after.filter((host) => !before.includes(host));
    const ended = before.filter((host) => !after.includes(host));
    // The groups of another query are others; nothing is let go of those that are no more.
    if (isLog(next.alarm) && next.queryResults === undefined) {
      for (const host of ended) this.actions.drop(contributorSubject(next.alarm.AlarmName, host));
      return 0;
    }
    const turn = (host: string, states: readonly ['OK' | 'ALARM', 'OK' | 'ALARM']): number => {
      const subject = contributorSubject(next.alarm.AlarmName, host);
      this.transitionCount += 1;
      this.countMove(subject, states[1], old);
      const arns = actionsIn(next.alarm, states[1]).filter((arn) => !isOfAlarm(arn, next.alarm));
      this.actions.beginTurn(subject, arns);
      return arns.length;
    };
    const counts = [
      ...started.map((host) => turn(host, ['OK', 'ALARM'])),
      ...ended.map((host) => turn(host, ['ALARM', 'OK'])),
    ];
    return counts.reduce((sum, each) => sum + each, 0);
  }

  private countMove(subject: string, to: StateValue, old: AlarmDocument): void {
    count(this.transitions, `${subject} ${this.timeAfter(old).toISOString()} to ${to}`);
  }

  /** A clock that is set back sets nothing back that an alarm has told. */
  private timeAfter({ alarm, unfiledHistory }: AlarmDocument): Date {
    const told = [alarm.StateUpdatedTimestamp, alarm.AlarmConfigurationUpdatedTimestamp];
    const filed = unfiledHistory.map(({ item }) => item.Timestamp);
    const times = [...told, ...filed, this.now].map((time) => time.getTime());
    return new Date(Math.max(...times));
  }

  /** What a composite alarm saw in between two moves of one beat it would take back at once. */
  private noteFollowing(name: string): void {
    if (this.setting.seesBeatsWhole && this.movedAt.get(name) === this.moment) {
      this.faults.push(`${name} moves twice in one moment, at ${this.now.toISOString()}.`);
    }
    this.movedAt.set(name, this.moment);
  }

  private note({ AlarmName }: AnyAlarm, fault: string): void {
    this.faults.push(`${AlarmName} at ${this.now.toISOString()}: ${fault}`);
  }

  private checkSettled({ alarm, undelivered, unfiledHistory, ...rest }: AlarmDocument): void {
    const left = undelivered.length + unfiledHistory.length;
    if (left > 0) this.faults.push(`${alarm.AlarmName} has ${left} things left to be done.`);
    const isWaiting = rest.mutedActions !== undefined || rest.warmUp !== undefined;
    if (isWaiting) this.faults.push(`${alarm.AlarmName} waits for what is over.`);
  }

  private compare(
    what: string,
    one: ReadonlyMap<string, number>,
    other: ReadonlyMap<string, number>,
  ): void {
    for (const text of new Set([...one.keys(), ...other.keys()])) {
      const [first, second] = [one.get(text) ?? 0, other.get(text) ?? 0];
      if (first !== second) this.faults.push(`${text}: ${first} and ${second} ${what}.`);
    }
  }
}

/** Where the clock was set back, its time may be that of the update before. */
function isUpdated(before: AnyAlarm, after: AnyAlarm): boolean {
  const isLater = +before.StateUpdatedTimestamp !== +after.StateUpdatedTimestamp;
  return isLater || before.StateReasonData !== after.StateReasonData;
}

/** The transition that an item of history tells of. */
function toldBy({ item }: HistoryDocument): string | undefined {
  const { AlarmName, Timestamp, HistorySummary, AlarmContributorAttributes } = item;
  const [, to] =
    /^(?:Alarm|Contributor state) updated (?:from \S+ )?to (\S+)$/.exec(HistorySummary) ?? [];
  const host = AlarmContributorAttributes?.Host;
  const subject = host === undefined ? AlarmName : contributorSubject(AlarmName, host);
  const at = `${subject} ${Timestamp.toISOString()}`;
  if (/^State Reason changed|^Some contributor/.test(HistorySummary)) {
    return `${at} for another reason`;
  }
  return to === undefined ? undefined : `${at} to ${to}`;
}

function count(counts: Map<string, number>, text: string): void {
  counts.set(text, (counts.get(text) ?? 0) + 1);
}
