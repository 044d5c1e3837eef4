import { composites, metricAlarms } from './alarm-cast.js';
import { byHand } from './naive-reason.js';
import type { SampleLedger, SentSample } from './sample-ledger.js';
import type { SeededWorld } from './seeded-world.js';

/** What is done to alarms and their metrics, at random. */
export class AlarmPlay {
  private readonly alarms: ReturnType<typeof metricAlarms>;

  constructor(
    private readonly world: SeededWorld,
    private readonly ledger: SampleLedger,
    private readonly beginMoment: () => void,
  ) {
    this.alarms = metricAlarms(world.random);
  }

  async begin(): Promise<void> {
    const { world } = this;
    // A detector has learned enough from more than a day.
    const past = Array.from({ length: 60 }, (_, index) => {
      return { MetricName: 'b', at: world.now.getTime() - (index + 1) * 1_800_000, value: 15 };
    });
    await this.send(past);
    for (const input of this.alarms) await this.call('PutMetricAlarm', input);
    for (const { input } of composites) await this.call('PutCompositeAlarm', input);
  }

  /** What comes next, a call or a beat, comes at another moment. */
  private async call(action: string, input: object): ReturnType<SeededWorld['call']> {
    this.beginMoment();
    const answer = await this.world.call(action, input);
    this.beginMoment();
    return answer;
  }

  async act(): Promise<void> {
    const { random } = this.world;
    const share = random.next();
    if (share < 0.75) await this.sendSome();
    else if (share < 0.85) await this.change();
    else if (share < 0.95) await this.setByHand();
    else if (share < 0.98) await this.switchActions();
    else await this.replace();
  }

  /** Late ones too, and some twice; silence comes of what is not chosen. */
  private async sendSome(): Promise<void> {
    const { random, now } = this.world;
    const MetricName = random.pick(['a', 'a', 'b', 'c', 'h']);
    const isHigh = random.next() < 0.5;
    const samples = Array.from({ length: 1 + random.below(6) }, (): SentSample => {
      const late = random.pick([0, 0, 0, 5_000, 40_000, 130_000, 400_000]);
      const value = isHigh ? 18 + random.below(15) : random.below(24);
      return { MetricName, at: now.getTime() - late, value };
    });
    await this.send(samples);
    if (random.next() < 0.1) await this.send(samples);
  }

  private async send(samples: readonly SentSample[]): Promise<void> {
    const MetricData = samples.map(({ MetricName, at, value }) => ({
      ...{ MetricName, Value: value, Timestamp: new Date(at) },
      ...(MetricName === 'h' && { StorageResolution: 1 }),
    }));
    const { kind } = await this.call('PutMetricData', { Namespace: 'App', MetricData });
    this.ledger.note(samples, kind === 'answered');
  }

  private async change(): Promise<void> {
    const { random } = this.world;
    const alarm = random.pick(this.alarms);
    const { Threshold } = alarm;
    if (Threshold === undefined) return;
    const changed = { ...alarm, Threshold: Threshold + random.pick([-3, 0, 4]) };
    await this.call('PutMetricAlarm', changed);
  }

  private async setByHand(): Promise<void> {
    const { random } = this.world;
    const composite = random.pick(composites).input.AlarmName;
    const AlarmName = random.pick([...this.alarms.map((each) => each.AlarmName), composite]);
    const StateValue =
      AlarmName === composite
        ? random.pick(['OK', 'ALARM'])
        : random.pick(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
    await this.call('SetAlarmState', { AlarmName, StateValue, StateReason: byHand });
  }

  private async switchActions(): Promise<void> {
    const { random } = this.world;
    const AlarmNames = [random.pick(this.alarms).AlarmName];
    const action = random.pick(['DisableAlarmActions', 'EnableAlarmActions', 'EnableAlarmActions']);
    await this.call(action, { AlarmNames });
  }

  /** One that no composite alarm looks at. */
  private async replace(): Promise<void> {
    const alarm = this.alarms.find(({ AlarmName }) => AlarmName === 'count');
    await this.call('DeleteAlarms', { AlarmNames: ['count'] });
    await this.call('PutMetricAlarm', alarm ?? {});
  }
}
