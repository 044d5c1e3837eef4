import type { GetMetricStatisticsInput } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import { invalidCombination, invalidValue } from './errors.js';
import { parseStatistic, type Statistic } from './statistic-syntax.js';
import { periodComplaint, periodCount } from './window.js';

type Input = Validated<GetMetricStatisticsInput>;

export interface AskedStatistics {
  readonly basic: readonly AskedStatistic[];
  readonly extended: readonly AskedStatistic[];
}

export type AskedStatistic = readonly [name: string, statistic: Statistic];

/**
 * What GetMetricStatistics is asked for. Its page says either basic statistics or others; AWS
 * answers both, and exporters for Prometheus ask so (prometheus/cloudwatch_exporter issue 149).
 */
export function readStatistics(input: Input): AskedStatistics {
  const { Statistics = [], ExtendedStatistics = [] } = input;
  if (Statistics.length + ExtendedStatistics.length === 0) {
    throw invalidCombination(
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    );
  }
  const read = (name: string, index: number): AskedStatistic => {
    const statistic = parseStatistic(name);
    if (statistic === undefined || statistic.kind === 'basic') {
      const path = `ExtendedStatistics.member.${index + 1}.<list element>`;
      throw invalidValue(`The value ${name} for parameter ${path} is not supported.`);
    }
    return [name, statistic];
  };
  return {
    basic: Statistics.map((name) => [name, { kind: 'basic', name } as const]),
    extended: ExtendedStatistics.map(read),
  };
}

const datapointsMax = 1_440;

export function checkTimes({ StartTime, EndTime, Period }: Input): void {
  if (StartTime >= EndTime) {
    throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  }
  const complaint = periodComplaint(Period, 'Period', '[1, 5, 10, 20, 30]');
  if (complaint !== undefined) throw invalidValue(complaint);
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
