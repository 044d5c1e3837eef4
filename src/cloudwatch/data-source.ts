import type { MessageData, StatusCode } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../store/keys.js';
import { type ExpressionPlan, inExpression } from './expression-plan.js';
import { literalNumber, typeOf } from './metric-math/literals.js';
import {
  type CallNode,
  dataSourceName,
  MathError,
  type MathNode,
  unsupportedTypes,
} from './metric-math/tree.js';
import type { Series } from './metric-math/value.js';
import { readWindow } from './wall-clock.js';
import type { Window } from './window.js';

/**
 * LAMBDA('name', arguments …): series that a Lambda function brings from elsewhere. The function is
 * told the window and the arguments, and answers with series or with an error; points that do not
 * lie where the window's periods begin are dropped ("Create a custom connector to a data source").
 */
export interface DataSourceCall {
  readonly node: CallNode;
  /** As it is written: a name, one with a version or an alias behind it, or an ARN. */
  readonly name: string;
  readonly Arguments: readonly (string | number | boolean)[];
}

/** The calls of an expression, each checked. */
export function dataSourceCalls({
  Id,
  findings,
}: Pick<ExpressionPlan, 'Id' | 'findings'>): readonly DataSourceCall[] {
  return findings.flatMap((node) =>
    node.kind === 'call' && node.name === dataSourceName
      ? [inExpression(Id, () => readDataSourceCall(node))]
      : [],
  );
}

const argumentsMax = 20;

function readDataSourceCall(node: CallNode): DataSourceCall {
  const [named, ...given] = node.parameters;
  const Arguments = given.map(argumentIn).filter((each) => each !== undefined);
  if (named?.kind !== 'text' || Arguments.length < given.length) {
    throw unsupportedTypes(node.name, node.parameters.map(parameterType));
  }
  if (given.length > argumentsMax) {
    throw new MathError(`Function '${node.name}' takes no more than ${argumentsMax} arguments`);
  }
  if (!functionName.test(named.value)) {
    throw new MathError(`'${named.value}' is not a valid Lambda function name`);
  }
  return { node, name: named.value, Arguments };
}

const functionName =
  /^(arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:)?[\w-]{1,64}(:(\$LATEST|[\w-]{1,128}))?$/;

/** Truth and falsehood are told by words, which would be ids elsewhere. */
const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** Texts of several lines are not supported: each line feed becomes a space. */
function argumentIn(node: MathNode): string | number | boolean | undefined {
  if (node.kind === 'text') return node.value.replaceAll('\n', ' ');
  if (node.kind === 'id') return truths.get(node.name);
  return literalNumber(node);
}

function parameterType(node: MathNode): string {
  return node.kind === 'id' && truths.has(node.name) ? 'Boolean' : typeOf(node);
}

export function functionArnOf({ name }: DataSourceCall, { account, region }: Scope): string {
  return name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
}

/** What the function is sent. */
export function dataSourceRequest({ Arguments }: DataSourceCall, window: Window): string {
  const { startSeconds: StartTime, endSeconds: EndTime } = readWindow(window);
  const { periodSeconds: Period } = window;
  const GetMetricDataRequest = { StartTime, EndTime, Period, Arguments };
  return JSON.stringify({ EventType: 'GetMetricData', GetMetricDataRequest });
}

export type DataSourceAnswer =
  | { readonly kind: 'series'; readonly members: readonly Series[]; readonly isCut: boolean }
  /** The function does not take what it was asked for. */
  | { readonly kind: 'invalid'; readonly reason: string }
  /** The function may not look, or (then without a message) may not be called. */
  | { readonly kind: 'forbidden'; readonly message?: MessageData | undefined }
  | { readonly kind: 'failed'; readonly message?: MessageData | undefined };

/** What the functions of one alarm have brought. */
export type Brought = ReadonlyMap<CallNode, DataSourceAnswer>;

