/**
 * Somebody outside who is told something: an AWS service by an ARN of it, at the endpoint that is
 * configured for it, or a webhook for any ARN. What cannot be sent now is sent again later, so a
 * receiver may hear of the same message twice.
 */
export interface Courier {
  /** Undefined if messages to the ARN can be sent, else why not. */
  refusal(targetArn: string): string | undefined;
  /** Where its messages go; those to one endpoint wait for each other, and for no others. */
  endpointOf(targetArn: string): string;
  /** Never throws. */
  send(message: OutgoingMessage): Promise<SendEnd>;
}

export interface OutgoingMessage {
  /** The same each time it is sent. */
  readonly id: string;
  readonly targetArn: string;
  readonly subject?: string | undefined;
  /** Of a target that keeps order: what it keeps the message in order with. */
  readonly groupId?: string | undefined;
  /** As the target takes it, JSON in most cases. */
  readonly body: string;
  /** What waits until it is told of; for those who give up. */
  readonly lifecycleAction?: LifecycleActionName | undefined;
}

interface LifecycleActionName {
  readonly AutoScalingGroupName: string;
  readonly LifecycleActionToken: string;
}

export type SendEnd =
  | { readonly kind: 'delivered' }
  /** It would be refused again. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Undefined where no endpoint is configured for the target. */
export function sendAtOnce(
  courier: Courier,
): (message: OutgoingMessage) => Promise<SendEnd | undefined> {
  return async (message) => {
    return courier.refusal(message.targetArn) === undefined ? courier.send(message) : undefined;
  };
}

/** A FIFO topic or queue. */
export function keepsOrder(targetArn: string): boolean {
  return targetArn.endsWith('.fifo');
}

export interface ArnParts {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

export function partsOfArn(arn: string): ArnParts {
  const [, , service = '', region = '', account = '', ...resource] = arn.split(':');
  return { service, region, account, resource: resource.join(':') };
}
