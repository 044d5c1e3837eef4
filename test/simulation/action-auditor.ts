import type { AlarmAction } from '../../src/cloudwatch/alarm-action.js';
import type { HistoryDocument, HistoryItem } from '../../src/cloudwatch/alarm-document.js';
import type { OutgoingMessage } from '../../src/delivery/courier.js';
import type { OutgoingDocument } from '../../src/heartbeat/outgoing.js';
import { isDeadEnd } from './alarm-cast.js';
import type { MuteBook } from './mute-book.js';

/**
 * Follows each action from where it is asked for to its end. Of one transition an action counts
 * once, unless it repeats; one that a mute rule held back arrives when no rule does so any more,
 * and otherwise not at all; each has one item of history.
 */
export class ActionAuditor {
  readonly faults: string[] = [];
  private readonly asked = new Map<string, Asked>();
  private readonly posted = new Set<string>();
  /** Of each alarm, and of each contributor, what its latest transition has asked for. */
  private readonly latest = new Map<string, Turn>();

  constructor(
    private readonly mutes: MuteBook,
    private readonly now: () => Date,
  ) {}

  /** `actionArns` are those that it asks for, if nothing holds them back. */
  beginTurn(subject: string, actionArns: readonly string[]): void {
    this.latest.set(subject, { actionArns, asked: new Map(), isSwitched: false });
  }

  /** What is held back may come to be nobody's any more. */
  noteSwitch(AlarmName: string): void {
    for (const [subject, turn] of this.latest) {
      if (nameIn(subject) === AlarmName) turn.isSwitched = true;
    }
  }

  forget(AlarmName: string): void {
    for (const subject of [...this.latest.keys()]) {
      if (nameIn(subject) === AlarmName) this.drop(subject);
    }
  }

  /** It is there no more, and what is held back of it goes with it. */
  drop(subject: string): void {
    this.latest.delete(subject);
  }

  ask(action: AlarmAction): void {
    const { id, actionArn, at, muteWindowEnd } = action;
    const { AlarmName } = action.alarm;
    const subject = subjectOf(action);
    const what = `${subject}'s ${actionArn} of ${at.toISOString()}`;
    const asked: Asked = { what, number: this.asked.size, action, ends: [] };
    this.asked.set(id, asked);
    if (muteWindowEnd !== undefined && this.mutes.isMuted(AlarmName, this.now())) {
      this.faults.push(`${what} is let go while it is muted.`);
    }
    const turn = this.latest.get(subject);
    const isNobodys = turn?.isSwitched === false && !turn.actionArns.includes(actionArn);
    if (isNobodys) this.faults.push(`${what} is none of its transition.`);
    const earlier = turn?.asked.get(actionArn) ?? [];
    turn?.asked.set(actionArn, [...earlier, asked]);
    const last = earlier.at(-1);
    if (last === undefined) return;
    const isRepeat = isScaling(actionArn) && at.getTime() - last.action.at.getTime() >= 30_000;
    const held = isScaling(actionArn) ? [last] : earlier;
    const isAgain = held.every(({ ends }) => ends.every((end) => end === 'Suppressed'));
    if (!isRepeat && (muteWindowEnd === undefined || !isAgain)) {
      this.faults.push(`${what} is asked for twice.`);
    }
  }

