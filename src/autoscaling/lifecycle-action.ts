import { validationError } from './errors.js';
import { type GroupDocument, type ManagedInstance, withInstance } from './group-document.js';
import { isInState } from './lifecycle.js';
import { completed, type LifecycleWait, openWaits, untold } from './lifecycle-wait.js';

/** Which lifecycle action a caller means: by its token, or by its instance. */
export interface ActionName {
  readonly LifecycleHookName: string;
  readonly LifecycleActionToken?: string | undefined;
  readonly InstanceId?: string | undefined;
}

/** Changes the one open action that is named, or throws AWS's error where there is none. */
export function withAction(
  document: GroupDocument,
  name: ActionName,
  change: (wait: LifecycleWait) => LifecycleWait,
): GroupDocument {
  const { LifecycleHookName, LifecycleActionToken, InstanceId } = name;
  if (LifecycleActionToken === undefined && InstanceId === undefined) {
    // No recording shows AWS's words.
    throw validationError('You must specify either LifecycleActionToken or InstanceId.');
  }
  const isMeant = (wait: LifecycleWait): boolean =>
    wait.end === undefined &&
    wait.hook.LifecycleHookName === LifecycleHookName &&
    (LifecycleActionToken === undefined || wait.token === LifecycleActionToken);
  const managed = document.instances.find(
    (each) =>
      (InstanceId === undefined || each.instance.InstanceId === InstanceId) &&
      openWaits(each).some(isMeant),
  );
  if (managed === undefined) throw noActiveAction(name);
  return withInstance(document, changed(managed, isMeant, change));
}

/** The target of its hook did not take the message: what the hook does by default is done. */
export function withActionUntold(
  document: GroupDocument,
  LifecycleActionToken: string,
  now: Date,
): GroupDocument {
  const isMeant = (wait: LifecycleWait): boolean =>
    wait.end === undefined && wait.token === LifecycleActionToken;
  const managed = document.instances.find((each) => openWaits(each).some(isMeant));
  if (managed === undefined) return document;
  return { ...withInstance(document, changed(managed, isMeant, untold)), due: now };
}

function changed(
  managed: ManagedInstance,
  isMeant: (wait: LifecycleWait) => boolean,
  change: (wait: LifecycleWait) => LifecycleWait,
): ManagedInstance {
  const waits = managed.waits?.map((wait) => (isMeant(wait) ? change(wait) : wait));
  return { ...managed, waits };
}

function noActiveAction({ LifecycleActionToken, InstanceId }: ActionName): Error {
  const named =
    LifecycleActionToken === undefined
      ? `instance ID ${InstanceId ?? ''}`
      : `token ${LifecycleActionToken}`;
  return validationError(`No active Lifecycle Action found with ${named}`);
}

/** A hook that is deleted lets go of what waits for it: launches are abandoned. */
export function withoutHook(document: GroupDocument, LifecycleHookName: string): GroupDocument {
  const { hooks = [], instances } = document;
  if (!hooks.some((hook) => hook.LifecycleHookName === LifecycleHookName)) {
    const group = document.group.AutoScalingGroupName;
    throw validationError(
      `No Lifecycle Hook found with name '${LifecycleHookName}' for group '${group}'`,
    );
  }
  const isOfHook = (wait: LifecycleWait): boolean =>
    wait.end === undefined && wait.hook.LifecycleHookName === LifecycleHookName;
  return {
    ...document,
    hooks: hooks.filter((hook) => hook.LifecycleHookName !== LifecycleHookName),
    instances: instances.map((managed) => {
      const result = isInState(managed, 'Pending:Wait') ? 'ABANDON' : 'CONTINUE';
      return managed.waits?.some(isOfHook)
        ? changed(managed, isOfHook, (wait) => completed(wait, result))
        : managed;
    }),
  };
}
