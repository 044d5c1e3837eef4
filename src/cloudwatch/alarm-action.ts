import type { Tag } from '@aws-sdk/client-cloudwatch';
import type { AnyAlarm, CompositeAlarm, SuppressionMember } from './alarm-document.js';
import type { ContributorIdentity } from './contributor.js';
import type { LogLine } from './log-lines.js';

/**
 * What an alarm asks of one of its action ARNs. It is written into the alarm's document with the
 * transition that caused it, delivered at least once, and honoured once by its `id`.
 */
export interface AlarmAction extends SeenDatapoints {
  readonly id: string;
  readonly actionArn: string;
  /** The alarm as DescribeAlarms shows it since the transition. */
  readonly alarm: AnyAlarm;
  readonly previous: PreviousState;
  /** The tags that it tells of; undefined of an alarm that tells of none. */
  readonly tags?: readonly Tag[] | undefined;
  /** Of an alarm on logs: some of those that its latest result is of. */
  readonly logLines?: readonly LogLine[] | undefined;
  /** Whose transition it was, where it was not the alarm's; `alarm` then has its state. */
  readonly contributor?: ContributorIdentity | undefined;
  readonly at: Date;
  /** It was asked for before in the same state. */
  readonly isRepeat?: true | undefined;
  /** Of an action that a mute rule has held back: when its window ended. */
  readonly muteWindowEnd?: Date | undefined;
}

/** What an evaluation looked at. */
export interface SeenDatapoints {
  /** Newest first; of a state set by a user, what the user says. */
  readonly recentDatapoints: readonly number[];
  /** When the period of each began; a user does not say. */
  readonly datapointTimes?: readonly Date[] | undefined;
}

/** What the transition led away from, or what the release of held actions did. */
export type PreviousState = Pick<
  AnyAlarm,
  'StateValue' | 'StateReason' | 'StateReasonData' | 'StateUpdatedTimestamp'
> &
  Pick<CompositeAlarm, SuppressionMember>;

/** How a delivery ended for good. One that may succeed later throws instead, and is repeated. */
export type Delivery =
  | { readonly kind: 'succeeded' }
  /** It goes on elsewhere, and the history will tell of its end. */
  | { readonly kind: 'handedOver' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Of Auto Scaling, whichever service it is that scales. */
export function isScalingPolicy(actionArn: string): boolean {
  return /^arn:[^:]+:autoscaling:/.test(actionArn);
}
