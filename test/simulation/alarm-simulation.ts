import type { Service } from '../../src/service.js';
import { AlarmAuditor } from './alarm-auditor.js';
import { composites, metricAlarms } from './alarm-cast.js';
import { noFaults } from './faulty-store.js';
import { byHand } from './naive-reason.js';
import { SampleLedger, type SentSample } from './sample-ledger.js';
import { SeededWorld } from './seeded-world.js';

export interface SimulatedAlarms {
  readonly faults: readonly string[];
  readonly digest: string;
  readonly transitionCount: number;
}

/**
 * A world of alarms from its seed to its end: samples come late, twice, out of order or not at all,
 * alarms are changed, switched and set by hand, servers end, the store is contended, the clock
 * steps. Then that stops, and all that was promised must have come to pass.
 */
export async function simulateAlarms(
  seed: number,
  services: readonly Service[],
): Promise<SimulatedAlarms> {
  const ledger = new SampleLedger();
  const isRough = seed % 2 === 0;
  const serverCount = seed % 3 === 0 ? 2 : 1;
  const auditor = new AlarmAuditor(ledger, serverCount === 1 && !isRough);
  const world = new SeededWorld({
    ...{ seed, services, serverCount },
    observe: (written, now) => auditor.observe(written, now),
  });
  const beginMoment = () => auditor.beginMoment();
  const play = new AlarmPlay(world, ledger, beginMoment);
  await play.begin();
  const { random } = world;
  if (isRough) world.faults = { turnsMax: 3, conflicts: 0.05, failures: 0.002 };
  for (let step = 0; step < stepsMax && auditor.faults.length === 0; step++) {
    for (let deeds = 1 + random.below(3); deeds > 0; deeds--) await play.act();
    if (isRough && random.next() < 0.1) world.cutSoon(random.below(80));
    if (random.next() < 0.03) stepClock(world);
    await world.advance(random.pick([7, 10, 30, 60, 60, 61, 120]), beginMoment);
  }
  world.faults = noFaults;
  if (auditor.faults.length === 0) {
    await world.advance(900, beginMoment);
    auditor.finish(world.store.documents(), world.messages);
    auditor.faults.push(...ruleFaults(auditor));
  }
  const { faults, transitionCount } = auditor;
  return { faults, digest: world.digest(), transitionCount };
}

const stepsMax = 60;

/** Forward by up to an hour, as after a pause of the machine, or back by up to a minute. */
function stepClock(world: SeededWorld): void {
  const seconds = world.random.pick([-60, -7, 300, 3_600]);
  world.now = new Date(world.now.getTime() + seconds * 1000);
}

function ruleFaults(auditor: AlarmAuditor): readonly string[] {
  const { stateOf } = auditor;
  return composites.flatMap(({ input: { AlarmName = '' }, isTrue }) => {
    const expected = isTrue(stateOf) ? 'ALARM' : 'OK';
    const actual = stateOf(AlarmName);
    return actual === expected || auditor.isByHand(AlarmName)
      ? []
      : [`${AlarmName} is ${actual}, and its rule says ${expected}.`];
  });
}

/** What is done to alarms and their metrics, at random. */
class AlarmPlay {
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