/** Any error of a function but that it may not be called ("Limits" of alarms). */
export function isFunctionError(answer: DataSourceAnswer): boolean {
  return answer.kind !== 'series' && (answer.kind !== 'forbidden' || answer.message !== undefined);
}

/** How a function was answered for; `text` is what it said. */
export interface Invoked {
  readonly status: number;
  readonly text: string;
}

/** A longer answer than AWS takes counts as a failure. */
export const answerCharactersMax = 6 * 1_048_576;
const membersMax = 500;

export function readDataSourceAnswer({ status, text }: Invoked, window: Window): DataSourceAnswer {
  if (status === 403) return { kind: 'forbidden' };
  if (status >= 300 || text.length > answerCharactersMax) return { kind: 'failed' };
  const said = recordIn(parsed(text));
  const { Error: error, MetricDataResults: results } = said;
  if (error !== undefined) return failureOf(messageIn(recordIn(error)));
  if (!Array.isArray(results)) return { kind: 'failed' };
  const members = results.slice(0, membersMax).map((result) => seriesIn(recordIn(result), window));
  if (members.includes(undefined)) return { kind: 'failed' };
  return {
    kind: 'series',
    members: members.filter((each) => each !== undefined),
    isCut: results.length > membersMax,
  };
}

function failureOf(message: MessageData): DataSourceAnswer {
  if (message.Code === 'Validation') return { kind: 'invalid', reason: message.Value ?? '' };
  return { kind: message.Code === 'Forbidden' ? 'forbidden' : 'failed', message };
}

type Told = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordIn(said: unknown): Told {
  return typeof said === 'object' && said !== null ? (said as Told) : {};
}

function textIn(said: unknown): string | undefined {
  return typeof said === 'string' ? said : undefined;
}

function messageIn({ Code, Value }: Told): MessageData {
  return { Code: textIn(Code), Value: textIn(Value) };
}

/** Undefined of what is no series. */
function seriesIn(result: Told, window: Window): Series | undefined {
  const { Timestamps = [], Values = [], Label, Messages = [], StatusCode = 'Complete' } = result;
  const isSeries =
    isNumbers(Timestamps) && isNumbers(Values) && Timestamps.length === Values.length;
  if (!isSeries || !isStatus(StatusCode) || !Array.isArray(Messages)) return undefined;
  const bySlot = new Map<number, number>();
  Timestamps.forEach((time, index) => {
    const slot = slotOf(time, window);
    if (slot !== undefined) bySlot.set(slot, Values[index] ?? NaN);
  });
  const slots = [...bySlot.keys()].sort((a, b) => a - b);
  const series = {
    label: textIn(Label) ?? '',
    periodSeconds: window.periodSeconds,
    times: slots.map((slot) => window.startSeconds + slot * window.periodSeconds),
    values: slots.map((slot) => bySlot.get(slot) ?? NaN),
  };
  if (StatusCode === 'Complete' && Messages.length === 0) return series;
  return {
    ...series,
    told: { StatusCode, Messages: Messages.map((each) => messageIn(recordIn(each))) },
  };
}

function isNumbers(said: unknown): said is readonly number[] {
  return Array.isArray(said) && said.every((each) => Number.isFinite(each));
}

const statuses: readonly unknown[] = ['Complete', 'InternalError', 'PartialData', 'Forbidden'];

function isStatus(said: unknown): said is StatusCode {
  return statuses.includes(said);
}

/** Which of the window's periods begins then, if one does. */
function slotOf(time: number, window: Window): number | undefined {
  const { startSeconds, endSeconds, periodSeconds, boundaries } = window;
  if (boundaries === undefined) {
    const slot = (time - startSeconds) / periodSeconds;
    return Number.isInteger(slot) && slot >= 0 && time < endSeconds ? slot : undefined;
  }
  const slot = boundaries.slice(0, -1).indexOf(time);
  return slot < 0 ? undefined : slot;
}
