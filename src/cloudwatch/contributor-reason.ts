import { formatDouble } from '../wire/text.js';
import { javaJson } from './java-json.js';
import type { Alarm } from './alarm-document.js';
import type { AlarmPoint, StateDecision, Treatment } from './alarm-evaluation.js';
import { comparisons, counted, shortTime, were } from './alarm-reason.js';

/**
 * Why a contributor changed its state, and what an alarm on several series says of itself. AWS
 * tells the newest datapoint of a contributor and not all of them ("Alarm events and EventBridge").
 */
export type DecidedState = Extract<StateDecision, { readonly kind: 'crossed' | 'treated' }>;

export function contributorReason(alarm: Alarm, decision: DecidedState): string {
  const { points, StateValue } = decision;
  const isAlarm = StateValue === 'ALARM';
  const filled = decision.kind === 'treated' ? treated(decision) : '';
  const [newest] = points;
  if (newest === undefined) {
    const periods = counted(alarm.EvaluationPeriods, 'period');
    return `Threshold Crossed: no datapoints were received for ${periods}${filled}.`;
  }
  const [comparison = ''] = comparisons(alarm, points);
  const compared = `${were(points.length)} ${isAlarm ? '' : 'not '}${comparison}${filled}`;
  const crossed = isAlarm ? 'crossed' : 'not crossed';
  const most = `The most recent datapoint which ${crossed} the threshold: ${shown(newest)}`;
  const { EvaluationPeriods, DatapointsToAlarm } = alarm;
  if (DatapointsToAlarm === undefined) {
    const datapoints = counted(points.length, 'datapoint');
    return `Threshold Crossed: ${datapoints} ${compared}. ${most}.`;
  }
  const minimum = isAlarm ? DatapointsToAlarm : EvaluationPeriods - DatapointsToAlarm + 1;
  const transition = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return (
    `Threshold Crossed: ${points.length} out of the last ${EvaluationPeriods} datapoints ` +
    `${compared}. ${most} (minimum ${counted(minimum, 'datapoint')} for ${transition} transition).`
  );
}

type TreatedState = Extract<StateDecision, { readonly kind: 'treated' }>;

function treated({ treatment, missingCount }: TreatedState): string {
  const datapoints = counted(missingCount, 'missing datapoint');
  return ` and ${datapoints} ${were(missingCount)} treated as [${labels[treatment]}]`;
}

function shown({ value, startSeconds }: AlarmPoint): string {
  return `[${formatDouble(value)} (${shortTime(startSeconds)})]`;
}

const labels: Readonly<Record<Treatment, string>> = {
  missing: 'Missing',
  ignore: 'Ignore',
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
};

/** Seen at AWS for `NonBreaching`. */
export function missingSeriesReason(treatment: Treatment): string {
  return (
    'No time series were returned by the query. ' +
    `Treat missing data is configured as [${labels[treatment]}].`
  );
}

/** The datapoints are the contributors' matter. */
export function summaryReasonData(queryDate: Date): string {
  return javaJson({ version: '1.0', queryDate });
}
