import type { WeightedDeed } from './deed.js';
import { groupDeeds } from './group-deeds.js';
import { mixedDeeds, weighingDeeds } from './mixed-deeds.js';
import { instanceDeeds } from './instance-deeds.js';
import { loadDeeds, lookingDeeds } from './other-deeds.js';
import type { Answer } from './seeded-server.js';
import type { SeededWorld } from './seeded-world.js';

/**
 * A client who does this and that, sensible or not, to the groups of a world. What it is refused it
 * takes; the codes of refusals are counted, so that a world can tell whether anything succeeds.
 */
export class RandomClient {
  readonly outcomes = new Map<string, number>();
  private readonly members = new Map<string, readonly ShownInstance[]>();
  private readonly detachedIds: string[] = [];
  private readonly policyArns: string[] = [];
  private readonly deeds: readonly WeightedDeed[];

  constructor(
    private readonly world: SeededWorld,
    private readonly groups: Groups,
  ) {
    const all = [...groupDeeds, ...instanceDeeds, ...loadDeeds, ...lookingDeeds];
    const possible = [
      ...all,
      ...(groups.isRemixed ? mixedDeeds : []),
      ...(groups.isReweighed ? weighingDeeds : []),
    ];
    this.deeds = possible.flatMap((deed) => Array.from({ length: deed.weight }, () => deed));
  }

  async act(): Promise<void> {
    const { random, now } = this.world;
    const { groupCount, scale, isWild, isRemixed } = this.groups;
    const group = `group-${random.below(groupCount)}`;
    const { action, input } = random.pick(this.deeds);
    const given = input({
      ...{ random, group, now, scale, isWild, isRemixed },
      instance: (state) => this.memberOf(group, state),
      detached: () => random.pick([...this.detachedIds.slice(-5), 'i-0']),
      policyArn: () => random.pick([...this.policyArns.slice(-policiesKept), 'none']),
    });
    if (action === 'PutMetricData') this.tellValues(given);
    const answer = await this.world.call(action, given);
    this.learn(answer);
    const code = answer.kind === 'refused' ? answer.code : answer.kind;
    const name = `${action} ${code}`;
    this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1);
    if (action === 'DetachInstances') {
      this.detachedIds.push(...(given as { readonly InstanceIds: readonly string[] }).InstanceIds);
    }
  }

  private tellValues(given: object): void {
    // What the deed puts.
    const { MetricData } = given as { readonly MetricData: readonly { readonly Value: number }[] };
    for (const { Value } of MetricData) this.groups.seesValue(Value, this.world.now);
  }

  private memberOf(group: string, state: string | undefined): string {
    const all = this.members.get(group) ?? [];
    const fitting = all.filter(({ LifecycleState }) => LifecycleState === state);
    const { random } = this.world;
    return random.pick(fitting.length > 0 ? fitting : [...all, nobody]).InstanceId;
  }

  private learn(answer: Answer): void {
    if (answer.kind !== 'answered') return;
    // What a Describe call shows, or what a Put call answers; other answers have no such members.
    const { AutoScalingGroups = [], PolicyARN } = answer.output as Shown;
    for (const { AutoScalingGroupName, Instances } of AutoScalingGroups) {
      this.members.set(AutoScalingGroupName, Instances);
    }
    if (PolicyARN !== undefined) this.policyArns.push(PolicyARN);
  }
}

interface Groups {
  readonly groupCount: number;
  readonly scale: number;
  readonly isWild: boolean;
  readonly isRemixed: boolean;
  readonly isReweighed: boolean;
  readonly seesValue: (value: number, now: Date) => void;
}

const policiesKept = 12;
const nobody: ShownInstance = { InstanceId: 'i-0', LifecycleState: 'none' };

interface ShownInstance {
  readonly InstanceId: string;
  readonly LifecycleState: string;
}

interface Shown {
  readonly AutoScalingGroups?: readonly {
    readonly AutoScalingGroupName: string;
    readonly Instances: readonly ShownInstance[];
  }[];
  readonly PolicyARN?: string;
}
