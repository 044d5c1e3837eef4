import type { MessageData, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { UnitCells } from '../datapoints/datapoints.js';
import type { PageShare } from './metric-data-page.js';
import type { PlannedQuery } from './metric-query.js';
import { foldOneUnit, statisticOf } from './statistics.js';

/**
 * One result of GetMetricData. It has no place for a unit: where several units are stored, each
 * period shows the alphabetically first of its own, and a message tells of all (recorded from AWS).
 */
export function metricDataResult(
  { query, window, isComplete }: PageShare<PlannedQuery>,
  units: readonly UnitCells[],
  { isDescending }: { readonly isDescending: boolean },
): MetricDataResult {
  const { Id, Label } = query;
  if (query.isForbidden) {
    return {
      Id,
      Label,
      Timestamps: [],
      Values: [],
      StatusCode: 'Forbidden',
      Messages: [forbidden],
    };
  }
  const { startSeconds, periodSeconds } = window;
  const periods = foldOneUnit(units, window);
  const Timestamps: Date[] = [];
  const Values: number[] = [];
  for (const { number, cell } of periods) {
    const value = statisticOf(cell, query.statistic);
    if (value === undefined) continue;
    Timestamps.push(new Date((startSeconds + number * periodSeconds) * 1000));
    Values.push(value);
  }
  if (isDescending) {
    Timestamps.reverse();
    Values.reverse();
  }
  const StatusCode = isComplete ? 'Complete' : 'PartialData';
  const result: MetricDataResult = { Id, Label, Timestamps, Values, StatusCode };
  return units.length > 1 ? { ...result, Messages: [severalUnits(units)] } : result;
}

const forbidden: MessageData = {
  Code: 'Forbidden',
  Value:
    'Access denied when getting data - please check that this account and the requested ' +
    'metric account are linked',
};

function severalUnits(units: readonly UnitCells[]): MessageData {
  const names = units.map(({ Unit }) => Unit).sort();
  return { Code: 'MultipleUnits', Value: `Multiple units returned: '[${names.join(', ')}]'` };
}
