import { detachedKind } from '../../src/autoscaling/detached-instance.js';
import { activityKind, groupKind, policyKind } from '../../src/autoscaling/keys.js';
import { isAtCapacity } from '../../src/autoscaling/at-capacity.js';
import {
  type ActivityDocument,
  type GroupActivity,
  isEnded,
} from '../../src/autoscaling/activity.js';
import {
  findInstance,
  type GroupDocument,
  isDeleting,
  type ManagedInstance,
} from '../../src/autoscaling/group-document.js';
import { isTerminating } from '../../src/autoscaling/lifecycle.js';
import { actualCapacity, isCounted, isLiving } from '../../src/autoscaling/placement.js';
import { weightOf } from '../../src/autoscaling/units.js';
import type { PolicyDocument } from '../../src/autoscaling/policy-document.js';
import { partsOf } from '../../src/store/keys.js';
import { type CloudInstance, hasStopped, isNone } from './cloud-instance.js';
import { pathFault } from './lifecycle-paths.js';
import { LimitAuditor } from './limit-auditor.js';
import type { Written } from './memory-store.js';
import { EmptinessAuditor, serviceFaults } from './service-auditor.js';
import { simulatedInstanceKind } from '../../src/launchers/simulated.js';

/**
 * Looks over each write that a world makes of a group, an activity or an instance, and notes what
 * must never be: a capacity outside its bounds, an instance lost, taken twice or moved along a path
 * that no instance takes, a change without a cause, a cause that is forgotten, an effect that comes
 * a second time. It knows nothing of who writes, and so sees crashes and rivals as well.
 */
export class GroupAuditor {
  readonly faults: string[] = [];
  /** How many writes of groups were looked over. */
  writeCount = 0;
  readonly paths = new Map<string, number>();
  /** Set by whatever may leave an instance behind. */
  private isUnseen = false;
  private readonly groups = new Map<string, GroupDocument>();
  private readonly limits: LimitAuditor;
  readonly emptiness = new EmptinessAuditor();
  private readonly filed = new Set<string>();
  private readonly honored = new Set<string>();
  /** The group that each instance was last a member of. */
  private readonly owners = new Map<string, string>();
  private readonly detached = new Set<string>();
  /** Those that a call to detach has named; it may have been refused in the end. */
  private readonly attachable = new Set<string>();
  private readonly instances = new Map<string, CloudInstance>();

  constructor(serverCount = 1) {
    this.limits = new LimitAuditor(serverCount);
  }

  observe({ key, kind, before, after }: Written, now: Date): void {
    if (!auditedKinds.has(kind)) return;
    const { names } = partsOf(key);
    const [name = ''] = names;
    if (kind === groupKind || kind === simulatedInstanceKind) this.isUnseen = true;
    // The kind of a key says what lies there.
    if (kind === activityKind) this.noteActivity(after as ActivityDocument | undefined);
    if (kind === simulatedInstanceKind) this.noteInstance(name, after as CloudInstance | undefined);
    if (kind === detachedKind && after !== undefined) this.attachable.add(name);
    if (kind === policyKind) this.limits.notePolicy(names.join(' '), after as PolicyDocument);
    if (kind !== groupKind) return;
    this.writeCount += 1;
    const at = `${now.toISOString()} ${name}`;
    const [old, next] = [before as GroupDocument | undefined, after as GroupDocument | undefined];
    if (next === undefined) this.groups.delete(name);
    else this.groups.set(name, next);
    const faults =
      next === undefined ? this.removalFaults(old) : this.changeFaults(old, next, { name, now });
    this.faults.push(...faults.map((fault) => `${at}: ${fault}`));
  }

  /** What a client puts of a load that policies follow. */
  noteValue(value: number, now: Date): void {
    this.limits.noteValue(value, now);
  }

  /** Of all instances that run, those that no group has and nobody has taken out of one. */
  orphans(now: Date): readonly string[] {
    if (!this.isUnseen) return [];
    this.isUnseen = false;
    return [...this.instances]
      .filter(([id, instance]) => {
        if (isNone(instance) || hasStopped(instance, now)) return false;
        const group = this.groups.get(this.owners.get(id) ?? instance.AutoScalingGroupName);
        const isMember = group !== undefined && findInstance(group, id) !== undefined;
        return !isMember && !this.detached.has(id);
      })
      .map(([id]) => id);
  }

  groupsNow(): ReadonlyMap<string, GroupDocument> {
    return this.groups;
  }

