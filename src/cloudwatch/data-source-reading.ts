import type { MessageData } from '@aws-sdk/client-cloudwatch';
import type { Context } from '../service.js';
import {
  answerCharactersMax,
  type DataSourceAnswer,
  type DataSourceCall,
  dataSourceCalls,
  dataSourceRequest,
  functionArnOf,
  readDataSourceAnswer,
} from './data-source.js';
import { validationError } from './errors.js';
import type { FoundSeries } from './expression-evaluation.js';
import { type ExpressionPlan, inExpression } from './expression-plan.js';
import { type FindingScene, tooManyMetrics } from './found-metrics.js';
import { type CallNode, MathError } from './metric-math/tree.js';
import { array } from './metric-math/value.js';
import { queryWindow } from './metric-query.js';
import type { Window } from './window.js';

/**
 * Asks the Lambda functions of a call, some at a time, before its expressions are evaluated. Who
 * asks the same of a function twice is answered twice by one answer.
 */
export interface DataSourceFound {
  readonly node: CallNode;
  readonly found: FoundSeries;
  readonly messages: readonly MessageData[];
  /** Of a function that brought nothing. */
  readonly refusal:
    Extract<DataSourceAnswer, { readonly kind: 'forbidden' | 'failed' }> | undefined;
  /** False where a function says of a series that there is more, or had more than are taken. */
  readonly isComplete: boolean;
}

const callsMax = 100;
const atOnceMax = 20;
/** As long as AWS waits for a function, which alarms do not. */
const waitMilliseconds = 10_000;

export async function askDataSources(
  { expressions, metrics }: AskedPlan,
  { times, context }: FindingScene,
): Promise<readonly DataSourceFound[]> {
  const requests = expressions.flatMap((expression) => {
    const { Id } = expression;
    const periodSeconds = periodOf(expression, metrics);
    const window = queryWindow(times, periodSeconds, context.now);
    return dataSourceCalls(expression).map((call) => ({ Id, call, window }));
  });
  if (requests.length === 0) return [];
  if (requests.length > callsMax) {
    throw validationError(`Maximum number of LAMBDA functions (${callsMax}) exceeded`);
  }
  const answers = await askAll(requests, context);
  return requests.map((request, index) => foundBy(request, answers[index] ?? { kind: 'failed' }));
}

export interface AskedPlan {
  readonly expressions: readonly ExpressionPlan[];
  readonly metrics: readonly { readonly Id: string; readonly window: Window }[];
}

export const noEndpoint = 'Updraft needs --lambda-endpoint to serve the function LAMBDA';

/** What was asked for, else the smallest of its metrics; a minute at least, as functions expect. */
function periodOf({ Period, dependencies }: ExpressionPlan, metrics: AskedPlan['metrics']): number {
  const periods = metrics
    .filter(({ Id }) => dependencies.has(Id))
    .map(({ window }) => window.periodSeconds);
  return Math.max(60, Period ?? (periods.length > 0 ? Math.min(...periods) : 60));
}

interface Request {
  readonly Id: string;
  readonly call: DataSourceCall;
  readonly window: Window;
}

async function askAll(
  requests: readonly Request[],
  context: Context,
): Promise<readonly DataSourceAnswer[]> {
  const asked = new Map<string, Promise<DataSourceAnswer>>();
  const asker = { ...context, milliseconds: waitMilliseconds };
  const answers: Promise<DataSourceAnswer>[] = [];
  for (const { Id, call, window } of requests) {
    if (context.invoke === undefined) refuse(Id, noEndpoint);
    const key = `${call.name} ${dataSourceRequest(call, window)}`;
    const answer = asked.get(key) ?? askDataSource(call, window, asker);
    asked.set(key, answer);
    answers.push(answer);
    if (asked.size % atOnceMax === 0) await Promise.all(asked.values());
  }
  return Promise.all(answers);
}

function refuse(Id: string, reason: string): never {
  return inExpression(Id, () => {
    throw new MathError(reason);
  });
}

/** Whom to ask, for whom, and how long to wait. */
export interface DataSourceAsker extends Pick<Context, 'account' | 'region' | 'invoke'> {
  readonly milliseconds: number;
}

/** Never throws. */
export async function askDataSource(
  call: DataSourceCall,
  window: Window,
  asker: DataSourceAsker,
): Promise<DataSourceAnswer> {
  const limits = {
    charactersMax: answerCharactersMax + 1,
    milliseconds: asker.milliseconds,
  };
  const payload = dataSourceRequest(call, window);
  const answer = await asker.invoke?.(functionArnOf(call, asker), payload, limits);
  if (answer?.kind !== 'answered') return { kind: 'failed' };
  return readDataSourceAnswer(answer, window);
}

function foundBy({ Id, call, window }: Request, answer: DataSourceAnswer): DataSourceFound {
  const { node } = call;
  const { periodSeconds } = window;
  const nothing = { node, found: { value: array([]), periodSeconds }, messages: [] };
  switch (answer.kind) {
    case 'invalid':
      refuse(Id, answer.reason);
    case 'forbidden':
    case 'failed':
      return { ...nothing, refusal: answer, isComplete: true };
    case 'series': {
      const { members, isCut } = answer;
      const isPartial = members.some(({ told }) => (told?.StatusCode ?? 'Complete') !== 'Complete');
      return {
        ...nothing,
        found: { value: array(members), periodSeconds },
        messages: isCut ? [tooManyMetrics] : [],
        refusal: undefined,
        isComplete: !isCut && !isPartial,
      };
    }
  }
}
