import type { Context } from '../service.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import {
  groupNotFound,
  groupPendingDelete,
  instanceNotFound,
  namedGroupNotFound,
} from './errors.js';
import {
  findInstance,
  type GroupDocument,
  isDeleting,
  type ManagedInstance,
} from './group-document.js';
import { assertChangeable } from './group.js';
import { partsOfGroupArn } from './identity.js';
import { groupKey, groupPrefix, instanceOwnerKey } from './keys.js';

/** How operations find groups and the instances in them, and change one. */
export async function changeGroup(
  name: string,
  change: (document: GroupDocument) => GroupDocument,
  context: Context,
): Promise<GroupDocument> {
  const key = groupKey(context, name);
  const changed = await context.store.update(key, (current) => {
    if (current === undefined) throw groupNotFound();
    assertChangeable(current);
    return change(current);
  });
  if (changed === undefined) throw groupNotFound();
  await context.attend(key);
  return changed;
}

export interface GroupChange {
  readonly name: string;
  readonly change: (document: GroupDocument) => GroupDocument;
}

/** Several groups by one call: where one cannot be changed, none is. */
export async function changeGroups(
  changes: readonly GroupChange[],
  context: Context,
): Promise<void> {
  for (const { name, change } of changes) {
    const document = await readGroup(name, context);
    assertChangeable(document);
    change(document);
  }
  for (const { name, change } of changes) await changeGroup(name, change, context);
}

export async function readGroup(name: string, context: Context): Promise<GroupDocument> {
  const document = await context.store.get(groupKey(context, name));
  if (document === undefined) throw groupNotFound();
  return document;
}

/** The same for operations that tell of an unknown group by its name, and take its ARN too. */
export async function changeNamedGroup(
  nameOrArn: string,
  change: (document: GroupDocument) => GroupDocument,
  context: Context,
): Promise<GroupDocument> {
  const { AutoScalingGroupName } = (await readNamedGroup(nameOrArn, context)).group;
  return changeGroup(AutoScalingGroupName, change, context);
}

/**
 * For lifecycle actions, whose hooks run while a group is being deleted too: whoever drains an
 * instance must be able to say that it is done.
 */
export async function changeActions(
  nameOrArn: string,
  change: (document: GroupDocument) => GroupDocument,
  context: Context,
): Promise<void> {
  const { AutoScalingGroupName } = (await readNamedGroup(nameOrArn, context)).group;
  const key = groupKey(context, AutoScalingGroupName);
  await context.store.update(key, (current) => {
    if (current === undefined) throw namedGroupNotFound(AutoScalingGroupName);
    return change(current);
  });
  await context.attend(key);
}

export async function readNamedGroup(nameOrArn: string, context: Context): Promise<GroupDocument> {
  const isArn = nameOrArn.startsWith('arn:');
  const name = isArn ? partsOfGroupArn(nameOrArn).AutoScalingGroupName : nameOrArn;
  const document = await context.store.get(groupKey(context, name));
  const isMeant = !isArn || document?.group.AutoScalingGroupARN === nameOrArn;
  if (document === undefined || !isMeant) throw namedGroupNotFound(name);
  return document;
}

/**
 * A group takes along what was put for it. What comes behind that, since its call began before the
 * deletion, is withdrawn and refused: another group of the name would inherit it.
 */
export async function withdrawIfGone(
  name: string,
  withdraw: () => Promise<unknown>,
  context: Context,
): Promise<void> {
  const document = await context.store.get(groupKey(context, name));
  if (document !== undefined && !isDeleting(document)) return;
  await withdraw();
  throw document === undefined ? groupNotFound() : groupPendingDelete(name);
}

export async function* listGroups(store: Store, scope: Scope): AsyncGenerator<GroupDocument> {
  let after: ReturnType<typeof groupKey> | undefined;
  for (;;) {
    const entries = await store.list(groupPrefix(scope), { after, limit: groupsAtOnce });
    for (const { document } of entries) yield document;
    if (entries.length < groupsAtOnce) return;
    after = entries.at(-1)?.key;
  }
}

const groupsAtOnce = 100;

export interface Found {
  readonly document: GroupDocument;
  readonly managed: ManagedInstance;
}

/** The group that an instance belongs to is told by the first digits of its id. */
export async function findManaged(
  InstanceId: string,
  { store, account, region }: Pick<Context, 'store' | 'account' | 'region'>,
): Promise<Found | undefined> {
  const scope = { account, region };
  const owner = await store.get(instanceOwnerKey(scope, InstanceId));
  for (const name of owner?.AutoScalingGroupNames ?? []) {
    const document = await store.get(groupKey(scope, name));
    const managed = document && findInstance(document, InstanceId);
    if (document !== undefined && managed !== undefined) return { document, managed };
  }
  return undefined;
}

/** Changes the group of an instance, or throws AWS's error where no group has it. */
export async function changeManaged(
  InstanceId: string,
  change: (document: GroupDocument, managed: ManagedInstance) => GroupDocument,
  context: Context,
): Promise<GroupDocument> {
  const found = await findManaged(InstanceId, context);
  if (found === undefined) throw instanceNotFound(InstanceId);
  const { AutoScalingGroupName } = found.document.group;
  return changeGroup(
    AutoScalingGroupName,
    (document) => {
      const managed = findInstance(document, InstanceId);
      if (managed === undefined) throw instanceNotFound(InstanceId);
      return change(document, managed);
    },
    context,
  );
}
