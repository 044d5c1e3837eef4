import {
  type Datapoint,
  GetMetricStatistics$,
  type GetMetricStatisticsInput,
} from '@aws-sdk/client-cloudwatch';
import type { Cell } from '../../datapoints/cell.js';
import { operation } from '../../service.js';
import { sortedDimensions } from '../dimensions.js';
import { type AskedStatistic, checkTimes, readStatistics } from '../statistics-request.js';
import { foldPeriods, statisticOf } from '../statistics.js';
import { windowOf } from '../window.js';

export default operation<GetMetricStatisticsInput>(
  GetMetricStatistics$,
  async (input, { account, region, now, datapoints }) => {
    const asked = readStatistics(input);
    checkTimes(input);
    const { Namespace, MetricName, Unit } = input;
    const window = windowOf(input, now);
    const Dimensions = sortedDimensions(input.Dimensions);
    const metric = { account, region, Namespace, MetricName, Dimensions };
    const range = { metric, Unit, ...window, needsDistribution: asked.extended.length > 0 };
    const [units = []] = await datapoints.read([range], now);
    const Datapoints = units.flatMap((unit) =>
      foldPeriods(unit.cells, window).map(({ number, cell }): Datapoint => {
        const at = window.startSeconds + number * window.periodSeconds;
        const extended = valuesOf(asked.extended, cell);
        return {
          Timestamp: new Date(at * 1000),
          Unit: unit.Unit as Exclude<Datapoint['Unit'], undefined>,
          ...valuesOf(asked.basic, cell),
          ...(Object.keys(extended).length > 0 && { ExtendedStatistics: extended }),
        };
      }),
    );
    const isTold = ({ ExtendedStatistics }: Datapoint): boolean =>
      asked.basic.length > 0 || ExtendedStatistics !== undefined;
    // A period of which nothing that was asked is known is left out.
    return { Label: MetricName, Datapoints: Datapoints.filter(isTold) };
  },
);

function valuesOf(asked: readonly AskedStatistic[], cell: Cell): Readonly<Record<string, number>> {
  const values = asked.flatMap(([name, statistic]) => {
    const value = statisticOf(cell, statistic);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}
