import { ServiceError } from '../../src/wire/errors.js';

export interface Outcome {
  /** The Query code of an AWS error; `accepted`; or `bug`, when something else was thrown. */
  readonly code: string;
  readonly message: string;
}

export function outcomeOf(act: () => unknown): Outcome {
  try {
    act();
    return { code: 'accepted', message: '' };
  } catch (error) {
    if (!(error instanceof ServiceError)) return { code: 'bug', message: String(error) };
    const [, , , traits] = error.schema;
    // Every error that these tests meet is a common one, which always has this trait.
    const { awsQueryError } = traits as { awsQueryError: readonly [string, number] };
    return { code: awsQueryError[0], message: error.message };
  }
}
