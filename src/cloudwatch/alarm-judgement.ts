import type { Look } from '../service.js';
import { type NewState, withEvaluationState, withSeen, withState } from './alarm.js';
import type { SeenDatapoints } from './alarm-action.js';
import { isSameSummary, withContributors } from './alarm-contributors.js';
import { type Alarm, type AlarmDocument, isOnMetrics } from './alarm-document.js';
import { type AlarmPoint, decideBy, type Evidence } from './alarm-evaluation.js';
import { evaluationStateOf } from './alarm-insights.js';
import { type EvaluationOutcome, evaluationLook, warmUpLook } from './alarm-look.js';
import { type AlarmView, contributorSeries } from './alarm-points.js';
import { stateReason, stateReasonData } from './alarm-reason.js';
import { isRepeatDue, tellsLastEvaluation, withRepeatedActions } from './alarm-repeats.js';
import { warmingUp } from './alarm-warm-up.js';
import { contributorsLook } from './contributor-look.js';
import { type ContributorSeries, evaluateContributors } from './contributor-evaluation.js';
import type { Window } from './window.js';

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
  const { settings, contributorQuery } = view.plan;
  if (contributorQuery !== undefined) {
    const series = contributorSeries(contributorQuery, view.insights?.groups ?? [], window);
    return judgeContributors(document, alarm, { series, window, now });
  }
  const points = hasFailed ? noPoints : view.points;
  const { StateValue: StateBefore } = alarm;
  const seen = { settings, points, hasFailed, StateBefore, at: now, window };
  const { evidence, decision } = decideBy(seen);
  const look = evaluationLook(seen);
  if (decision.kind === 'unchanged' || decision.StateValue === StateBefore) {
    return judgeStay(document, { evidence, look, now });
  }
  const { counted } = evidence;
  const state = {
    StateValue: decision.StateValue,
    StateReason: stateReason(alarm, decision),
    StateReasonData: stateReasonData(alarm, { decision, points: counted, window, queriedAt: now }),
    ...recentOf(evidence),
  };
  return { outcome: 'changed', change: changeTo(state, now), look };
}

const noPoints: readonly AlarmPoint[] = [];

function changeTo(state: NewState, now: Date): AlarmChange {
  return (current) => withState(current, state, now);
}

interface SeriesView {
  readonly series: readonly ContributorSeries[];
  readonly window: Window;
  readonly now: Date;
}

function judgeContributors(
  document: AlarmDocument,
  alarm: Alarm,
  { series, window, now }: SeriesView,
): Judgement {
  const decision = evaluateContributors(alarm, document.contributors ?? [], { series, now });
  const { EvaluationPeriods, StateValue: StateBefore } = alarm;
  const seen = { EvaluationPeriods, StateBefore, at: now, window, series, decision };
  const look = contributorsLook(seen);
  if (isSameSummary(alarm, decision)) return { outcome: 'stayed', change: undefined, look };
  const change: AlarmChange = (current) => withContributors(current, decision, now);
  return { outcome: 'changed', change, look };
}

interface Stay {
  readonly evidence: Evidence;
  readonly look: Judgement['look'];
  readonly now: Date;
}

/** Mostly nothing is to be done. */
function judgeStay(document: AlarmDocument, { evidence, look, now }: Stay): Judgement {
  const isRepeating = isRepeatDue(document, now);
  if (!isRepeating && !tellsLastEvaluation(document)) {
    return { outcome: 'stayed', change: undefined, look };
  }
  const recent = recentOf(evidence);
  return isRepeating
    ? { outcome: 'repeatedActions', change: repeatWith(recent, now), look }
    : { outcome: 'stayed', change: (current) => withSeen(current, recent), look };
}

function repeatWith(recent: SeenDatapoints, now: Date): AlarmChange {
  return (current) => withRepeatedActions(current, recent, now);
}

function recentOf({ counted }: Evidence): SeenDatapoints {
  return {
    recentDatapoints: counted.map(({ value }) => value),
    datapointTimes: counted.map(({ startSeconds }) => new Date(startSeconds * 1000)),
  };
}
