/** Who made a request: the owner of the access key that signed it. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** The ARN that AWS's messages name. */
  readonly arn: string;
}
