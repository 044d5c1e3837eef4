import type { Alarm, AlarmDocument } from '../cloudwatch/alarm-document.js';
import { type AlarmPlan, planAlarm } from '../cloudwatch/alarm-plan.js';
import { type Key, scopeOf } from '../store/keys.js';

/**
 * The plans of the alarms that were evaluated lately, each made once for as long as its alarm does
 * not change, within a bound: when the younger half is full, it becomes the older half, and what
 * was there is forgotten.
 */
export class AlarmPlans {
  private young = new Map<string, Planned>();
  private old = new Map<string, Planned>();

  constructor(private readonly halfMax = 8_192) {}

  /** `alarm` is that of the document. */
  of(key: Key<AlarmDocument>, document: AlarmDocument, alarm: Alarm): AlarmPlan {
    const known = this.young.get(key.text) ?? this.old.get(key.text);
    if (known !== undefined && isOf(known, document)) {
      if (this.old.delete(key.text)) this.keep(key.text, known);
      return known.plan;
    }
    const { incarnation, sequence } = document;
    const plan = planAlarm(scopeOf(key), alarm);
    this.keep(key.text, { incarnation, sequence, plan });
    return plan;
  }

  private keep(text: string, planned: Planned): void {
    if (this.young.size >= this.halfMax) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(text, planned);
  }
}

interface Planned extends Pick<AlarmDocument, 'incarnation' | 'sequence'> {
  readonly plan: AlarmPlan;
}

/** Every change of an alarm counts, but for those of its tags and its next evaluation. */
function isOf(planned: Planned, { incarnation, sequence }: AlarmDocument): boolean {
  return planned.sequence === sequence && planned.incarnation === incarnation;
}
