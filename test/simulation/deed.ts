import type { Random } from '../support/random.js';

/** What a client knows when it chooses what to do next. */
export interface Choice {
  readonly random: Random;
  readonly group: string;
  /** How large groups are; above one most of them are mixed, and their types have weights. */
  readonly scale: number;
  /** Whether clients also do what only every fifth world knows. */
  readonly isWild: boolean;
  /** Whether they also change what mixed groups launch, as in a fifth of all worlds. */
  readonly isRemixed: boolean;
  readonly now: Date;
  /** A member of the group as it was last seen, in that state if there was one. */
  readonly instance: (state?: string) => string;
  /** One that was taken out of a group. */
  readonly detached: () => string;
  readonly policyArn: () => string;
}

/** One of the things that a client may do; the weight says how often it does. */
export interface WeightedDeed {
  readonly weight: number;
  readonly action: string;
  readonly input: (choice: Choice) => object;
}

export function deed(
  weight: number,
  action: string,
  input: (choice: Choice) => object,
): WeightedDeed {
  return { weight, action, input };
}
