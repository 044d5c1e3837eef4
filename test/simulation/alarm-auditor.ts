import type { StateValue } from '@aws-sdk/client-cloudwatch';
import {
  type AlarmDocument,
  alarmKind,
  type AnyAlarm,
  type HistoryDocument,
  historyKind,
  isComposite,
  isPromQL,
} from '../../src/cloudwatch/alarm-document.js';
import type { OutgoingMessage } from '../../src/delivery/courier.js';
import { partsOf } from '../../src/store/keys.js';
import type { Written } from './memory-store.js';
import { byHand, reasonFault } from './naive-reason.js';
import type { SampleLedger } from './sample-ledger.js';

/**
 * Looks over every write of an alarm, and in the end over its history and over what was sent: each
 * transition has one item, its actions are asked for once and arrive, and its reason follows from
 * the samples.
 */
export class AlarmAuditor {
  readonly faults: string[] = [];
  transitionCount = 0;
  private readonly transitions = new Map<string, number>();
  /** Of each alarm the actions of its latest transition, by ARN. */
  private readonly latest = new Map<string, Map<string, number>>();
  /** The ids of all actions, but those that went with their alarm. */
  private readonly asked = new Map<string, string>();
  private readonly states = new Map<string, AnyAlarm>();

  /** Of each composite alarm the moment of its latest transition. */
  private readonly movedAt = new Map<string, number>();
  private moment = 0;

  constructor(
    private readonly ledger: SampleLedger,
    /** All that a beat evaluates is seen together: by one server, whose store does not fail. */
    private readonly seesBeatsWhole: boolean,
  ) {}

  /** Something is about to happen: a beat or a call. */
  beginMoment(): void {
    this.moment += 1;
  }

  readonly stateOf = (name: string): StateValue | undefined => this.states.get(name)?.StateValue;

  /** A state set by hand lasts until a child moves. */
  isByHand(name: string): boolean {
    return this.states.get(name)?.StateReason === byHand;
  }

  observe({ key, before, after }: Written, now: Date): void {
    if (partsOf(key).kind !== alarmKind) return;
    // Documents of the kind are alarms.
    const [old, next] = [before, after] as [AlarmDocument | undefined, AlarmDocument | undefined];
    if (next === undefined || next.isDeleted === true) {
      this.forget(old);
      return;
    }
    const { AlarmName, StateValue } = next.alarm;
    this.states.set(AlarmName, next.alarm);
    const isSame = old?.incarnation === next.incarnation;
    if (isSame && old.alarm.StateValue !== StateValue) this.noteTransition(old, next, now);
    this.noteActions(isSame ? old : undefined, next);
  }

  /** In the end, when nothing moves any more. */
  finish(
    documents: Iterable<readonly [text: string, document: object]>,
    messages: readonly OutgoingMessage[],
  ): void {
    const told = new Map<string, number>();
    const executed = new Map<string, number>();
    for (const [text, document] of documents) {
      const { kind, names } = partsOf({ text });
      if (kind === alarmKind) this.checkSettled(document as AlarmDocument);
      if (kind !== historyKind) continue;
      const { item } = document as HistoryDocument;
      const { AlarmName, Timestamp, HistoryItemType, HistorySummary } = item;
      const [, from = '', to = ''] =
        /^Alarm updated from (\S+) to (\S+)$/.exec(HistorySummary) ?? [];
      if (from !== '') count(told, textOf(AlarmName, Timestamp, [from, to]));
      if (HistoryItemType === 'Action') count(executed, names.at(-1) ?? '');
    }
    this.compare('transitions and items of history', this.transitions, told);
    const arrived = new Map<string, string>();
    for (const { id, body } of messages) {
      if ((arrived.get(id) ?? body) !== body) this.faults.push(`${id} arrived with two contents.`);
      arrived.set(id, body);
    }
    for (const [id, what] of this.asked) {
      if (!arrived.has(id)) this.faults.push(`${what} never arrived.`);
      if (executed.get(id) !== 1) this.faults.push(`${what} has ${executed.get(id) ?? 0} items.`);
    }
  }

  private noteTransition(old: AlarmDocument, next: AlarmDocument, now: Date): void {
    const { alarm } = next;
    this.transitionCount += 1;
    count(this.transitions, textOf(alarm.AlarmName, now, [old.alarm.StateValue, alarm.StateValue]));
    this.latest.set(alarm.AlarmName, new Map());
    if (isComposite(alarm)) this.noteFollowing(alarm.AlarmName, now);
    const hasMetrics = !isComposite(alarm) && !isPromQL(alarm);
    const fault = hasMetrics ? reasonFault(alarm, this.ledger) : undefined;
    if (fault !== undefined) {
      this.faults.push(`${alarm.AlarmName} at ${now.toISOString()}: ${fault}`);
    }
    const isHeld = next.heldActions !== undefined;
    const asked = next.undelivered.length - old.undelivered.length;
    const expected = alarm.ActionsEnabled && !isHeld ? actionsOf(alarm).length : 0;
    if (asked !== expected)
      this.faults.push(
        `${alarm.AlarmName} asks for ${asked} actions at ${now.toISOString()}, not ${expected}.`,
      );
  }

  /** What a composite alarm saw in between two moves of one beat it would take back at once. */
  private noteFollowing(name: string, now: Date): void {
    if (this.seesBeatsWhole && this.movedAt.get(name) === this.moment) {
      this.faults.push(`${name} moves twice in one moment, at ${now.toISOString()}.`);
    }
    this.movedAt.set(name, this.moment);
  }

  private noteActions(old: AlarmDocument | undefined, next: AlarmDocument): void {
    const known = new Set(old?.undelivered.map(({ action }) => action.id));
    for (const { action } of next.undelivered) {
      if (known.has(action.id)) continue;
      const { AlarmName } = next.alarm;
      const what = `${AlarmName}'s ${action.actionArn} of ${action.at.toISOString()}`;
      this.asked.set(action.id, what);
      const latest = this.latest.get(AlarmName) ?? new Map<string, number>();
      count(latest, action.actionArn);
      if ((latest.get(action.actionArn) ?? 0) > 1) this.faults.push(`${what} is asked for twice.`);
    }
  }

  /** What a deleted alarm still had to do is not done any more. */
  private forget(old: AlarmDocument | undefined): void {
    if (old === undefined) return;
    this.states.delete(old.alarm.AlarmName);
    for (const { action } of old.undelivered) this.asked.delete(action.id);
  }

  private checkSettled({ alarm, undelivered, unfiledHistory }: AlarmDocument): void {
    const left = undelivered.length + unfiledHistory.length;
    if (left > 0) this.faults.push(`${alarm.AlarmName} has ${left} things left to be done.`);
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

function actionsOf(alarm: AnyAlarm): readonly string[] {
  if (alarm.StateValue === 'ALARM') return alarm.AlarmActions;
  return alarm.StateValue === 'OK' ? alarm.OKActions : alarm.InsufficientDataActions;
}

function textOf(name: string, at: Date, states: readonly string[]): string {
  return `${name} ${at.toISOString()} ${states.join(' -> ')}`;
}

function count(counts: Map<string, number>, text: string): void {
  counts.set(text, (counts.get(text) ?? 0) + 1);
}
