import {
  type FunctionAnswer,
  functionOf,
  readNomination,
} from '../autoscaling/custom-termination.js';
import type { GroupDocument } from '../autoscaling/group-document.js';
import { terminationRequest } from '../autoscaling/termination-request.js';
import type { Turn } from '../autoscaling/turn.js';
import type { Answer } from '../delivery/post.js';
import type { FunctionAsks } from './function-asks.js';

export interface FunctionAsked {
  readonly isAwaited: boolean;
  /** Undefined if it is not its turn to be asked, too. */
  readonly answer?: FunctionAnswer | undefined;
}

/**
 * What the function of the group's termination policy says about the turn, if the turn would
 * terminate what the function is to name.
 */
export async function askFunction(
  document: GroupDocument,
  turn: Turn,
  { functionAsks, asker }: Asker,
): Promise<FunctionAsked> {
  const functionArn = functionOf(document.group);
  const { nomination } = document;
  if (functionArn === undefined && nomination === undefined) return { isAwaited: false };
  const request = terminationRequest(document, turn);
  if (functionArn === undefined || request === undefined) {
    return { isAwaited: false, answer: nomination && { kind: 'unneeded' } };
  }
  if (nomination?.retryAt !== undefined && nomination.retryAt > turn.now)
    return { isAwaited: false };
  if (functionAsks === undefined) {
    const reason = 'Updraft has no endpoint for lambda (--lambda-endpoint)';
    return { isAwaited: false, answer: { kind: 'failed', reason } };
  }
  const question = { asker, functionArn, payload: JSON.stringify(request) };
  const answer = await functionAsks.answerTo(question, turn.now);
  return answer === undefined
    ? { isAwaited: true }
    : { isAwaited: false, answer: readAnswer(answer) };
}

interface Asker {
  readonly functionAsks: FunctionAsks | undefined;
  readonly asker: string;
}

function readAnswer(answer: Answer): FunctionAnswer {
  if (answer.kind === 'failed') return answer;
  const InstanceIDs = answer.status < 300 ? readNomination(answer.text) : undefined;
  if (InstanceIDs !== undefined) return { kind: 'named', InstanceIDs };
  const said = answer.text.slice(0, shownCharactersMax).replace(/\s+/g, ' ').trim();
  return { kind: 'failed', reason: `it answered ${answer.status} ${said}`.trim() };
}

const shownCharactersMax = 200;
