import { AlreadyExistsFault$ } from '@aws-sdk/client-auto-scaling';
import type { Document } from '../store/store.js';
import { ServiceError } from '../wire/errors.js';

/**
 * The starts that calls under way name for scheduled actions of a group: a call holds its start
 * from its look at the other actions until its own is there, so that of two that come at once the
 * second is refused.
 */
export interface StartClaimsDocument extends Document {
  readonly claims: readonly StartClaim[];
}

export interface StartClaim {
  /** Of the call. */
  readonly id: string;
  readonly ScheduledActionName: string;
  readonly start: Date;
  readonly at: Date;
}

export function withStartClaim(
  current: StartClaimsDocument | undefined,
  claim: StartClaim,
): StartClaimsDocument {
  const earliest = claim.at.getTime() - claimMilliseconds;
  const claims = current?.claims.filter(({ at }) => at.getTime() > earliest) ?? [];
  const isTaken = claims.some(
    ({ ScheduledActionName, start }) =>
      ScheduledActionName !== claim.ScheduledActionName &&
      start.getTime() === claim.start.getTime(),
  );
  if (isTaken) throw startTaken();
  return { claims: [...claims, claim] };
}

/** A claim whose call was broken off, since its server ended, holds for a minute only. */
const claimMilliseconds = 60_000;

export function withoutStartClaim(
  current: StartClaimsDocument | undefined,
  { id }: StartClaim,
): StartClaimsDocument | undefined {
  const claims = current?.claims.filter((claim) => claim.id !== id) ?? [];
  return claims.length === 0 ? undefined : { claims };
}

export function startTaken(): Error {
  return new ServiceError(
    AlreadyExistsFault$,
    'Scheduled action with this scheduled start time already exists',
  );
}
