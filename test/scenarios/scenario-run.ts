import type { Activity, AutoScalingGroup, Instance } from '@aws-sdk/client-auto-scaling';
import type { DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { type Disturbance, readSimulatedOptions } from '../../src/launchers/simulated.js';
import type { Service } from '../../src/service.js';
import { SeededWorld } from '../simulation/seeded-world.js';
import type { Input, Scenario, Step } from './scenario-text.js';

/** Plays a scenario in a world of its own: the production code, without its sockets and disks. */
export async function playScenario(
  { steps, now, cloud }: Scenario,
  services: readonly Service[],
): Promise<void> {
  const world = new SeededWorld({ seed: 1, services, ...(now && { start: now }) });
  const problems: string[] = [];
  world.cloud.set(readSimulatedOptions(cloud, problems));
  expect(problems).to.deep.equal([]);
  const stage = new Stage(world, services);
  for (const step of steps) await stage.play(step);
}

class Stage {
  private groupName: string | undefined;
  /** In the order in which they were first seen; `#1` is the first of them. */
  private readonly instanceIds: string[] = [];
  private readonly policyArns = new Map<string, string>();
  private readonly start: number;

  constructor(
    private readonly world: SeededWorld,
    private readonly services: readonly Service[],
  ) {
    this.start = world.now.getTime();
  }

  async play(step: Step): Promise<void> {
    const ahead = this.start + step.at - this.world.now.getTime();
    if (ahead > 0) await this.world.advance(ahead / 1000);
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
    const { Instances = [] } = (await this.group()) ?? {};
    for (const { InstanceId = '' } of Instances) {
      if (!this.instanceIds.includes(InstanceId)) this.instanceIds.push(InstanceId);
    }
  }

  private async put(MetricName: string, Value: number, StorageResolution: number): Promise<void> {
    const Timestamp = this.world.now;
    const datum = { MetricName, Value, StorageResolution, Timestamp };
    await this.answer('PutMetricData', { Namespace: 'Scenario', MetricData: [datum] });
  }

  private async call(action: string, input: Input, refusal: string | undefined): Promise<void> {
    const given = this.resolved(input) as Input;
    if (action === 'Disturb') return this.disturb(given);
    if (refusal !== undefined) {
      const answer = await this.world.call(action, this.named(action, given));
      const message = answer.kind === 'refused' ? answer.message : 'accepted';
      expect(message.replace(uuid, 'UUID')).to.equal(refusal);
      return;
    }
    const { AutoScalingGroupName, PolicyName } = given;
    const output = await this.answer(action, this.named(action, given));
    if (action === 'CreateAutoScalingGroup') this.groupName = String(AutoScalingGroupName);
    if (action === 'PutScalingPolicy') {
      const { PolicyARN = '' } = output as { readonly PolicyARN?: string };
      this.policyArns.set(String(PolicyName), PolicyARN);
    }
  }

  /** What the action answers; its caller knows the type of that. */
  private async answer(action: string, input: object): Promise<object> {
    const answer = await this.world.call(action, input);
    if (answer.kind === 'answered') return answer.output;
    throw new Error(answer.kind === 'refused' ? answer.message : 'The server has ended.');
  }

  /** What speaks of a group speaks of the last one unless it names another. */
  private named(action: string, input: Input): Input {
    const { groupName: AutoScalingGroupName, services } = this;
    const shape = services.flatMap(({ model }) => model.shapes.get(action) ?? [])[0];
    const speaks = shape?.input.members.some(({ name }) => name === 'AutoScalingGroupName');
    return speaks && AutoScalingGroupName ? { AutoScalingGroupName, ...input } : input;
  }

  /** `Disturb InstanceId=#1 To=terminated`: what happens to instances by themselves. */
  private async disturb({ InstanceId, To }: Input): Promise<void> {
    await this.world.disturb(String(InstanceId), To as Disturbance);
  }

  private resolved(value: unknown): unknown {
    if (typeof value === 'string') return this.referred(value);
    if (Array.isArray(value)) return value.map((each) => this.resolved(each));
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    const members = Object.entries(value).map(([name, each]) => [name, this.resolved(each)]);
    return Object.fromEntries(members);
  }

  private referred(text: string): string {
    if (/^#\d+$/.test(text)) return this.instanceIds[Number(text.slice(1)) - 1] ?? text;
    return text.startsWith('@') ? (this.policyArns.get(text.slice(1)) ?? text) : text;
  }

  private async look(subject: string): Promise<string> {
    const view = views[subject];
    if (view === undefined) return this.alarmState(subject);
    const group = await this.group();
    if (group === undefined) return 'none';
    const { groupName: AutoScalingGroupName } = this;
    const output = await this.answer('DescribeScalingActivities', { AutoScalingGroupName });
    const { Activities = [] } = output as { readonly Activities?: Activity[] };
    const numberOf = (id: string): number => this.instanceIds.indexOf(id) + 1;
    return view({ group, activities: [...Activities].reverse(), numberOf });
  }

  private async group(): Promise<AutoScalingGroup | undefined> {
    if (this.groupName === undefined) return undefined;
    const names = { AutoScalingGroupNames: [this.groupName] };
    const output = await this.answer('DescribeAutoScalingGroups', names);
    const { AutoScalingGroups = [] } = output as { AutoScalingGroups?: AutoScalingGroup[] };
    return AutoScalingGroups[0];
  }

  private async alarmState(AlarmName: string): Promise<string> {
    const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'];
    const output = await this.answer('DescribeAlarms', { AlarmNames: [AlarmName], AlarmTypes });
    const { MetricAlarms = [], CompositeAlarms = [] } = output as Partial<DescribeAlarmsOutput>;
    const [alarm] = [...MetricAlarms, ...CompositeAlarms];
    if (alarm?.StateValue === undefined) throw new Error(`Nothing is known of '${AlarmName}'.`);
    return alarm.StateValue;
  }
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
  statuses: ({ activities }) => counted(activities.map(({ StatusCode = '' }) => StatusCode).sort()),
  cause: ({ activities }) => activities.at(-1)?.Cause ?? 'none',
  /** `1xb=b`: from where instances went to balance zones, and what their causes say of that. */
  thinned: ({ activities }) => counted(activities.flatMap(thinnedZone).sort()),
  description: ({ activities }) => activities.at(-1)?.Description ?? 'none',
};

function thinnedZone({ Cause = '', Details = '{}' }: Activity): readonly string[] {
  const named = / in zones (.*) with other zones/.exec(Cause)?.[1];
  if (named === undefined) return [];
  const { 'Availability Zone': zone = '' } = JSON.parse(Details) as Record<string, string>;
  return [`${zone}=${named}`];
}

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

const uuid = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;
