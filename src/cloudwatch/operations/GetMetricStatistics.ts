import {
  type Datapoint,
  GetMetricStatistics$,
  type GetMetricStatisticsInput,
} from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { sortedDimensions } from '../dimensions.js';
import { checkTimes, readStatistics } from '../statistics-request.js';
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
    const range = { metric, Unit, ...window, needsDistribution: asked.isExtended };
    const [units = []] = await datapoints.read([range], now);
    const Datapoints = units.flatMap((unit) =>
      foldPeriods(unit.cells, window).map(({ number, cell }): Datapoint => {
        const at = window.startSeconds + number * window.periodSeconds;
        const values = asked.statistics.flatMap(([name, statistic]) => {
          const value = statisticOf(cell, statistic);
          return value === undefined ? [] : [[name, value] as const];
        });
        const members = Object.fromEntries(values);
        return {
          Timestamp: new Date(at * 1000),
          Unit: unit.Unit as Exclude<Datapoint['Unit'], undefined>,
          ...(asked.isExtended ? { ExtendedStatistics: members } : members),
        };
      }),
    );
    return { Label: MetricName, Datapoints: Datapoints.filter(isTold) };
  },
);

/** A period of which none of the asked percentiles is known is left out. */
function isTold({ ExtendedStatistics }: Datapoint): boolean {
  return ExtendedStatistics === undefined || Object.keys(ExtendedStatistics).length > 0;
}
