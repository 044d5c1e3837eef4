import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { assertNever } from '../assert-never.js';
import type { Look } from '../service.js';
import type { UndeliveredAction } from './alarm-document.js';
import {
  type AlarmPoint,
  decideBy,
  type Decided,
  type DecidedBy,
  type Evidence,
} from './alarm-evaluation.js';
import type { WarmUp } from './alarm-warm-up.js';
import { readWindow, trueStart } from './wall-clock.js';
import { periodCount, type Window } from './window.js';

/**
 * An evaluation, told cell by cell to somebody who asks why the alarm is in its state. Hardly
 * anybody does; so what it was made of is kept, which alarms share, and not what followed from it.
 */
export interface EvaluationSeen extends DecidedBy {
  readonly StateBefore: StateValue;
  readonly at: Date;
  readonly window: Window;
}

export function evaluationLook(seen: EvaluationSeen): (outcome: EvaluationOutcome) => Look {
  const { at, points } = seen;
  return (outcome) => ({
    at,
    hasChanged: outcome === 'changed',
    weight: points.length,
    tell: () => tell(seen, outcome),
  });
}

/** `superseded`: the alarm was changed meanwhile, and the decision came to nothing. */
export type EvaluationOutcome = 'changed' | 'stayed' | 'repeatedActions' | 'superseded';

function tell(seen: EvaluationSeen, outcome: EvaluationOutcome): object {
  const { settings, StateBefore, at, window, points } = seen;
  const { evidence, decision } = decideBy(seen);
  return {
    at,
    what: 'evaluation',
    window: toldWindow(window),
    EvaluationPeriods: settings.EvaluationPeriods,
    DatapointsToAlarm: evidence.toAlarm,
    ...toldDecision({ window, points, evidence, decision }),
    StateBefore,
    StateValue: decision.kind === 'unchanged' ? StateBefore : decision.StateValue,
    outcome,
  };
}

/** What was seen of one series, and what follows. */
export interface DecisionSeen extends Decided {
  readonly window: Window;
  /** Those of the window that exist, the newest first. */
  readonly points: readonly AlarmPoint[];
}

export function toldDecision(seen: DecisionSeen): object {
  const { evidence, decision } = seen;
  return {
    cells: cellsOf(seen),
    breachingCount: evidence.bad.length,
    notBreachingCount: evidence.good.length,
    missingCount: evidence.missingCount,
    filled:
      decision.kind === 'treated'
        ? { count: decision.missingCount, as: decision.treatment }
        : undefined,
    because: becauseOf(seen),
  };
}

export function toldWindow(window: Window): object {
  const { startSeconds, periodSeconds } = window;
  const { endSeconds } = readWindow(window);
  return { start: timeOf(startSeconds), end: timeOf(endSeconds), periodSeconds };
}

function cellsOf({ window, points, evidence }: DecisionSeen): readonly object[] {
  const byPosition = new Map(points.map((point) => [point.position, point]));
  return Array.from({ length: periodCount(window) }, (_, index) => {
    const point = byPosition.get(index + 1);
    const nominal = window.endSeconds - (index + 1) * window.periodSeconds;
    const start = timeOf(trueStart(nominal, window));
    if (point === undefined) return { start, verdict: 'missing' };
    const { value, sampleCount, range } = point;
    return { start, value, sampleCount, range, verdict: verdictOf(point, evidence) };
  });
}

/** Datapoints beyond the newest EvaluationPeriods only stand in for missing ones. */
function verdictOf(point: AlarmPoint, { bad, good }: Evidence): string {
  if (bad.includes(point)) return 'breaching';
  return good.includes(point) ? 'notBreaching' : 'notNeeded';
}

function becauseOf({ evidence, decision }: DecisionSeen): string {
  const { bad, good, counted, toAlarm, missingCount } = evidence;
  const found = `Of ${counted.length} datapoints ${bad.length} breach; ${toAlarm} make an ALARM`;
  switch (decision.kind) {
    case 'crossed':
      if (decision.StateValue !== 'OK') {
        if (bad.length >= toAlarm) return `${found}.`;
        return (bad.at(-1)?.position ?? 0) >= toAlarm
          ? `${found}, and so many periods have passed since the oldest of them.`
          : `${found}, and to periods that are over no others come any more.`;
      }
      return good.length > missingCount + counted.length - toAlarm
        ? `${found}, which is out of reach.`
        : `${found}, and what is missing does not count beside a datapoint that does not breach.`;
    case 'treated':
      return `${found}, and ${missingCount} missing ones are taken for ${decision.treatment}.`;
    case 'unknown':
      return decision.hasFailed
        ? 'A function that brings the datapoints has failed.'
        : 'There is no datapoint in the window, and missing data are left missing.';
    case 'unchanged':
      return unchangedTexts[decision.reason];
    default:
      return assertNever(decision);
  }
}

const unchangedTexts = {
  ignored: 'Data is missing, and TreatMissingData is ignore: the state stays.',
  premature:
    'All datapoints breach, but too few periods have passed since the oldest of them: others may ' +
    'still come, and the state stays.',
  fewSamples: 'A datapoint has too few samples for its percentile: the state stays.',
  fewResults: 'Too few results of the query have come to decide: the state stays.',
} as const;

function timeOf(seconds: number): Date {
  return new Date(seconds * 1000);
}

/** An evaluation that came too early. */
export interface WarmUpSeen {
  readonly at: Date;
  readonly StateBefore: StateValue;
  readonly warmUp: WarmUp;
  /** When it is over at the latest. */
  readonly until: Date;
}

export function warmUpLook(seen: WarmUpSeen): (outcome: EvaluationOutcome) => Look {
  const { at, StateBefore, warmUp, until } = seen;
  const { since, pointsSinceSeconds } = warmUp;
  const pointsSince = pointsSinceSeconds === undefined ? undefined : timeOf(pointsSinceSeconds);
  const because = 'The alarm warms up: the state stays.';
  const told = { at, what: 'evaluation', StateBefore, since, pointsSince, until, because };
  return (outcome) => {
    return { at, hasChanged: false, weight: 1, tell: () => ({ ...told, outcome }) };
  };
}

/** What became of an attempt to deliver an action. */
export function deliveryLook(
  { action, attemptCount }: UndeliveredAction,
  end: { readonly kind: string; readonly reason?: string },
  at: Date,
): Look {
  const { id, actionArn, alarm } = action;
  const { StateValue } = alarm;
  const told = { at, what: 'action', actionArn, id, StateValue, attempt: attemptCount + 1, end };
  return { at, hasChanged: false, weight: 1, tell: () => told };
}
