import {
  type AlarmPoint,
  type EvaluationSettings,
  decideState,
  type Evidence,
  gatherEvidence,
  type StateDecision,
  treatmentOf,
} from './alarm-evaluation.js';

/**
 * Decides the state of a log alarm, or of one of its groups, as that of any alarm is decided, with
 * results in the place of periods. Only results that have come, and are without a value, are
 * missing: until there are as many as count, a state is decided where those to come cannot change
 * it any more ("Log alarms", "Recently created or updated alarm").
 */
export function decideLogState(
  settings: EvaluationSettings,
  points: readonly AlarmPoint[],
  resultCount: number,
): StateDecision {
  const evidence = gatherLogEvidence(settings, points, resultCount);
  const isDecidable = isEnough(settings, evidence, resultCount);
  if (!isDecidable) return { kind: 'unchanged', reason: 'fewResults' };
  return decideState(settings, evidence);
}

export function gatherLogEvidence(
  settings: EvaluationSettings,
  points: readonly AlarmPoint[],
  resultCount: number,
): Evidence {
  const count = Math.min(resultCount, settings.EvaluationPeriods);
  const counted = points.filter(({ position }) => position <= count);
  return { ...gatherEvidence(settings, counted), missingCount: count - counted.length };
}

function isEnough(
  settings: EvaluationSettings,
  { bad, good, missingCount, toAlarm }: Evidence,
  resultCount: number,
): boolean {
  if (resultCount >= settings.EvaluationPeriods) return true;
  const treatment = treatmentOf(settings);
  const badCount = bad.length + (treatment === 'breaching' ? missingCount : 0);
  const goodCount = good.length + (treatment === 'notBreaching' ? missingCount : 0);
  return badCount >= toAlarm || goodCount > settings.EvaluationPeriods - toAlarm;
}
