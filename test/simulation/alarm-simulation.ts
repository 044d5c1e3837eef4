import type { Service } from '../../src/service.js';
import { AlarmAuditor } from './alarm-auditor.js';
import { alarmKind, historyKind } from '../../src/cloudwatch/alarm-document.js';
import { logQueryKind } from '../../src/cloudwatch/log-query.js';
import { outgoingKind } from '../../src/heartbeat/outgoing.js';
import { groupKey } from '../../src/autoscaling/keys.js';
import { composites } from './alarm-cast.js';
import { AlarmPlay } from './alarm-play.js';
import { noFaults } from './faulty-store.js';
import { SampleLedger } from './sample-ledger.js';
import { scaledGroup } from './scaled-group.js';
import { seededScope, SeededWorld } from './seeded-world.js';

export interface SimulatedAlarms {
  readonly faults: readonly string[];
  readonly digest: string;
  readonly transitionCount: number;
}

/**
 * A world of alarms from its seed to its end: samples come late, twice, out of order or not at all,
 * queries of logs late, in vain or not at all, alarms are changed, switched, muted and set by hand,
 * servers end, the store is contended, the clock steps. Then that stops, and all that was promised
 * must have come to pass.
 */
export async function simulateAlarms(
  seed: number,
  services: readonly Service[],
  stepCount = 60,
): Promise<SimulatedAlarms> {
  const ledger = new SampleLedger();
  const isRough = seed % 2 === 0;
  const serverCount = seed % 3 === 0 ? 2 : 1;
  const world = new SeededWorld({
    ...{ seed, services, serverCount },
    observe: (written, now) => auditor.observe(written, now),
  });
  const seesBeatsWhole = serverCount === 1 && !isRough;
  const auditor = new AlarmAuditor(ledger, { seesBeatsWhole, logs: world.logs });
  world.logs.faults = { unavailable: 0.05, failed: 0.08 };
  world.unheardShare = 0.1;
  const beginMoment = () => auditor.beginMoment();
  const afterBeat = () => {
    beginMoment();
    // A store that fails has a server try again later.
    if (!isRough) auditor.faults.push(...ruleFaults(auditor));
    if (seesBeatsWhole) auditor.checkBeat(world.now);
  };
  const play = new AlarmPlay(world, ledger, beginMoment);
  const policies = await play.begin();
  const { random } = world;
  const failures = isRough ? 0.002 : 0;
  if (isRough || serverCount > 1) world.faults = { turnsMax: 3, conflicts: 0.05, failures };
  for (let step = 0; step < stepCount && auditor.faults.length === 0; step++) {
    for (let deeds = 1 + random.below(3); deeds > 0; deeds--) await play.act();
    if (isRough && random.next() < 0.1) world.cutSoon(random.below(80));
    if (isRough && random.next() < 0.1) world.cutBefore(random.pick(kindsWritten));
    if (random.next() < 0.03) stepClock(world);
    await world.advance(random.pick([7, 10, 30, 60, 60, 61, 120]), afterBeat);
  }
  world.faults = noFaults;
  world.unheardShare = 0;
  if (auditor.faults.length === 0) {
    world.logs.end();
    await play.end();
    await world.advance(900, afterBeat);
    // What queries came to is told a while after their time.
    await world.advance(secondsToHalfMinute(world.now), afterBeat);
    auditor.finish(world.store.documents(), world.messages);
    auditor.faults.push(...ruleFaults(auditor), ...(await scalingFaults(world, auditor, policies)));
  }
  const { faults, transitionCount } = auditor;
  return { faults, digest: world.digest(), transitionCount };
}

/** What alarms are made of, and what comes of them. */
const kindsWritten = [alarmKind, historyKind, logQueryKind, logQueryKind, outgoingKind];

function secondsToHalfMinute(now: Date): number {
  const seconds = now.getTime() / 1000;
  return Math.ceil(seconds / 60) * 60 + 30 - seconds;
}

/** Forward by up to an hour, as after a pause of the machine, or back by up to a minute. */
function stepClock(world: SeededWorld): void {
  const seconds = world.random.pick([-60, -7, 300, 3_600]);
  world.now = new Date(world.now.getTime() + seconds * 1000);
}

/** Each of its executions has had its effect once. */
async function scalingFaults(
  world: SeededWorld,
  { actions }: AlarmAuditor,
  policies: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const found = [...policies].map(async ([AlarmName, policy]) => {
    const group = await world.store.get(groupKey(seededScope, scaledGroup(AlarmName)));
    const [executed, capacity] = [actions.executedCount(policy), group?.group.DesiredCapacity];
    if (executed === capacity) return [];
    return [`${executed} executions for ${AlarmName} have made ${capacity} instances.`];
  });
  return (await Promise.all(found)).flat();
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
