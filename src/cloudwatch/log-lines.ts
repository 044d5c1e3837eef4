import type { AlarmDocument, UndeliveredAction } from './alarm-document.js';
import type { ResultRow } from './log-aggregation.js';
import { isLog } from './log-alarm.js';

/**
 * Some of the logs that a log alarm has made its latest result of, for the topics that are told of
 * its state; no other target is told any ("Including log lines in notifications").
 */
export type LogLine = ResultRow;

/** Whether a change of the alarm asks for actions that are told lines. */
export function wantsLogLines(before: AlarmDocument, after: AlarmDocument): boolean {
  const { alarm } = before;
  if (!isLog(alarm) || (alarm.ActionLogLineCount ?? 0) === 0) return false;
  return newActions(before, after).some(isToldLines);
}

export function withLogLines(
  before: AlarmDocument,
  after: AlarmDocument,
  lines: readonly LogLine[],
): AlarmDocument {
  const fresh = new Set(newActions(before, after).filter(isToldLines));
  if (fresh.size === 0 || lines.length === 0) return after;
  const charactersMax = Math.min(messageCharactersMax, documentCharactersMax / fresh.size);
  const logLines = firstLines(lines, charactersMax);
  return {
    ...after,
    undelivered: after.undelivered.map((each) =>
      fresh.has(each) ? { ...each, action: { ...each.action, logLines } } : each,
    ),
  };
}

/** A message of SNS holds 256 KiB with all else that it says, and characters take up to three. */
const messageCharactersMax = 60_000;
/** Of all messages together, which lie in the alarm's document until they are handed over. */
const documentCharactersMax = 2_000_000;

function firstLines(lines: readonly LogLine[], charactersMax: number): readonly LogLine[] {
  let characters = 0;
  return lines.filter((line) => {
    characters += JSON.stringify(line).length;
    return characters <= charactersMax;
  });
}

function newActions(before: AlarmDocument, after: AlarmDocument): readonly UndeliveredAction[] {
  const known = new Set(before.undelivered.map(({ action }) => action.id));
  return after.undelivered.filter(({ action }) => !known.has(action.id));
}

function isToldLines({ action }: UndeliveredAction): boolean {
  return !/^arn:[^:]+:(lambda|ssm):/.test(action.actionArn);
}
