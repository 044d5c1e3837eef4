import type { Alarm, AlarmDocument } from '../cloudwatch/alarm-document.js';
import { type AlarmPlan, planAlarm } from '../cloudwatch/alarm-plan.js';
import { type Key, scopeOf } from '../store/keys.js';
import { Recent } from './recent.js';

/**
 * The plans of the alarms that were evaluated lately, each made once for as long as its alarm does
 * not change.
 */
export class AlarmPlans {
  private readonly planned: Recent<Planned>;

  constructor(halfMax = 8_192) {
    this.planned = new Recent(halfMax);
  }

  /** `alarm` is that of the document. */
  of(key: Key<AlarmDocument>, document: AlarmDocument, alarm: Alarm): AlarmPlan {
    const known = this.planned.get(key.text);
    if (known !== undefined && isOf(known, document)) return known.plan;
    const { incarnation, sequence } = document;
    const plan = planAlarm(scopeOf(key), alarm);
    this.planned.set(key.text, { incarnation, sequence, plan });
    return plan;
  }
}

interface Planned extends Pick<AlarmDocument, 'incarnation' | 'sequence'> {
  readonly plan: AlarmPlan;
}

/** Every change of an alarm counts, but for those of its tags and its next evaluation. */
function isOf(planned: Planned, { incarnation, sequence }: AlarmDocument): boolean {
  return planned.sequence === sequence && planned.incarnation === incarnation;
}
