import type { Look } from '../service.js';
import type { ForecastDocument } from './forecast-document.js';
import type { Policy } from './policy-document.js';

/** What a predictive policy makes of its forecast now, for those who ask why nothing happened. */
export interface ForecastSeen {
  readonly document: ForecastDocument;
  readonly policy: Policy;
  /** Undefined where there is no forecast for now. */
  readonly capacity: number | undefined;
  readonly isScaling: boolean;
}

export function forecastLook(seen: ForecastSeen, at: Date, nextLook: Date): Look {
  const { document, policy, capacity, isScaling } = seen;
  const told = {
    at,
    what: 'forecast',
    PolicyName: policy.PolicyName,
    forecastAt: document.updatedAt,
    hoursForecast: { load: document.load.length, capacity: document.capacity.length },
    capacityNow: capacity,
    because: becauseOf(seen),
    nextLook,
  };
  const hasChanged = isScaling && capacity !== undefined;
  return { at, hasChanged, weight: 4, tell: () => told };
}

function becauseOf({ document, policy, capacity, isScaling }: ForecastSeen): string {
  if (document.load.length === 0) return 'There is too little history of the load to forecast.';
  if (capacity === undefined) return 'The load of this hour is no capacity: none was measured.';
  if (isScaling) return 'The group is to have at least this capacity.';
  return policy.Enabled
    ? 'The Mode is ForecastOnly: nothing follows.'
    : 'The policy is disabled: nothing follows.';
}