  private noteActivity(document: ActivityDocument | undefined): void {
    if (document === undefined) return;
    const { ActivityId, EndTime } = document.activity;
    if (EndTime === undefined) this.faults.push(`${ActivityId} was filed before its end.`);
    this.filed.add(ActivityId);
  }

  private noteInstance(id: string, document: CloudInstance | undefined): void {
    if (document === undefined) {
      this.instances.delete(id);
      return;
    }
    const isNew = !this.instances.has(id);
    this.instances.set(id, document);
    const group = this.groups.get(document.AutoScalingGroupName);
    const isWanted = group !== undefined && findInstance(group, id) !== undefined;
    // A rival that was slow may ask for what its group has given up meanwhile.
    if (isNew && !isWanted && !this.owners.has(id)) this.faults.push(`${id} is nobody's.`);
  }

  private removalFaults(old: GroupDocument | undefined): readonly string[] {
    if (old === undefined) return [];
    const open = old.activities.filter(({ ActivityId }) => !this.filed.has(ActivityId));
    return [
      ...old.instances.map(({ instance }) => `It left ${instance.InstanceId} behind.`),
      ...open.map(({ Description }) => `It left an activity behind: ${Description}`),
    ];
  }

  private changeFaults(
    old: GroupDocument | undefined,
    next: GroupDocument,
    { name, now }: { readonly name: string; readonly now: Date },
  ): readonly string[] {
    return [
      ...boundsFaults(next),
      ...causeFaults(old, next),
      ...this.effectFaults(old, next),
      ...this.activityFaults(old, next),
      ...this.membershipFaults(old, next, name),
      ...this.instanceFaults(old, next, now),
      ...serviceFaults(old, next, now),
      ...this.limits.faults({ old, next, now }),
    ];
  }

  private effectFaults(old: GroupDocument | undefined, next: GroupDocument): readonly string[] {
    if (old?.honoredIds === next.honoredIds) return [];
    const known = new Set(old?.honoredIds);
    // One that is there twice has had a second effect, though its first is remembered.
    const fresh = next.honoredIds.filter(
      (id, index) => !known.has(id) || next.honoredIds.indexOf(id) !== index,
    );
    const again = fresh.filter((id) => this.honored.has(`${next.group.AutoScalingGroupARN} ${id}`));
    for (const id of fresh) this.honored.add(`${next.group.AutoScalingGroupARN} ${id}`);
    return again.map((id) => `${id} had its effect twice.`);
  }

  /** An activity leaves its group when it is filed, or where another tells of the same refusal. */
  private activityFaults(old: GroupDocument | undefined, next: GroupDocument): readonly string[] {
    if (old?.activities === next.activities) return [];
    const kept = new Set(next.activities.map(({ ActivityId }) => ActivityId));
    const lost = (old?.activities ?? []).filter(
      (activity) => !kept.has(activity.ActivityId) && !this.filed.has(activity.ActivityId),
    );
    return lost
      .filter((activity) => isEnded(activity) || this.isServed(old, activity))
      .map(({ Description }) => `An activity is lost: ${Description}`);
  }

  private isServed(old: GroupDocument | undefined, { ActivityId }: GroupActivity): boolean {
    const managed = old?.instances.find((each) => each.ActivityId === ActivityId);
    if (managed === undefined) return true;
    return !this.isRefused(managed);
  }

  /** The cloud has no such instance: it was refused, or never asked for. */
  private isRefused({ instance }: ManagedInstance): boolean {
    const known = this.instances.get(instance.InstanceId);
    return known === undefined || isNone(known);
  }

  private membershipFaults(
    old: GroupDocument | undefined,
    next: GroupDocument,
    name: string,
  ): readonly string[] {
    if (old?.instances === next.instances) return [];
    const ids = next.instances.map(({ instance }) => instance.InstanceId);
    const known = new Set(old?.instances.map(({ instance }) => instance.InstanceId));
    const faults = new Set(ids).size === ids.length ? [] : ['An instance is there twice.'];
    for (const id of ids.filter((each) => !known.has(each))) {
      const owner = this.owners.get(id);
      if (owner !== undefined && (this.isHeld(id, owner, name) || !this.attachable.has(id))) {
        faults.push(`${id} is a member of ${owner} already.`);
      }
      this.owners.set(id, name);
      this.detached.delete(id);
    }
    return faults;
  }

  private isHeld(id: string, owner: string, name: string): boolean {
    const instances = owner === name ? [] : (this.groups.get(owner)?.instances ?? []);
    return instances.some(({ instance }) => instance.InstanceId === id);
  }

