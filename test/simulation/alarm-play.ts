import type { PutLogAlarmInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { composites, metricAlarms, scalingAlarms } from './alarm-cast.js';
import { contributorAlarms, hosts, vectorQuery } from './contributor-cast.js';
import { logAlarms, logQuery } from './log-cast.js';
import { muteZones } from './mute-book.js';
import { byHand } from './naive-reason.js';
import type { SampleLedger, SentSample } from './sample-ledger.js';
import { putScaledGroup } from './scaled-group.js';
import type { SeededWorld } from './seeded-world.js';

/** What is done to alarms and their metrics, at random. */
export class AlarmPlay {
  private alarms: readonly PutMetricAlarmInput[] = [];
  private logAlarms: readonly PutLogAlarmInput[] = [];

  constructor(
    private readonly world: SeededWorld,
    private readonly ledger: SampleLedger,
    private readonly beginMoment: () => void,
  ) {}

  /** Resolves to the scaling policies that alarms run, by the alarm. */
  async begin(): Promise<ReadonlyMap<string, string>> {
    const { world } = this;
    // A detector has learned enough from more than a day.
    const past = Array.from({ length: 60 }, (_, index) => {
      return { MetricName: 'b', at: world.now.getTime() - (index + 1) * 1_800_000, value: 15 };
    });
    await this.send(past);
    const policies = new Map<string, string>();
    for (const name of scalingAlarms) policies.set(name, await putScaledGroup(world, name));
    const policyOf = (name: string): string => policies.get(name) ?? '';
    this.alarms = [...metricAlarms(world.random, policyOf), ...contributorAlarms(world.random)];
    for (const input of this.alarms) await this.call('PutMetricAlarm', input);
    this.logAlarms = logAlarms(world.random);
    for (const input of this.logAlarms) await this.call('PutLogAlarm', input);
    for (const { input } of composites) await this.call('PutCompositeAlarm', input);
    return policies;
  }

  async act(): Promise<void> {
    const { random } = this.world;
    const share = random.next();
    if (share < 0.7) await this.sendSome();
    else if (share < 0.77) await this.change();
    else if (share < 0.8) await this.changeLogAlarm();
    else if (share < 0.87) await this.setByHand();
    else if (share < 0.89) await this.switchActions();
    else if (share < 0.97) await this.mute();
    else await this.replace();
  }

  /** Nothing is muted any more. */
  async end(): Promise<void> {
    for (const AlarmMuteRuleName of muteRules) {
      await this.call('DeleteAlarmMuteRule', { AlarmMuteRuleName });
    }
  }

  /** What comes next, a call or a beat, comes at another moment. */
  private async call(action: string, input: object): ReturnType<SeededWorld['call']> {
    this.beginMoment();
    const answer = await this.world.call(action, input);
    this.beginMoment();
    return answer;
  }

  /** Late ones too, and some twice; silence comes of what is not chosen. */
  private async sendSome(): Promise<void> {
    const { random, now } = this.world;
    const MetricName = random.pick(['a', 'a', 'b', 'c', 'h', 'm', 'm']);
    const isHigh = random.next() < 0.5;
    const samples = Array.from({ length: 1 + random.below(6) }, (): SentSample => {
      const late = random.pick([0, 0, 0, 5_000, 40_000, 130_000, 400_000]);
      const value = isHigh ? 18 + random.below(15) : random.below(24);
      const host = MetricName === 'm' ? random.pick(hosts) : undefined;
      return { MetricName, host, at: now.getTime() - late, value };
    });
    await this.send(samples);
    if (random.next() < 0.1) await this.send(samples);
  }

  private async send(samples: readonly SentSample[]): Promise<void> {
    const MetricData = samples.map(({ MetricName, host, at, value }) => ({
      ...{ MetricName, Value: value, Timestamp: new Date(at) },
      ...(MetricName === 'h' && { StorageResolution: 1 }),
      ...(host !== undefined && { Dimensions: [{ Name: 'Host', Value: host }] }),
    }));
    const { kind } = await this.call('PutMetricData', { Namespace: 'App', MetricData });
    this.ledger.note(samples, kind === 'answered');
  }

  private async change(): Promise<void> {
    const { random } = this.world;
    const alarm = random.pick(this.alarms);
    const by = random.pick([-3, 0, 4]);
    const { Threshold, EvaluationCriteria } = alarm;
    if (Threshold !== undefined) {
      await this.call('PutMetricAlarm', { ...alarm, Threshold: Threshold + by });
    }
    const { PromQLCriteria } = EvaluationCriteria ?? {};
    if (PromQLCriteria === undefined) return;
    const changed = { PromQLCriteria: { ...PromQLCriteria, Query: vectorQuery(20 + by) } };
    await this.call('PutMetricAlarm', { ...alarm, EvaluationCriteria: changed });
  }

  private async changeLogAlarm(): Promise<void> {
    const { random } = this.world;
    const alarm = random.pick(this.logAlarms);
    const Threshold = (alarm.Threshold ?? 0) + random.pick([-3, 0, 4]);
    const { ScheduledQueryConfiguration: query } = alarm;
    const QueryString = logQuery(random.pick([0, 0, 1]));
    const changed = { ScheduledQueryConfiguration: { ...query, QueryString } };
    await this.call('PutLogAlarm', { ...alarm, Threshold, ...changed });
  }

  private async setByHand(): Promise<void> {
    const { random } = this.world;
    const composite = random.pick(composites).input.AlarmName;
    const others = [...this.alarms, ...this.logAlarms].map((each) => each.AlarmName);
    const AlarmName = random.pick([...others, composite]);
    const StateValue =
      AlarmName === composite
        ? random.pick(['OK', 'ALARM'])
        : random.pick(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
    await this.call('SetAlarmState', { AlarmName, StateValue, StateReason: byHand });
  }

  private async switchActions(): Promise<void> {
    const { random } = this.world;
    const AlarmNames = [random.pick([...this.alarms, ...this.logAlarms]).AlarmName];
    const action = random.pick(['DisableAlarmActions', 'EnableAlarmActions', 'EnableAlarmActions']);
    await this.call(action, { AlarmNames });
  }

  private async mute(): Promise<void> {
    const { random, now } = this.world;
    const Name = random.pick(muteRules);
    if (random.next() < 0.25) {
      await this.call('DeleteAlarmMuteRule', { AlarmMuteRuleName: Name });
      return;
    }
    const all = [...this.alarms, ...this.logAlarms, ...composites.map(({ input }) => input)];
    const AlarmNames = [random.pick(all).AlarmName, random.pick(all).AlarmName];
    const Timezone = random.pick(Object.keys(muteZones));
    const inMinutes = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
    const local = inMinutes((muteZones[Timezone] ?? 0) - 2 + random.below(8));
    const Expression =
      random.next() < 0.6
        ? `at(${local.toISOString().slice(0, 16)})`
        : `cron(${local.getUTCMinutes()},${random.below(60)} * * * *)`;
    const Duration = `PT${1 + random.below(15)}M`;
    await this.call('PutAlarmMuteRule', {
      Name,
      Rule: { Schedule: { Expression, Duration, Timezone } },
      ...(random.next() < 0.7 && { MuteTargets: { AlarmNames: [...new Set(AlarmNames)] } }),
      ...(random.next() < 0.2 && { ExpireDate: inMinutes(1 + random.below(10)) }),
    });
  }

  /** One that no composite alarm looks at. */
  private async replace(): Promise<void> {
    const { random } = this.world;
    const name = random.pick(replaced);
    const alarm = this.alarms.find(({ AlarmName }) => AlarmName === name);
    const logAlarm = this.logAlarms.find(({ AlarmName }) => AlarmName === name);
    await this.call('DeleteAlarms', { AlarmNames: [name] });
    if (alarm !== undefined) await this.call('PutMetricAlarm', alarm);
    if (logAlarm !== undefined) await this.call('PutLogAlarm', logAlarm);
  }
}

const replaced: readonly string[] = [
  ...['count', 'warming', 'scaler', 'spare', 'wall', 'days'],
  ...['latency', 'lines'],
];

const muteRules: readonly string[] = ['mute-1', 'mute-2', 'mute-3'];
