import type { Datapoints } from './datapoints/datapoints.js';
import type { Ec2 } from './ec2/ec2.js';
import type { Scope } from './store/keys.js';
import type { Store } from './store/store.js';
import type { Constraints } from './wire/constraints.js';
import type { OperationShape, Schema } from './wire/shape.js';

/**
 * A service is its API model (what the SDK client exports, with our constraints) and the
 * operations that we serve. An operation is one file; `loadService` finds it.
 */
export interface Service {
  readonly model: ServiceModel;
  /** By action name; an action of the model without an entry is known and not served. */
  readonly operations: ReadonlyMap<string, Operation>;
}

/**
 * How much of a service is read when it is loaded. A server reads what is called, when it is first
 * called; tests read all at once, and so check all that we have written about it.
 */
export interface Reading {
  readonly reads: 'whenCalled' | 'atOnce';
}

export interface ServiceModel {
  /** The prefix of IAM actions, which also names our folder: `cloudwatch`, `autoscaling`. */
  readonly name: string;
  readonly version: string;
  readonly xmlNamespace: string;
  /** What precedes `#Shape` in the `__type` of an error in JSON and CBOR. */
  readonly errorNamespace: string;
  /** `X-Amz-Target` and RPC path name the service so; absent where only Query is spoken. */
  readonly targetPrefix: string | undefined;
  readonly shapes: ReadonlyMap<string, OperationShape>;
  readonly constraints: Constraints;
}

export interface Operation {
  readonly name: string;
  handle(input: object, context: Context): Promise<object>;
}

/** All that an operation may use. `now` was sampled once, when the request arrived. */
export interface Context extends Scope {
  readonly now: Date;
  readonly requestId: string;
  readonly store: Store;
  readonly datapoints: Datapoints;
  readonly settings: Settings;
  /** A fresh UUID; a seeded simulation gives the same ones again. */
  newId(): string;
  /** Opaque tokens for paging, signed by this installation. */
  readonly tokens: Tokens;
  /**
   * Lets the heartbeat look at a document before the answer goes out, so that what the document
   * asks for is seen by the caller's next request. If it fails, the next beat does it.
   */
  attend(key: { readonly text: string }): Promise<void>;
  /** Which of the instances run or are about to, as their launcher tells. */
  running(InstanceIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Undefined where no endpoint of EC2 is configured. */
  readonly ec2?: Ec2 | undefined;
  /** Runs a Lambda function, and waits; undefined where no endpoint of Lambda is configured. */
  readonly invoke?: InvokeFunction | undefined;
  /** Throws AWS's error for a list of metrics that no alarm can be on; target tracking asks. */
  checkAlarmMetrics(metrics: readonly object[]): void;
  /** Throws AWS's error for what PutMetricAlarm would refuse; target tracking puts alarms. */
  checkAlarm(request: object): void;
  /**
   * Tells somebody outside something at once, and waits for the answer; undefined where no endpoint
   * is configured for the target.
   */
  send(message: Message): Promise<MessageEnd | undefined>;
  /** Keeps a decision about a document for those who ask why it did what it did, or nothing. */
  note(key: { readonly text: string }, look: Look): void;
  /** The headers of the answer, for the few cases where AWS says something in one. */
  readonly headers: Record<string, string>;
}

export type InvokeFunction = (
  functionArn: string,
  payload: string,
  limits: { readonly charactersMax: number; readonly milliseconds: number },
) => Promise<
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string }
>;

/** What somebody outside is told, and what became of it. */
export interface Message {
  readonly id: string;
  readonly targetArn: string;
  readonly subject?: string | undefined;
  readonly body: string;
}

export interface MessageEnd {
  readonly kind: 'delivered' | 'refused' | 'failed';
}

/** One look at a document: the very values that a decision was made from, and the decision. */
export interface Look {
  readonly at: Date;
  readonly hasChanged: boolean;
  /** About how many values it keeps alive. */
  readonly weight: number;
  /**
   * As JSON is to show it, for what it says of its own moment, or of one since then. Called only
   * when somebody asks, since nearly nobody does.
   */
  tell(of: Date): object;
}

/** The settings that change what operations accept. */
export interface Settings {
  /** Units outside AWS's list are taken for the unit they mean; cfn-push-stats sends such. */
  readonly lenientUnits: boolean;
  /** PutMetricData takes namespaces that start with `AWS/`, which AWS keeps to itself. */
  readonly awsNamespaces: boolean;
  /** There is an endpoint at which the Lambda functions of termination policies can be asked. */
  readonly asksFunctions: boolean;
  /** There is an endpoint at which the queries of alarms on logs can be run. */
  readonly asksLogs: boolean;
  /** There is an endpoint that is told of actions on anything. */
  readonly tellsAll: boolean;
}

export interface Tokens {
  /** A token that continues behind `after`, valid for the same request only. */
  seal(purpose: readonly string[], after: string): string;
  /** What was sealed, or undefined if the token is none of ours or of another request. */
  open(purpose: readonly string[], token: string): string | undefined;
}

/**
 * Declares an operation. `I` is the SDK's input type; what reaches the handler has been decoded and
 * validated, so the members that AWS requires are there.
 */
export function operation<I extends object, O extends object = object>(
  schema: Schema,
  handle: (input: Validated<I>, context: Context) => Promise<O>,
): Operation {
  const name = schema[2];
  if (typeof name !== 'string') throw new Error('An operation needs the schema of an operation.');
  return { name, handle: (input, context) => handle(input as Validated<I>, context) };
}

/** The SDK writes a required member as `T | undefined` without `?`; a validated one is there. */
export type Validated<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer E)[]
    ? Validated<E>[]
    : T extends object
      ? { [K in keyof T]: object extends Pick<T, K> ? Validated<T[K]> : Present<T[K]> }
      : T;
type Present<T> = Validated<Exclude<T, undefined>>;
