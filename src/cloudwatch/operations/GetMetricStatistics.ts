import {
  type Datapoint,
  GetMetricStatistics$,
  type GetMetricStatisticsInput,
} from '@aws-sdk/client-cloudwatch';
import { operation, type Validated } from '../../service.js';
import { sortedDimensions } from '../dimensions.js';
import { invalidCombination, invalidValue, mutuallyExclusive } from '../errors.js';
import { type BasicStatistic, foldPeriods, statisticOf } from '../statistics.js';
import { isPeriod, periodCount, windowOf } from '../window.js';

export default operation<GetMetricStatisticsInput>(
  GetMetricStatistics$,
  async (input, { account, region, now, datapoints }) => {
    const Statistics = readStatistics(input);
    checkTimes(input);
    const { Namespace, MetricName, Unit } = input;
    const window = windowOf(input, now);
    const Dimensions = sortedDimensions(input.Dimensions);
    const metric = { account, region, Namespace, MetricName, Dimensions };
    const range = { metric, Unit, ...window, needsDistribution: false };
    const [units = []] = await datapoints.read([range], now);
    const Datapoints = units.flatMap((unit) =>
      foldPeriods(unit.cells, window).map(({ number, cell }): Datapoint => {
        const at = window.startSeconds + number * window.periodSeconds;
        const values = Statistics.map((each) => [each, statisticOf(cell, each)] as const);
        return {
          Timestamp: new Date(at * 1000),
          Unit: unit.Unit as Exclude<Datapoint['Unit'], undefined>,
          ...Object.fromEntries(values),
        };
      }),
    );
    return { Label: MetricName, Datapoints };
  },
);

type Input = Validated<GetMetricStatisticsInput>;

function readStatistics({ Statistics, ExtendedStatistics }: Input): readonly BasicStatistic[] {
  if (Statistics !== undefined && ExtendedStatistics !== undefined) {
    throw mutuallyExclusive('Statistics', 'ExtendedStatistics');
  }
  if (ExtendedStatistics !== undefined && ExtendedStatistics.length > 0) {
    throw invalidValue('Updraft does not serve the parameter ExtendedStatistics yet.');
  }
  if (Statistics === undefined || Statistics.length === 0) {
    throw invalidCombination(
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    );
  }
  return Statistics;
}

const datapointsMax = 1_440;

function checkTimes({ StartTime, EndTime, Period }: Input): void {
  if (StartTime >= EndTime) {
    throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  }
  if (!isPeriod(Period)) {
    throw invalidValue(
      'The parameter Period must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.',
    );
  }
  const [startSeconds, endSeconds] = [StartTime.getTime() / 1000, EndTime.getTime() / 1000];
  const count = periodCount({ startSeconds, endSeconds, periodSeconds: Period });
  if (count > datapointsMax) {
    throw invalidCombination(
      `You have requested up to ${count} datapoints, which exceeds the limit of ` +
        `${datapointsMax}. You may reduce the datapoints requested by increasing Period, or ` +
        'decreasing the time range.',
    );
  }
}
