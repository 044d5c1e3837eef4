import type { Invocation } from '../autoscaling/capacity-decision.js';
import { policyPrefix } from '../autoscaling/keys.js';
import {
  alarmNamesOf,
  isPolicyThere,
  type PolicyDocument,
} from '../autoscaling/policy-document.js';
import type { Rival } from '../autoscaling/policy-round.js';
import { enabledActions, isThere } from '../cloudwatch/alarm.js';
import type { AlarmAction, SeenDatapoints } from '../cloudwatch/alarm-action.js';
import {
  type AlarmDocument,
  alarmKey,
  type AnyAlarm,
  isComposite,
  isOnMetrics,
} from '../cloudwatch/alarm-document.js';
import { alarmPeriod } from '../cloudwatch/alarm-metrics.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';

/** What an alarm asks of a policy, with the values that its evaluation looked at. */
export function invocationBy(
  { managedAlarms }: PolicyDocument,
  { alarm, recentDatapoints, datapointTimes }: Pick<AlarmAction, 'alarm' | keyof SeenDatapoints>,
  now: Date,
): Invocation {
  const managed = managedAlarms.find(({ AlarmName }) => AlarmName === alarm.AlarmName);
  return {
    kind: 'alarm',
    direction: managed?.direction ?? 'high',
    values: recentDatapoints,
    periods: datapointTimes?.map((from) => ({ from, to: endOf(from, alarm) })),
    threshold: isComposite(alarm) ? undefined : alarm.Threshold,
    // Simple scaling waits for its cooldown; the other types do not look at it.
    shouldHonorCooldown: true,
    now,
  };
}

function endOf(from: Date, alarm: AnyAlarm): Date {
  const seconds = isOnMetrics(alarm) ? alarmPeriod(alarm) : 0;
  return new Date(from.getTime() + seconds * 1000);
}

export interface Invoked {
  readonly policy: PolicyDocument;
  readonly AlarmName: string;
}

export interface Place {
  readonly store: Store;
  readonly scope: Scope;
  readonly now: Date;
}

/** The other policies of the group that alarms invoke for as long as their states last. */
export async function readRivals(
  { policy: { policy: invoked }, AlarmName }: Invoked,
  policies: readonly PolicyDocument[],
  { store, scope, now }: Place,
): Promise<readonly Rival[]> {
  const pairs = policies.flatMap((document) =>
    alarmNamesOf(document).map((name) => ({ document, name })),
  );
  const others = pairs.filter(
    ({ document, name }) => document.policy.PolicyARN !== invoked.PolicyARN || name !== AlarmName,
  );
  const alarms = await store.getMany(others.map(({ name }) => alarmKey(scope, name)));
  return others.flatMap(({ document, name }, index) => {
    const found = alarms[index];
    const { policy } = document;
    if (!isThere(found) || !isInvoking(found, policy.PolicyARN)) return [];
    const { alarm, lastDatapoints: recentDatapoints = [], lastDatapointTimes } = found;
    const asked = { alarm, recentDatapoints, datapointTimes: lastDatapointTimes };
    return [{ policy, AlarmName: name, invocation: invocationBy(document, asked, now) }];
  });
}

/** Actions that are held back invoke nothing. */
function isInvoking(document: AlarmDocument, PolicyARN: string): boolean {
  const { alarm, heldActions, mutedActions } = document;
  if (heldActions !== undefined || mutedActions !== undefined) return false;
  return enabledActions(alarm).includes(PolicyARN);
}

const policiesMax = 100;

/** The enabled policies of a group. */
export async function readPolicies(
  AutoScalingGroupName: string,
  { store, scope }: Place,
): Promise<readonly PolicyDocument[]> {
  const prefix = policyPrefix(scope, AutoScalingGroupName);
  const policies = await store.list(prefix, { limit: policiesMax });
  return policies
    .map(({ document }) => document)
    .filter((each) => isPolicyThere(each) && each.policy.Enabled);
}

/** Whether all that may scale in as target tracking do want to, the one that was invoked too. */
export async function doAllAgree(
  policies: readonly PolicyDocument[],
  { store, scope }: Place,
): Promise<boolean> {
  const low = policies.flatMap(({ managedAlarms }) =>
    managedAlarms.filter(({ direction }) => direction === 'low'),
  );
  const alarms = await store.getMany(low.map(({ AlarmName }) => alarmKey(scope, AlarmName)));
  return alarms.every((each) => each?.alarm.StateValue === 'ALARM');
}
