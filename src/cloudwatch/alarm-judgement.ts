import type { Look } from '../service.js';
import { withEvaluationState, withSeen, withState } from './alarm.js';
import type { SeenDatapoints } from './alarm-action.js';
import { isSameSummary, withContributors } from './alarm-contributors.js';
import { type Alarm, type AlarmDocument, isOnMetrics } from './alarm-document.js';
import { decideState, type Evidence, failedState, gatherEvidence } from './alarm-evaluation.js';
import { evaluationStateOf } from './alarm-insights.js';
import { type EvaluationOutcome, evaluationLook, warmUpLook } from './alarm-look.js';
import { type AlarmView, contributorSeries } from './alarm-points.js';
import { stateReason, stateReasonData } from './alarm-reason.js';
import { isRepeatDue, tellsLastEvaluation, withRepeatedActions } from './alarm-repeats.js';
import { warmingUp } from './alarm-warm-up.js';
import { contributorsLook } from './contributor-look.js';
import { evaluateContributors } from './contributor-evaluation.js';

/** What an evaluation makes of an alarm, and what it is to say of itself when somebody asks. */
export interface Judgement {
  readonly outcome: EvaluationOutcome;
  /** Undefined of an alarm that stays as it is. */
  readonly change: AlarmChange | undefined;
  readonly look: (outcome: EvaluationOutcome) => Look;
}

type AlarmChange = (current: AlarmDocument) => AlarmDocument;

export function judgeAlarm(document: AlarmDocument, view: AlarmView): Judgement {
  const { alarm } = document;
  if (!isOnMetrics(alarm)) throw new Error('It has no metric.');
  const { insights, now } = view;
  const warming = warmingUp(document, view);
  if (warming !== undefined) {
    const look = warmUpLook({ ...warming, StateBefore: alarm.StateValue, at: now });
    return { outcome: 'stayed', change: warming.change, look };
  }
  const EvaluationState = insights && evaluationStateOf(insights);
  const judgement = judgeState(document, alarm, view);
  if (alarm.EvaluationState === EvaluationState) return judgement;
  const { change } = judgement;
  return {
    ...judgement,
    change: (current) => {
      const shown = withEvaluationState(current, EvaluationState, now);
      return change === undefined ? shown : change(shown);
    },
  };
}

function judgeState(document: AlarmDocument, alarm: Alarm, view: AlarmView): Judgement {
  const { window, hasFailed, now } = view;
  const { contributorQuery: query } = view.plan;
  if (query !== undefined) {
    const series = contributorSeries(query, view.insights?.groups ?? [], window);
    const decision = evaluateContributors(alarm, document.contributors ?? [], { series, now });
    const { EvaluationPeriods, StateValue: StateBefore } = alarm;
    const seen = { EvaluationPeriods, StateBefore, at: now, window, series, decision };
    const look = contributorsLook(seen);
    if (isSameSummary(alarm, decision)) return { outcome: 'stayed', change: undefined, look };
    const change: AlarmChange = (current) => withContributors(current, decision, now);
    return { outcome: 'changed', change, look };
  }
  const points = hasFailed ? [] : view.points;
  const evidence = gatherEvidence(alarm, points);
  const decision = hasFailed ? failedState : decideState(alarm, evidence);
  const { EvaluationPeriods, StateValue: StateBefore } = alarm;
  const seen = { EvaluationPeriods, StateBefore, at: now, window, points, evidence, decision };
  const look = evaluationLook(seen);
  if (decision.kind === 'unchanged' || decision.StateValue === alarm.StateValue) {
    const recent = recentOf(evidence);
    if (!isRepeatDue(document, now)) {
      const note: AlarmChange = (current) => withSeen(current, recent);
      const change = tellsLastEvaluation(document) ? note : undefined;
      return { outcome: 'stayed', change, look };
    }
    const change: AlarmChange = (current) => withRepeatedActions(current, recent, now);
    return { outcome: 'repeatedActions', change, look };
  }
  const { counted } = evidence;
  const state = {
    StateValue: decision.StateValue,
    StateReason: stateReason(alarm, decision),
    StateReasonData: stateReasonData(alarm, { decision, points: counted, window, queriedAt: now }),
    ...recentOf(evidence),
  };
  return { outcome: 'changed', change: (current) => withState(current, state, now), look };
}

function recentOf({ counted }: Evidence): SeenDatapoints {
  return {
    recentDatapoints: counted.map(({ value }) => value),
    datapointTimes: counted.map(({ startSeconds }) => new Date(startSeconds * 1000)),
  };
}
