import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';

/**
 * What an alarm asks of one of its action ARNs. It is written into the alarm's document with the
 * transition that caused it, delivered at least once, and honoured once by its `id`.
 */
export interface AlarmAction {
  readonly id: string;
  readonly actionArn: string;
  /** The alarm as DescribeAlarms shows it since the transition. */
  readonly alarm: MetricAlarm;
  readonly OldStateValue: string;
  /** The values that the evaluation looked at, newest first; empty for a state set by a user. */
  readonly recentDatapoints: readonly number[];
  readonly at: Date;
}

/** How a delivery ended for good. One that may succeed later throws instead, and is repeated. */
export type Delivery =
  { readonly kind: 'succeeded' } | { readonly kind: 'failed'; readonly reason: string };
