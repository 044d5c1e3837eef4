import type { Look } from '../service.js';
import { withEvaluationState, withState } from './alarm.js';
import { isSameSummary, withContributors } from './alarm-contributors.js';
import { type AlarmDocument, isPromQL, type PromQLAlarm } from './alarm-document.js';
import type { Judgement } from './alarm-judgement.js';
import type { EvaluationOutcome } from './alarm-look.js';
import { contributorsMax } from './contributor.js';
import { summaryReasonData } from './contributor-reason.js';
import { followVector, noTimes, type PromQLDecision } from './contributor-times.js';
import type { PromQLAnswer } from './promql-reading.js';

/** What an evaluation makes of an alarm on a query in PromQL. */
export function judgePromQL(document: AlarmDocument, answer: PromQLAnswer, now: Date): Judgement {
  const { alarm } = document;
  if (!isPromQL(alarm)) throw new Error('It has no query in PromQL.');
  if (answer.kind === 'failed') return failure(alarm, answer.reason, now);
  const { vector, isComplete } = answer;
  const { contributors = [], contributorTimes: times = noTimes } = document;
  const decision = followVector(alarm, { contributors, times }, { vector, now });
  const EvaluationState = isComplete ? undefined : 'PARTIAL_DATA';
  const look = vectorLook({ alarm, answer, decision, at: now });
  const isShownAlike = alarm.EvaluationState === EvaluationState;
  const isSame = isSameSummary(alarm, decision) && isShownAlike;
  const isTimedAlike = JSON.stringify(decision.times) === JSON.stringify(times);
  if (isSame && isTimedAlike) return { outcome: 'stayed', change: undefined, look };
  return {
    outcome: isSame ? 'stayed' : 'changed',
    change: (current) => {
      const shown = isShownAlike ? current : withEvaluationState(current, EvaluationState, now);
      const timed = { ...shown, contributorTimes: decision.times, due: now };
      return withContributors({ ...timed, sequence: timed.sequence + 1 }, decision, now);
    },
    look,
  };
}

/** Only then is there a lack of data. The contributors stay as they are until it goes on. */
function failure(alarm: PromQLAlarm, reason: string, now: Date): Judgement {
  const EvaluationState = 'EVALUATION_ERROR';
  const look = failureLook(alarm, reason, now);
  const isKnown =
    alarm.EvaluationState === EvaluationState && alarm.StateValue === 'INSUFFICIENT_DATA';
  if (isKnown) return { outcome: 'stayed', change: undefined, look };
  const state = {
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: `The query could not be evaluated: ${reason}`,
    StateReasonData: summaryReasonData(now),
    recentDatapoints: [],
  } as const;
  return {
    outcome: 'changed',
    change: (current) => withState(withEvaluationState(current, EvaluationState, now), state, now),
    look,
  };
}

interface VectorSeen {
  readonly alarm: PromQLAlarm;
  readonly answer: Extract<PromQLAnswer, { readonly kind: 'vector' }>;
  readonly decision: PromQLDecision;
  readonly at: Date;
}

function vectorLook({ alarm, answer, decision, at }: VectorSeen): Judgement['look'] {
  const series = answer.vector.slice(0, contributorsMax);
  const criteria = alarm.EvaluationCriteria.PromQLCriteria;
  const { StateValue: StateBefore } = alarm;
  return (outcome: EvaluationOutcome): Look => ({
    at,
    hasChanged: outcome === 'changed',
    weight: series.length + 1,
    tell: () => ({
      at,
      what: 'evaluation',
      ...criteria,
      isComplete: answer.isComplete,
      seriesCount: answer.vector.length,
      series: series.map(({ labels, value }) => ({
        attributes: Object.fromEntries(labels),
        value,
      })),
      contributorCount: decision.contributors.length,
      ...decision.times,
      changes: decision.changes.map(({ contributor, StateValue }) => {
        return { ...contributor, StateValue };
      }),
      StateBefore,
      ...decision.state,
      outcome,
    }),
  });
}

function failureLook(alarm: PromQLAlarm, because: string, at: Date): Judgement['look'] {
  const criteria = alarm.EvaluationCriteria.PromQLCriteria;
  const { StateValue: StateBefore } = alarm;
  return (outcome: EvaluationOutcome): Look => ({
    at,
    hasChanged: outcome === 'changed',
    weight: 1,
    tell: () => ({ at, what: 'evaluation', ...criteria, StateBefore, because, outcome }),
  });
}
