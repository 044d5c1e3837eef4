/**
 * How AWS writes numbers and times as text, and how it reads them: Java's doubles (`41.0`,
 * `1.0E-4`), and ISO 8601, to the second in the usual case.
 */
export function formatDouble(value: number): string {
  // The usual case first: a page of GetMetricData formats a hundred thousand of these.
  if (Number.isInteger(value) && value < decimalMax && value > -decimalMax) {
    return Object.is(value, -0) ? '-0.0' : `${value}.0`;
  }
  if (!Number.isFinite(value)) return String(value);
  if (isPlainFraction(value)) return String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** Whether Java and JavaScript write a number alike: with its point, and without an exponent. */
export function isPlainFraction(value: unknown): boolean {
  if (Number.isInteger(value)) return false;
  const magnitude = Math.abs(value as number);
  return magnitude >= decimalMin && magnitude < decimalMax;
}

const decimalMin = 1e-3;
const decimalMax = 1e7;

export function formatTimestamp(instant: Date): string {
  const text = instant.toISOString();
  return instant.getUTCMilliseconds() === 0 ? `${text.slice(0, -5)}Z` : text;
}

/**
 * Formats many times that follow each other: most are of the day of the one before, and whole
 * seconds.
 */
export function timestampFormatter(): (instant: Date) => string {
  let [dayStart, dayText] = [NaN, ''];
  return (instant) => {
    const within = instant.getTime() - dayStart;
    if (within >= 0 && within < dayMilliseconds && within % 1000 === 0) {
      const seconds = within / 1000;
      const [minute, second] = [Math.floor(seconds / 60), seconds % 60];
      const time = `${twoDigits[Math.floor(minute / 60)]}:${twoDigits[minute % 60]}`;
      return `${dayText}${time}:${twoDigits[second]}Z`;
    }
    const text = formatTimestamp(instant);
    dayText = text.slice(0, text.indexOf('T') + 1);
    dayStart = Math.floor(instant.getTime() / dayMilliseconds) * dayMilliseconds;
    return text;
  };
}

const dayMilliseconds = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Each digit has one place to go: a pattern with two would try them all on a text of digits. */
const numberPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** A decimal number, or one of Java's names for what is none; undefined for any other text. */
export function parseDouble(text: string): number | undefined {
  const trimmed = text.trim();
  if (numberPattern.test(trimmed)) return Number(trimmed);
  if (trimmed === 'NaN') return NaN;
  if (trimmed === 'Infinity' || trimmed === '+Infinity') return Infinity;
  return trimmed === '-Infinity' ? -Infinity : undefined;
}

const datePattern = '(\\d{4})-(\\d\\d)-(\\d\\d)';
const timePattern = '(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?';
const zonePattern = '([Zz]|[+-]\\d\\d(?::?\\d\\d)?)?';
const instantPattern = new RegExp(`^${datePattern}(?:[Tt ]${timePattern}${zonePattern})?$`);

/** ISO 8601 in the forms that clients send; without a zone it is UTC, as boto 2 means it. */
export function parseTimestamp(text: string): Date | undefined {
  const match = instantPattern.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] =
    match;
  const fields = [year, month, day, hour, minute, second].map(Number) as Fields;
  if (!isCalendarTime(fields)) return undefined;
  const [y, mo, d, h, mi, s] = fields;
  // Milliseconds are cut, not rounded, as in the other protocols.
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const instant = new Date(0);
  instant.setUTCFullYear(y, mo - 1, d);
  instant.setUTCHours(h, mi, s, milliseconds);
  return new Date(instant.getTime() - zoneOffsetMinutes(zone) * 60_000);
}

type Fields = [number, number, number, number, number, number];

function isCalendarTime([year, month, day, hour, minute, second]: Fields): boolean {
  if (month < 1 || month > 12 || day < 1 || minute > 59 || second > 60) return false;
  if (hour > 24 || (hour === 24 && (minute > 0 || second > 0))) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function zoneOffsetMinutes(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const digits = zone.replace(/[+:-]/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return zone.startsWith('-') ? -minutes : minutes;
}
