import {
  type FunctionAnswer,
  functionOf,
  readNomination,
} from '../autoscaling/custom-termination.js';
import type { GroupDocument } from '../autoscaling/group-document.js';
import { terminationRequest } from '../autoscaling/termination-request.js';
import type { Turn } from '../autoscaling/turn.js';
import type { Functions } from '../delivery/functions.js';

/**
 * What the function of the group's termination policy says about the turn, if the turn would
 * terminate what the function is to name; undefined if it is not its turn to be asked.
 */
export async function askFunction(
  document: GroupDocument,
  turn: Turn,
  functions: Functions | undefined,
): Promise<FunctionAnswer | undefined> {
  const functionArn = functionOf(document.group);
  const { nomination } = document;
  if (functionArn === undefined && nomination === undefined) return undefined;
  const request = terminationRequest(document, turn);
  if (functionArn === undefined || request === undefined) {
    return nomination && { kind: 'unneeded' };
  }
  if (nomination?.retryAt !== undefined && nomination.retryAt > turn.now) return undefined;
  if (functions === undefined) {
    return { kind: 'failed', reason: 'Updraft has no endpoint for lambda (--lambda-endpoint)' };
  }
  const answer = await functions.invoke(functionArn, JSON.stringify(request));
  if (answer.kind === 'failed') return answer;
  const InstanceIDs = answer.status < 300 ? readNomination(answer.text) : undefined;
  if (InstanceIDs !== undefined) return { kind: 'named', InstanceIDs };
  const said = answer.text.slice(0, shownCharactersMax).replace(/\s+/g, ' ').trim();
  return { kind: 'failed', reason: `it answered ${answer.status} ${said}`.trim() };
}

const shownCharactersMax = 200;