  /** An item of history is written, perhaps once more. */
  noteItem(id: string, { item: before }: Partial<HistoryDocument>, item: HistoryItem): void {
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(item)) {
      this.faults.push(`The item ${id} of ${item.AlarmName} is told otherwise.`);
    }
    if (before === undefined) this.noteEnd(id, item);
  }

  private noteEnd(id: string, item: HistoryItem): void {
    const asked = this.asked.get(id);
    if (asked === undefined || !isOfAction(item)) return;
    const end = stateIn(item);
    asked.ends.push(end);
    const { AlarmName } = item;
    if (end !== 'Suppressed' || this.mutes.isMuted(AlarmName, this.now())) return;
    this.faults.push(`${asked.what} is muted by nothing at ${this.now().toISOString()}.`);
  }

  /** What has been tried before goes on, though it be muted meanwhile. */
  notePosted({ action }: OutgoingDocument, isBegun: boolean): void {
    if (action !== undefined) this.posted.add(action.id);
    if (action === undefined || isBegun) return;
    if (!this.mutes.isMuted(action.alarm.AlarmName, this.now())) return;
    this.faults.push(`${action.id} goes out at ${this.now().toISOString()} while it is muted.`);
  }

  /** How often an action was executed. */
  executedCount(actionArn: string): number {
    const all = [...this.asked.values()].filter(({ action }) => action.actionArn === actionArn);
    return all.filter(({ ends }) => ends.includes('Succeeded')).length;
  }

  /** Whether it has ended, or goes on elsewhere, and is nothing that its alarm has to do. */
  isHandedOn(id: string): boolean {
    return this.posted.has(id) || (this.asked.get(id)?.ends.length ?? 0) > 0;
  }

  /**
   * In the end, when nothing is muted any more. Where no server ended and the store never failed,
   * nothing is told twice.
   */
  finish(messages: readonly OutgoingMessage[], { isOnce }: { readonly isOnce: boolean }): void {
    const arrived = new Map<string, string>();
    for (const { id, targetArn, body } of messages) {
      const known = arrived.get(id);
      if (known !== undefined && (isOnce || known !== body)) {
        this.faults.push(`${id} arrived with ${known === body ? 'one content' : 'two contents'}.`);
      }
      if (this.asked.get(id)?.action.actionArn !== targetArn) {
        this.faults.push(`${id} arrived at ${targetArn}, and nobody has asked for that.`);
      }
      arrived.set(id, body);
    }
    for (const [id, asked] of this.asked) this.checkEnd(asked, arrived.get(id));
    this.checkOrder([...arrived.keys()]);
    for (const [subject, turn] of this.latest) this.checkTurn(subject, turn);
  }

  private checkEnd({ what, action, ends }: Asked, body: string | undefined): void {
    const [end] = ends;
    if (ends.length !== 1) this.faults.push(`${what} has ${ends.length} items.`);
    if (isScaling(action.actionArn)) return;
    if (isDeadEnd(action.actionArn)) {
      const isTold = end === 'Suppressed' || end === 'Failed';
      if (body !== undefined || !isTold) this.faults.push(`${what} came to ${end}.`);
      return;
    }
    if (end === 'Suppressed' && body !== undefined)
      this.faults.push(`${what} arrived all the same.`);
    if (end !== 'Suppressed' && body === undefined) this.faults.push(`${what} never arrived.`);
    const isLate = body?.includes('"ActionExecutedAfterMuteWindow":true') ?? false;
    const isTold = body !== undefined && isTopic(action.actionArn);
    if (isTold && isLate !== (action.muteWindowEnd !== undefined)) {
      this.faults.push(`${what} does not say whether it was muted.`);
    }
  }

  /** A topic that keeps order hears of an alarm what happened to it, one after the other. */
  private checkOrder(ids: readonly string[]): void {
    const last = new Map<string, Asked>();
    for (const id of ids) {
      const asked = this.asked.get(id);
      if (asked?.action.actionArn.endsWith('.fifo') !== true) continue;
      const { AlarmName } = asked.action.alarm;
      const before = last.get(AlarmName);
      // Where the clock was set back, the later one may tell of an earlier time.
      const isAskedBefore = before !== undefined && asked.number < before.number;
      if (isAskedBefore && isBefore(asked.action, before.action)) {
        this.faults.push(`${asked.what} arrived behind ${before.what}.`);
      }
      last.set(AlarmName, asked);
    }
  }

  private checkTurn(subject: string, { actionArns, asked, isSwitched }: Turn): void {
    if (isSwitched) return;
    for (const actionArn of actionArns) {
      const all = asked.get(actionArn) ?? [];
      const isHeld = all.every(({ ends }) => ends.includes('Suppressed'));
      if (isHeld) this.faults.push(`${subject}'s ${actionArn} was never let go.`);
    }
  }
}

interface Asked {
  readonly what: string;
  /** In the order in which they were asked for. */
  readonly number: number;
  readonly action: AlarmAction;
  readonly ends: string[];
}

interface Turn {
  readonly actionArns: readonly string[];
  readonly asked: Map<string, readonly Asked[]>;
  isSwitched: boolean;
}

function subjectOf({ alarm, contributor }: AlarmAction): string {
  if (contributor === undefined) return alarm.AlarmName;
  return contributorSubject(alarm.AlarmName, contributor.ContributorAttributes.Host ?? '');
}

export function contributorSubject(AlarmName: string, host: string): string {
  return `${AlarmName}/${host}`;
}

function nameIn(subject: string): string {
  return subject.split('/')[0] ?? '';
}

/** Ids of one time sort as what they tell of came. */
function isBefore(one: AlarmAction, other: AlarmAction): boolean {
  const elapsed = other.at.getTime() - one.at.getTime();
  return elapsed > 0 || (elapsed === 0 && one.id < other.id);
}

function isTopic(actionArn: string): boolean {
  return actionArn.startsWith('arn:aws:sns:');
}

export function isScaling(actionArn: string): boolean {
  return actionArn.startsWith('arn:aws:autoscaling:');
}

export function isOfAction({ HistoryItemType }: HistoryItem): boolean {
  return HistoryItemType === 'Action' || HistoryItemType === 'AlarmContributorAction';
}

function stateIn({ HistoryData }: HistoryItem): string {
  const { actionState } = JSON.parse(HistoryData) as { readonly actionState: string };
  return actionState;
}
