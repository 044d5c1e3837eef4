import { javaJson } from './java-json.js';
import { type Crossing, type Reasoned, recentCrossing, treatmentLabels } from './alarm-crossing.js';

/**
 * Why a contributor changed its state, and what an alarm on several series says of itself. AWS
 * tells the newest datapoint of a contributor and not all of them ("Alarm events and EventBridge").
 */
export function contributorReason(alarm: Reasoned, decision: Crossing): string {
  return `${recentCrossing(alarm, decision, 1)}.`;
}

/** Seen at AWS for `NonBreaching`. */
export function missingSeriesReason(
  treatment: keyof typeof treatmentLabels,
  noun = 'time series',
): string {
  return (
    `No ${noun} were returned by the query. ` +
    `Treat missing data is configured as [${treatmentLabels[treatment]}].`
  );
}

/** The datapoints are the contributors' matter. */
export function summaryReasonData(queryDate: Date): string {
  return javaJson({ version: '1.0', queryDate });
}
