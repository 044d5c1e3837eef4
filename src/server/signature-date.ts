import { ServiceError, SignatureDoesNotMatch$ } from '../wire/errors.js';

/**
 * The date of a SigV4 signature. A request is good for five minutes around it, and a presigned URL
 * from five minutes before it until its X-Amz-Expires seconds are over.
 *
 * AWS lets five minutes pass for these services; it is STS that lets fifteen pass.
 */
export const skewMinutesMax = 5;
const skewMilliseconds = skewMinutesMax * 60_000;

const basicFormat = /^\d{8}T\d{6}Z$/;

/** The instant that `20250515T150000Z` names, or undefined where it names none. */
export function parseSignatureDate(text: string): Date | undefined {
  if (!basicFormat.test(text)) return undefined;
  const at = (start: number, end: number): number => Number(text.slice(start, end));
  const [month, day] = [at(4, 6), at(6, 8)];
  const [hour, minute, second] = [at(9, 11), at(11, 13), at(13, 15)];
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return new Date(Date.UTC(at(0, 4), month - 1, day, hour, minute, second));
}

export function formatSignatureDate(instant: Date): string {
  return instant.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

const httpFormat = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The `Date` header that stands in for a missing X-Amz-Date may be written as HTTP writes it. */
export function basicFormatOf(dateHeader: string): string {
  const milliseconds = httpFormat.test(dateHeader) ? Date.parse(dateHeader) : NaN;
  return Number.isNaN(milliseconds) ? dateHeader : formatSignatureDate(new Date(milliseconds));
}

/**
 * Throws unless the signature is valid at one of the instants. There is a second one when a test
 * clock runs: the clients of a simulated time may live in the real one.
 */
export function checkSignatureDate(
  signed: Date,
  instants: readonly Date[],
  expiresSeconds: number | undefined,
): void {
  const validMilliseconds = expiresSeconds === undefined ? skewMilliseconds : expiresSeconds * 1000;
  const age = (instant: Date): number => instant.getTime() - signed.getTime();
  const isValid = (instant: Date): boolean =>
    age(instant) <= validMilliseconds && age(instant) >= -skewMilliseconds;
  if (instants.some(isValid)) return;
  // The client is told of the clock that it is nearest to.
  const nearest = [...instants].sort((a, b) => Math.abs(age(a)) - Math.abs(age(b)));
  const [now = signed] = nearest;
  throw age(now) > 0 ? expired(signed, now, validMilliseconds) : notYetCurrent(signed, now);
}

function expired(signed: Date, now: Date, validMilliseconds: number): ServiceError {
  const earliest = formatSignatureDate(new Date(now.getTime() - validMilliseconds));
  const rule = `(${formatSignatureDate(now)} - ${validMilliseconds / 60_000} min.)`;
  const fault = `${formatSignatureDate(signed)} is now earlier than ${earliest} ${rule}`;
  return new ServiceError(SignatureDoesNotMatch$, `Signature expired: ${fault}`);
}

function notYetCurrent(signed: Date, now: Date): ServiceError {
  const latest = formatSignatureDate(new Date(now.getTime() + skewMilliseconds));
  const rule = `(${formatSignatureDate(now)} + ${skewMinutesMax} min.)`;
  const fault = `${formatSignatureDate(signed)} is still later than ${latest} ${rule}`;
  return new ServiceError(SignatureDoesNotMatch$, `Signature not yet current: ${fault}`);
}
