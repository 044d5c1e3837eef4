import type { AlarmDocument } from '../../src/cloudwatch/alarm-document.js';
import {
  isRuleThere,
  type MuteRuleDocument,
  muteRuleKind,
} from '../../src/cloudwatch/mute-rule-document.js';
import { partsOf } from '../../src/store/keys.js';
import type { Written } from './memory-store.js';

/**
 * The mute rules of a simulated world, and whom they mute when: each minute is looked at by itself.
 * It knows no expressions but those of the play.
 */
export class MuteBook {
  private readonly rules = new Map<string, MuteRuleDocument>();
  private latest = 0;

  observe({ key, after }: Written): void {
    if (partsOf(key).kind !== muteRuleKind) return;
    const document = after as MuteRuleDocument | undefined;
    if (isRuleThere(document)) this.rules.set(key.text, document);
    else this.rules.delete(key.text);
  }

  /** Behind a beat. */
  faultOf({ alarm, mutedActions }: AlarmDocument, now: Date): string | undefined {
    this.latest = Math.max(this.latest, now.getTime());
    // Where the clock was set back, a window that had begun may be still to come.
    const isSetBack = now.getTime() < this.latest;
    if (mutedActions === undefined || isSetBack || this.isMuted(alarm.AlarmName, now)) {
      return undefined;
    }
    return 'Nothing mutes what it holds back.';
  }

  isMuted(AlarmName: string, now: Date): boolean {
    return [...this.rules.values()].some(({ rule }) => {
      const { MuteTargets, ExpireDate } = rule;
      if (ExpireDate !== undefined && now >= ExpireDate) return false;
      const isTargeted = MuteTargets?.AlarmNames?.includes(AlarmName) ?? true;
      return isTargeted && isWithin(rule.Rule.Schedule, now.getTime());
    });
  }
}

export const muteZones: Readonly<Record<string, number>> = { UTC: 0, 'Asia/Kolkata': 330 };

interface Schedule {
  readonly Expression: string;
  readonly Duration: string;
  readonly Timezone: string;
}

function isWithin({ Expression, Duration, Timezone }: Schedule, now: number): boolean {
  const minutes = Number(/^PT(\d+)M$/.exec(Duration)?.[1]);
  const offset = (muteZones[Timezone] ?? NaN) * minute;
  const newest = Math.floor(now / minute) * minute;
  for (let start = newest; now - start < minutes * minute; start -= minute) {
    if (begins(Expression, new Date(start + offset))) return true;
  }
  return false;
}

const minute = 60_000;

/** `at(2026-03-10T12:40)`, or `cron(5,25 * * * *)`; the time is as its clocks show it. */
function begins(expression: string, local: Date): boolean {
  const [, at] = /^at\((.*)\)$/.exec(expression) ?? [];
  if (at !== undefined) return local.toISOString().startsWith(at);
  const [, list = ''] = /^cron\(([\d,]+) \* \* \* \*\)$/.exec(expression) ?? [];
  return list.split(',').map(Number).includes(local.getUTCMinutes());
}
