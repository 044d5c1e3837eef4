import { zoneOffsets } from '../time-zone.js';

/**
 * What a clock on the wall of a time zone shows. A zone is one of IANA's names, or an offset such
 * as `+05:30` or `UTC-08:00`.
 */
export interface LocalClock {
  /** How far it is ahead of UTC. */
  offsetSeconds(seconds: number): number;
  /** From 0, which is Monday's midnight, up to 168, with the fraction of the hour. */
  hourOfWeek(seconds: number): number;
}

/** Of a zone that is written as an offset. */
export function fixedOffsetSeconds(timezone: string): number | undefined {
  if (/^(Z|UTC|GMT)$/.test(timezone)) return 0;
  const [, sign, hours, minutes] = /^(?:UTC|GMT)?([+-])(\d\d):([0-5]\d)$/.exec(timezone) ?? [];
  if (hours === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60);
}

export function localClock(timezone: string): LocalClock {
  const fixed = fixedOffsetSeconds(timezone);
  if (fixed !== undefined) return clockOf(() => fixed);
  const offsetOf = zoneOffsets(timezone);
  return clockOf((seconds) => offsetOf(seconds * 1000) / 1000);
}

function clockOf(offsetAt: LocalClock['offsetSeconds']): LocalClock {
  return {
    offsetSeconds: offsetAt,
    hourOfWeek: (seconds) => {
      const local = seconds + offsetAt(seconds);
      const weekSeconds = 7 * 86_400;
      // The epoch began on a Thursday.
      const sinceMonday = (((local + 3 * 86_400) % weekSeconds) + weekSeconds) % weekSeconds;
      return sinceMonday / 3_600;
    },
  };
}
