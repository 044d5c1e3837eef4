import type { Alarm, AlarmDocument } from '../cloudwatch/alarm-document.js';
import { type AlarmPlan, planAlarm, plannedMembers } from '../cloudwatch/alarm-plan.js';
import { type LocalClock, localClock } from '../cloudwatch/local-clock.js';
import { type Key, scopeOf } from '../store/keys.js';
import { Recent } from './recent.js';

/**
 * The plans of the alarms that were evaluated lately, each made once for as long as the settings of
 * its alarm that it follows from do not change.
 */
export class AlarmPlans {
  private readonly planned: Recent<Planned>;
  /** By their time zones, since what tells an offset takes its time to make, and much room. */
  private readonly clocks = new Recent<LocalClock>(zonesHalfMax);

  constructor(halfMax = 8_192) {
    this.planned = new Recent(halfMax);
  }

  /** `alarm` is that of the document. */
  of(key: Key<AlarmDocument>, document: AlarmDocument, alarm: Alarm): AlarmPlan {
    const known = this.planned.get(key.text);
    if (known !== undefined && isOf(known, document)) return known.plan;
    const { incarnation, sequence } = document;
    const settings = plannedMembers.map((member) => alarm[member]);
    const isSame = known !== undefined && areAlike(known.settings, settings);
    const plan = isSame ? known.plan : planAlarm(scopeOf(key), alarm, this.clockOf);
    this.planned.set(key.text, { incarnation, sequence, settings, plan });
    return plan;
  }

  private readonly clockOf = (timezone: string): LocalClock => {
    const clock = this.clocks.get(timezone) ?? localClock(timezone);
    this.clocks.set(timezone, clock);
    return clock;
  };
}

const zonesHalfMax = 64;

interface Planned extends Pick<AlarmDocument, 'incarnation' | 'sequence'> {
  readonly settings: PlannedSettings;
  readonly plan: AlarmPlan;
}

/** Every change of an alarm counts, but for those of its tags and its next evaluation. */
function isOf(planned: Planned, { incarnation, sequence }: AlarmDocument): boolean {
  return planned.sequence === sequence && planned.incarnation === incarnation;
}

/** Those of `plannedMembers`; a transition or an action changes none of them. */
type PlannedSettings = readonly unknown[];

/** Lists that were read anew from the store are others, and may say the same. */
function areAlike(a: PlannedSettings, b: PlannedSettings): boolean {
  return a.every((each, index) => {
    const other = b[index];
    return each === other || JSON.stringify(each) === JSON.stringify(other);
  });
}
