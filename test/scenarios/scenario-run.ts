import * as autoScalingSdk from '@aws-sdk/client-auto-scaling';
import type { Activity, AutoScalingGroup, Instance } from '@aws-sdk/client-auto-scaling';
import * as cloudWatchSdk from '@aws-sdk/client-cloudwatch';
import { DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import type { Disturbance } from '../../src/launchers/simulated.js';
import { activitiesOf, disturb, groupOf } from '../support/groups.js';
import { createWorld, type World, worldStart } from '../support/world.js';
import type { Input, Scenario, Step } from './scenario-text.js';

/** Plays a scenario on a server of its own, through the official clients. */
export async function playScenario({ steps, now, flags }: Scenario): Promise<void> {
  const world = await createWorld({ now: now ?? worldStart, flags });
  try {
    const stage = new Stage(world, now ?? worldStart);
    for (const step of steps) await stage.play(step);
    expect(world.logLines).to.deep.equal([]);
  } finally {
    await world.close();
  }
}

class Stage {
  private groupName: string | undefined;
  /** In the order in which they were first seen; `#1` is the first of them. */
  private readonly instanceIds: string[] = [];
  private readonly policyArns = new Map<string, string>();

  constructor(
    private readonly world: World,
    private readonly start: Date,
  ) {}

  async play(step: Step): Promise<void> {
    const ahead = this.start.getTime() + step.at - this.world.now().getTime();
    if (ahead > 0) await this.world.advance(`${ahead / 1000}s`);
    await this.meetInstances();
    try {
      await this.perform(step);
    } catch (error) {
      if (error instanceof Error) error.message = `${step.place}: ${error.message}`;
      throw error;
    }
  }

  private async perform(step: Step): Promise<void> {
    switch (step.kind) {
      case 'put':
        await this.put(step.metric, step.value, step.resolution);
        return;
      case 'call':
        await this.call(step.action, step.input, step.refusal);
        return;
      case 'expect':
        expect(await this.look(step.subject), step.subject).to.equal(step.value);
    }
  }

  private async meetInstances(): Promise<void> {
    if (this.groupName === undefined) return;
    const { Instances = [] } = (await groupOf(this.world, this.groupName)) ?? {};
    for (const { InstanceId = '' } of Instances) {
      if (!this.instanceIds.includes(InstanceId)) this.instanceIds.push(InstanceId);
    }
  }

  private async put(MetricName: string, Value: number, StorageResolution: number): Promise<void> {
    const Timestamp = this.world.now();
    const datum = { MetricName, Value, StorageResolution, Timestamp };
    await this.world.cloudWatch.send(
      new PutMetricDataCommand({ Namespace: 'Scenario', MetricData: [datum] }),
    );
  }

  private async call(action: string, input: Input, refusal: string | undefined): Promise<void> {
    const given = this.resolved(input) as Input;
    if (action === 'Disturb') return this.disturb(given);
    const answer = await this.send(action, given).catch((error: unknown) => {
      if (refusal === undefined || !(error instanceof Error)) throw error;
      expect(error.message).to.equal(refusal);
      return undefined;
    });
    if (answer === undefined) return;
    if (refusal !== undefined) throw new Error(`${action} was not refused.`);
    const { AutoScalingGroupName, PolicyName } = given;
    if (action === 'CreateAutoScalingGroup') this.groupName = String(AutoScalingGroupName);
    if (action === 'PutScalingPolicy') {
      const { PolicyARN = '' } = answer as { readonly PolicyARN?: string };
      this.policyArns.set(String(PolicyName), PolicyARN);
    }
  }

  private send(action: string, given: Input): Promise<object> {
    const name = `${action}Command`;
    if (name in cloudWatchSdk) {
      const command = commandOf(cloudWatchSdk, name, given);
      return this.world.cloudWatch.send(command as cloudWatchSdk.DescribeAlarmsCommand);
    }
    const { groupName: AutoScalingGroupName } = this;
    const named = AutoScalingGroupName === undefined ? given : { AutoScalingGroupName, ...given };
    const command = commandOf(autoScalingSdk, name, named);
    return this.world.autoScaling.send(command as autoScalingSdk.DescribePoliciesCommand);
  }

  /** `Disturb InstanceId=#1 To=terminated`: what happens to instances by themselves. */
  private async disturb({ InstanceId, To }: Input): Promise<void> {
    await disturb(this.world, String(InstanceId), To as Disturbance);
  }

  private resolved(value: unknown): unknown {
    if (typeof value === 'string') return this.named(value);
    if (Array.isArray(value)) return value.map((each) => this.resolved(each));
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    const members = Object.entries(value).map(([name, each]) => [name, this.resolved(each)]);
    return Object.fromEntries(members);
  }

  private named(text: string): string {
    if (/^#\d+$/.test(text)) return this.instanceIds[Number(text.slice(1)) - 1] ?? text;
    return text.startsWith('@') ? (this.policyArns.get(text.slice(1)) ?? text) : text;
  }

  private async look(subject: string): Promise<string> {
    const view = views[subject];
    if (view === undefined) return this.alarmState(subject);
    const group = await groupOf(this.world, this.groupName);
    if (group === undefined) return 'none';
    const activities = await activitiesOf(this.world, this.groupName);
    return view({ group, activities, numberOf: (id) => this.instanceIds.indexOf(id) + 1 });
  }

  private async alarmState(AlarmName: string): Promise<string> {
    const { MetricAlarms = [], CompositeAlarms = [] } = await this.world.cloudWatch.send(
      new DescribeAlarmsCommand({
        AlarmNames: [AlarmName],
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      }),
    );
    const [alarm] = [...MetricAlarms, ...CompositeAlarms];
    if (alarm?.StateValue === undefined) throw new Error(`Nothing is known of '${AlarmName}'.`);
    return alarm.StateValue;
  }
}

/** A client takes any command of its package; what members it has is the file's to get right. */
function commandOf(sdk: object, name: string, input: Input): object {
  const commands = sdk as Readonly<Record<string, (new (input: Input) => object) | undefined>>;
  const Command = commands[name];
  if (Command === undefined) throw new Error(`There is no action for ${name}.`);
  return new Command(input);
}

interface Seen {
  readonly group: AutoScalingGroup;
  /** In the order in which they began. */
  readonly activities: readonly Activity[];
  readonly numberOf: (InstanceId: string) => number;
}

/** What can be expected of the group that was created last. */
const views: Readonly<Record<string, (seen: Seen) => string>> = {
  desired: ({ group }) => String(group.DesiredCapacity),
  min: ({ group }) => String(group.MinSize),
  max: ({ group }) => String(group.MaxSize),
  /** `2xInService+1xPending:Wait`, in the order in which the states come first. */
  states: ({ group }) => counted(membersOf(group).map(({ LifecycleState = '' }) => LifecycleState)),
  health: ({ group }) => counted(membersOf(group).map(({ HealthStatus = '' }) => HealthStatus)),
  /** `2xa+1xb`: where those live that are not on their way out. */
  zones: ({ group }) =>
    counted(
      livingOf(group)
        .map(({ AvailabilityZone = '' }) => AvailabilityZone.slice(-1))
        .sort(),
    ),
  types: ({ group }) => counted(livingOf(group).map(({ InstanceType = '' }) => InstanceType)),
  /** `#1,#3`: those that are not on their way out. */
  living: ({ group, numberOf }) =>
    livingOf(group)
      .map(({ InstanceId = '' }) => `#${numberOf(InstanceId)}`)
      .join(','),
  activities: ({ activities }) => String(activities.length),
  status: ({ activities }) => activities.at(-1)?.StatusCode ?? 'none',
  statuses: ({ activities }) => counted(activities.map(({ StatusCode = '' }) => StatusCode)),
  cause: ({ activities }) => activities.at(-1)?.Cause ?? 'none',
  description: ({ activities }) => activities.at(-1)?.Description ?? 'none',
};

function membersOf({ Instances = [] }: AutoScalingGroup): readonly Instance[] {
  return Instances;
}

function livingOf(group: AutoScalingGroup): readonly Instance[] {
  return membersOf(group).filter(({ LifecycleState = '' }) => {
    return LifecycleState === 'InService' || LifecycleState.startsWith('Pending');
  });
}

function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count}x${name}`).join('+') || 'none';
}
