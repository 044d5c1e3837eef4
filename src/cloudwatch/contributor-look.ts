import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { Look } from '../service.js';
import { type EvaluationOutcome, toldDecision, toldWindow } from './alarm-look.js';
import { contributorsMax } from './contributor.js';
import type { ContributorSeries, EvaluatedContributors } from './contributor-evaluation.js';
import type { Window } from './window.js';

/** An evaluation of an alarm on several series, told series by series as those of one are. */
export interface ContributorsSeen {
  readonly EvaluationPeriods: number;
  readonly StateBefore: StateValue;
  readonly at: Date;
  readonly window: Window;
  readonly series: readonly ContributorSeries[];
  readonly decision: EvaluatedContributors;
}

export function contributorsLook(seen: ContributorsSeen): (outcome: EvaluationOutcome) => Look {
  const { at, decision } = seen;
  const series = seen.series.slice(0, contributorsMax);
  return (outcome) => ({
    at,
    hasChanged: outcome === 'changed',
    weight: series.reduce((sum, { points }) => sum + points.length + 1, 1),
    tell: () => ({
      at,
      what: 'evaluation',
      window: toldWindow(seen.window),
      EvaluationPeriods: seen.EvaluationPeriods,
      DatapointsToAlarm: decision.evaluated[0]?.evidence.toAlarm,
      seriesCount: seen.series.length,
      series: series.map((each, index) => toldSeries(each, index, seen)),
      contributorCount: decision.contributors.length,
      changes: decision.changes.map(({ contributor, StateValue }) => {
        return { ...contributor, StateValue };
      }),
      StateBefore: seen.StateBefore,
      ...(decision.state ?? { StateValue: seen.StateBefore }),
      outcome,
    }),
  });
}

function toldSeries(
  { attributes, points }: ContributorSeries,
  index: number,
  { window, decision: { evaluated } }: ContributorsSeen,
): object {
  const own = evaluated[index];
  if (own === undefined) return { attributes };
  const { evidence, decision, isInAlarm } = own;
  return {
    attributes,
    ...toldDecision({ window, points, evidence, decision }),
    StateValue: isInAlarm ? 'ALARM' : 'OK',
  };
}
