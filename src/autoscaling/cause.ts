import type { Market } from './market.js';

/**
 * Why an activity happened, as AWS words it: sentences that begin with a time to the second, in the
 * order in which one led to the other, two blanks between them.
 */
export function sentence(at: Date, text: string): string {
  return `At ${isoSecond(at)} ${text}.`;
}

export function causeOf(sentences: readonly string[]): string {
  return sentences.join('  ').slice(0, causeCharactersMax);
}

const causeCharactersMax = 1023;

/** A time as AWS writes it into texts: `2026-09-27T04:49:13Z`. */
export function isoSecond(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Times that AWS keeps without milliseconds, such as an activity's end. */
export function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

export interface CapacityChange {
  readonly from: number;
  readonly to: number;
}

function desiredChange({ from, to }: CapacityChange): string {
  return `changing the desired capacity from ${from} to ${to}`;
}

/** What made the desired capacity change; each is the text of one sentence. */
export const requested = {
  creation: (change: CapacityChange): string =>
    `a user request created an AutoScalingGroup ${desiredChange(change)}`,
  update: (constraints: Constraints, change: CapacityChange): string =>
    `${requested.steadyUpdate(constraints)} ${desiredChange(change)}`,
  /** No recording shows AWS's words where the desired capacity stays. */
  steadyUpdate: (constraints: Constraints): string =>
    `a user request update of AutoScalingGroup constraints to ${constraintsText(constraints)}`,
  capacity: (change: CapacityChange): string =>
    `a user request explicitly set group desired capacity ${desiredChange(change)}`,
  execution: (PolicyName: string, change: CapacityChange): string =>
    `a user request executed policy ${PolicyName} ${desiredChange(change)}`,
  deletion: (change: CapacityChange): string =>
    `a user request force deleted AutoScalingGroup ${desiredChange(change)}`,
};

export interface AlarmState {
  readonly AlarmName: string;
  readonly StateValue: string;
}

export function alarmed(alarm: AlarmState, PolicyName: string, change: CapacityChange): string {
  const monitor = `a monitor alarm ${alarm.AlarmName} in state ${alarm.StateValue}`;
  return `${monitor} triggered policy ${PolicyName} ${desiredChange(change)}`;
}

/** No recording shows AWS's words. */
export function predicted(PolicyName: string, change: CapacityChange): string {
  return `the forecast of predictive scaling policy ${PolicyName} ${desiredChange(change)}`;
}

export interface Constraints {
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredCapacity: number;
}

export function scheduledUpdate(constraints: Constraints, change: CapacityChange): string {
  const update = 'a scheduled action update of AutoScalingGroup constraints to';
  return `${update} ${constraintsText(constraints)} ${desiredChange(change)}`;
}

/** Two blanks between the settings, as between sentences, but one before the first of them. */
export function scheduledRun(ScheduledActionName: string, settings: readonly string[]): string {
  const set = settings.length === 0 ? '' : `. ${settings.join('.  ')}`;
  return `the scheduled action ${ScheduledActionName} executed${set}`;
}

function constraintsText({ MinSize, MaxSize, DesiredCapacity }: Constraints): string {
  return `min: ${MinSize}, max: ${MaxSize}, desired: ${DesiredCapacity}`;
}

const difference = 'in response to a difference between desired and actual capacity';

/** What the group did about it. */
export const done = {
  started: ({ from, to }: CapacityChange): string =>
    `an instance was started ${difference}, increasing the capacity from ${from} to ${to}`,
  takenOut: ({ from, to }: CapacityChange): string =>
    `an instance was taken out of service ${difference}, ` +
    `shrinking the capacity from ${from} to ${to}`,
  /** No recording shows AWS's words. */
  kept: (): string => `no instance was taken out of service ${difference}`,
  selected: (InstanceId: string): string => `instance ${InstanceId} was selected for termination`,
  /** No recording shows AWS's words for this one. */
  requested: ({ from, to }: CapacityChange): string =>
    'an instance was launched in response to a user request, ' +
    `increasing the capacity from ${from} to ${to}`,
  replaced: {
    unhealthy:
      'an instance was launched in response to an unhealthy instance needing to be replaced',
    /** No recording shows AWS's words for this one. */
    outlived: 'an instance was launched in response to a max instance lifetime',
    /** Nor for this one, which is like that of the instance that goes. */
    interrupted: 'an instance was launched in response to an EC2 instance rebalance recommendation',
  },
  foundUnfit: (finding: string): string =>
    `an instance was taken out of service in response to ${finding}`,
  ended: (InstanceId: string, change?: CapacityChange): string =>
    `instance ${InstanceId} was taken out of service in response to a user request` +
    shrinking(change),
  abandoned: (): string =>
    'an instance was taken out of service in response to an abandoned lifecycle action',
  movedToStandby: (InstanceId: string, change?: CapacityChange): string =>
    `instance ${InstanceId} was moved to standby in response to a user request` + shrinking(change),
  movedOutOfStandby: (InstanceId: string, { from, to }: CapacityChange): string =>
    `instance ${InstanceId} was moved out of standby in response to a user request, ` +
    `increasing the capacity from ${from} to ${to}`,
  detached: (InstanceId: string, change?: CapacityChange): string =>
    `instance ${InstanceId} was detached in response to a user request` + shrinking(change),
  attached: (InstanceId: string, { from, to }: CapacityChange): string =>
    `instance ${InstanceId} was attached in response to a user request, ` +
    `increasing the capacity from ${from} to ${to}`,
  /** The fullest zone and the emptiest, as logs of 2023 show it. */
  balancing: (zones: ZoneCapacities): string =>
    `availability zones ${zoneNames(zones)} had ${zoneCapacities(zones)} instances respectively. ` +
    "An instance was launched to aid in balancing the group's zones",
  /** No recording shows AWS's words for this one. */
  thinnedOut: (zones: ZoneCapacities): string =>
    `availability zones ${zoneNames(zones)} had ${zoneCapacities(zones)} instances respectively. ` +
    "An instance was taken out of service to aid in balancing the group's zones",
  migrating: (zones: ZoneCapacities): string =>
    `invalid availability zones ${zoneNames(zones)} had ${zoneCapacities(zones)} instances ` +
    'respectively. An instance was launched to aid in migrating instances from these zones to ' +
    'valid ones',
  /** No recording shows AWS's words for these three. */
  aligning: (market: Market): string =>
    `an instance was launched to aid in giving the group its share of ${market} instances`,
  misaligned: (market: Market): string =>
    `an instance was taken out of service to aid in giving the group its share of ${market} ` +
    'instances',
  aligned: (): string =>
    'instances were launched to give the group its shares of on-demand and spot instances, ' +
    'resulting in more than desired number of instances in the group',
  /** No recording shows AWS's words for this one. */
  unneeded: (): string =>
    'an instance was taken out of service, since it is not needed in place of another any more',
  balanced: (zones: readonly string[]): string =>
    `instances were launched to balance instances in zones ${zones.join(' ')} with other zones ` +
    'resulting in more than desired number of instances in the group',
};

const growth = /(?<=increasing the capacity from )(\d+) to (\d+)(?=\.$)/;

/** A cause that ends in how the capacity grows, with those numbers moved. */
export function withGrowthMoved(Cause: string, by: CapacityChange): string {
  return Cause.replace(
    growth,
    (_, from, to) => `${Number(from) + by.from} to ${Number(to) + by.to}`,
  );
}

function shrinking(change: CapacityChange | undefined): string {
  return change === undefined ? '' : `, shrinking the capacity from ${change.from} to ${change.to}`;
}

export type ZoneCapacities = ReadonlyMap<string, number>;

function zoneNames(zones: ZoneCapacities): string {
  return [...zones.keys()].join(' ');
}

function zoneCapacities(zones: ZoneCapacities): string {
  return [...zones.values()].join(' ');
}
