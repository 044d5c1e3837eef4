import { parseDuration } from '../../src/duration.js';
import { ScenarioError, type ScenarioLine } from './scenario-line.js';

/** The verbs that stand for calls whose members would hide what a scenario is about. */
export interface Call {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** `alarm CpuHigh GreaterThanThreshold 80 2 of 3 period 1m on CPU missing breaching calls out` */
export function readAlarm({ words, members, place }: ScenarioLine): Call {
  const [AlarmName, ComparisonOperator, threshold, needed, of, periods, ...options] = words;
  if (of !== 'of' || Number.isNaN(Number(threshold))) {
    throw new ScenarioError(place, 'An alarm is NAME COMPARISON THRESHOLD M of N …');
  }
  const given = optionsOf(options, place);
  const period = parseDuration(given.period ?? '1m');
  if (period === undefined) throw new ScenarioError(place, `'${given.period}' is no period.`);
  const input = {
    ...{ AlarmName, ComparisonOperator, Threshold: Number(threshold) },
    ...{ EvaluationPeriods: Number(periods), DatapointsToAlarm: Number(needed) },
    ...{ Namespace: 'Scenario', MetricName: given.on ?? 'CPU', Statistic: 'Average' },
    Period: period / 1000,
    ...(given.missing && { TreatMissingData: given.missing }),
    ...(given.calls && { AlarmActions: [`@${given.calls}`] }),
    ...members,
  };
  return { action: 'PutMetricAlarm', input };
}

type Options = Partial<Record<'period' | 'on' | 'missing' | 'calls', string>>;

function optionsOf(words: readonly string[], place: string): Options {
  const options: Record<string, string> = {};
  for (let index = 0; index < words.length; index += 2) {
    const [name = '', value] = words.slice(index, index + 2);
    if (!['period', 'on', 'missing', 'calls'].includes(name) || value === undefined) {
      throw new ScenarioError(place, `An alarm has no option '${name}'.`);
    }
    options[name] = value;
  }
  return options;
}

/** `group web 1..10 desired 2 zones a b c`: with a launch configuration of its name. */
export function readGroup({ words, members, place }: ScenarioLine): readonly Call[] {
  const [AutoScalingGroupName, range = '', ...options] = words;
  const [, min, max] = /^(\d+)\.\.(\d+)$/.exec(range) ?? [];
  const desired = options[0] === 'desired' ? Number(options[1]) : undefined;
  const rest = desired === undefined ? options : options.slice(2);
  const zones = rest[0] === 'zones' ? rest.slice(1) : ['a', 'b', 'c'];
  if (max === undefined || (rest[0] !== undefined && rest[0] !== 'zones')) {
    throw new ScenarioError(place, 'A group is NAME MIN..MAX [desired N] [zones a b] …');
  }
  const isMixed = members.MixedInstancesPolicy !== undefined;
  const source = { ImageId: 'ami-1', InstanceType: 't3.micro' };
  const configuration = { LaunchConfigurationName: AutoScalingGroupName, ...source };
  const input = {
    ...{ AutoScalingGroupName, MinSize: Number(min), MaxSize: Number(max) },
    ...(desired !== undefined && { DesiredCapacity: desired }),
    AvailabilityZones: zones.map((zone) => `us-east-1${zone}`),
    ...(!isMixed && { LaunchConfigurationName: AutoScalingGroupName }),
    ...members,
  };
  return [
    { action: 'CreateLaunchConfiguration', input: configuration },
    { action: 'CreateAutoScalingGroup', input },
  ];
}

export function readPolicy(line: ScenarioLine): Call {
  const { verb, words, members, place } = line;
  const [PolicyName, kind, amount] = words;
  const isWhole = verb === 'step' ? words.length === 2 : words.length === 3;
  if (!isWhole) throw new ScenarioError(place, `A policy by '${verb}' has other words.`);
  const input = { PolicyName, ...policyMembers(line, { kind, amount }), ...members };
  return { action: 'PutScalingPolicy', input };
}

interface Words {
  readonly kind: string | undefined;
  readonly amount: string | undefined;
}

function policyMembers({ verb, list, place }: ScenarioLine, { kind, amount }: Words): object {
  switch (verb) {
    case 'step':
      return {
        ...{ PolicyType: 'StepScaling', AdjustmentType: kind },
        StepAdjustments: stepsOf(list, place),
      };
    case 'simple':
      return { AdjustmentType: kind, ScalingAdjustment: Number(amount) };
    default: {
      const metric = { Namespace: 'Scenario', MetricName: kind, Statistic: 'Average' };
      return {
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingConfiguration: {
          TargetValue: Number(amount),
          CustomizedMetricSpecification: metric,
        },
      };
    }
  }
}

/** `0..10 +0, 10..20 +10, 20.. +30`, as far as the metric is from the threshold. */
function stepsOf(list: string | undefined, place: string): object[] {
  return (list ?? '').split(',').map((text) => {
    const match = /^(-?\d+)?\.\.(-?\d+)?\s+([+-]?\d+)$/.exec(text.trim());
    if (match === null) throw new ScenarioError(place, `'${text.trim()}' is no step.`);
    const [, lower, upper, adjustment] = match;
    return {
      ...(lower !== undefined && { MetricIntervalLowerBound: Number(lower) }),
      ...(upper !== undefined && { MetricIntervalUpperBound: Number(upper) }),
      ScalingAdjustment: Number(adjustment),
    };
  });
}
