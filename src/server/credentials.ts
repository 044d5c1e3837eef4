import type { Policy } from './iam-policy.js';

/** Who made a request: the owner of the access key that signed it. Holds no secret. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** The ARN that AWS's messages name. */
  readonly arn: string;
  /** The name of an IAM user; absent for an account's root. */
  readonly user: string | undefined;
  /** Absent: the key may do everything. */
  readonly policies: readonly Policy[] | undefined;
  readonly sourceIp: string | undefined;
  /**
   * False where a signature in the query leaves the body out, as boto 2 signs a URL that anyone may
   * post to: such a body says nothing about the call and must not be read.
   */
  readonly isBodySigned: boolean;
}

/** An access key. The secret and the token stay in here: nothing prints a key or hands it on. */
export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials are three: each request must show the token too. */
  readonly sessionToken: string | undefined;
  readonly account: string;
  readonly user: string | undefined;
  readonly policies: readonly Policy[] | undefined;
}

/** By access key id. */
export type Keys = ReadonlyMap<string, Key>;

export const defaultAccount = '000000000000';

/** The keys of a server that was given no credentials file. */
export const defaultKeys: Keys = new Map([
  [
    'test',
    {
      accessKeyId: 'test',
      secretAccessKey: 'test',
      sessionToken: undefined,
      account: defaultAccount,
      user: undefined,
      policies: undefined,
    },
  ],
]);

/** The owner of a key as IAM names it (IAM User Guide, "IAM identifiers"). */
export function arnOf({ account, user }: Pick<Key, 'account' | 'user'>): string {
  return `arn:aws:iam::${account}:${user === undefined ? 'root' : `user/${user}`}`;
}