  private instanceFaults(
    old: GroupDocument | undefined,
    next: GroupDocument,
    now: Date,
  ): readonly string[] {
    if (old === undefined || old.instances === next.instances) return [];
    const faults: string[] = [];
    const after = new Map(next.instances.map((each) => [each.instance.InstanceId, each]));
    for (const managed of old.instances) {
      const { InstanceId, LifecycleState } = managed.instance;
      const moved = after.get(InstanceId);
      if (moved === managed) continue;
      const path = `${LifecycleState} -> ${moved?.instance.LifecycleState ?? 'gone'}`;
      this.paths.set(path, (this.paths.get(path) ?? 0) + 1);
      const fault = pathFault({ old, next, managed, moved, now });
      if (fault !== undefined) faults.push(`${InstanceId}: ${fault}`);
      if (moved !== undefined) continue;
      if (LifecycleState === 'Detaching') this.detached.add(InstanceId);
      else if (!this.isOver(managed, now)) faults.push(`${InstanceId} left while it runs.`);
    }
    return faults;
  }

  private isOver(managed: ManagedInstance, now: Date): boolean {
    const known = this.instances.get(managed.instance.InstanceId);
    return known === undefined || isNone(known) || hasStopped(known, now);
  }
}

/** Most of what a world writes are alarms. */
const auditedKinds = new Set([
  activityKind,
  detachedKind,
  groupKind,
  policyKind,
  simulatedInstanceKind,
]);

function boundsFaults(next: GroupDocument): readonly string[] {
  const { MinSize, MaxSize, DesiredCapacity } = next.group;
  if (MinSize <= DesiredCapacity && DesiredCapacity <= MaxSize) return [];
  return [`${DesiredCapacity} is not within ${MinSize} and ${MaxSize}.`];
}

/** What changes has a cause, and what is launched is wanted. */
function causeFaults(old: GroupDocument | undefined, next: GroupDocument): readonly string[] {
  const known = new Set(old?.activities.map(({ ActivityId }) => ActivityId));
  const begun = next.activities.filter(({ ActivityId }) => !known.has(ActivityId));
  const faults = begun.filter(({ Cause }) => !isCause(Cause)).map(({ Cause }) => `Odd: ${Cause}`);
  const isOfProtection = ({ Description }: GroupActivity): boolean =>
    Description.includes('protected');
  // What weighs too much would stay without protection, too.
  if (begun.some(isOfProtection) && isAtCapacity(next)) faults.push('Protection keeps nothing.');
  const isChanged = old !== undefined && old.group.DesiredCapacity !== next.group.DesiredCapacity;
  const hasTold = begun.length > 0 || old?.triggers !== next.triggers || isDeleting(next);
  if (isChanged && !hasTold) faults.push('The desired capacity changed without a cause.');
  if (old === undefined || old.instances === next.instances) return faults;
  const before = new Set(old.instances.map(({ instance }) => instance.InstanceId));
  for (const managed of next.instances) {
    const { InstanceId } = managed.instance;
    if (!before.has(InstanceId) && isTerminating(managed)) {
      faults.push(`${InstanceId} is launched and goes in one turn.`);
    }
    if (before.has(InstanceId) && !(isTerminating(managed) && isLivingIn(old, managed))) continue;
    const told = next.activities.find(({ ActivityId }) => ActivityId === managed.ActivityId);
    if (told?.Description.includes(InstanceId) === true) continue;
    faults.push(`Nothing tells of ${InstanceId}, ${managed.instance.LifecycleState}.`);
  }
  return [...faults, ...surplusFaults(next, before)];
}

function isLivingIn(old: GroupDocument, { instance }: ManagedInstance): boolean {
  const managed = findInstance(old, instance.InstanceId);
  return managed !== undefined && isLiving(managed);
}

function surplusFaults(next: GroupDocument, before: ReadonlySet<string>): readonly string[] {
  const fresh = next.instances.filter(({ instance }) => !before.has(instance.InstanceId));
  const launched = fresh.filter(({ skipsHooks }) => skipsHooks !== true);
  const counted = launched.filter(isCounted);
  const { DesiredCapacity } = next.group;
  // "A value that is equal to your desired capacity plus your largest weight", of weights.
  const heaviest = Math.max(...next.instances.filter(isCounted).map(weightOf));
  if (counted.length === 0 || actualCapacity(next) < DesiredCapacity + heaviest) return [];
  return [`${actualCapacity(next)} were launched where ${DesiredCapacity} are desired.`];
}

/** AWS cuts a longer one off. */
const causeCharactersMax = 1023;

function isCause(cause: string): boolean {
  const isWhole = /^At \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S.*\.$/.test(cause);
  return isWhole || cause.length === causeCharactersMax;
}
