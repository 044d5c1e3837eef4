import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type GetMetricDataCommandOutput,
  type MetricDataQuery,
  type MetricDatum,
} from '@aws-sdk/client-cloudwatch';
import { type World, worldStart } from './world.js';

/** Minutes after the start of the world. */
export function at(minutes: number): Date {
  return new Date(worldStart.getTime() + minutes * 60_000);
}

/** The load of three hosts in the first minute, which is 2 of `a`, 1 of `b` and 3 of `c`. */
export const hostLoads: readonly MetricDatum[] = ['b', 'a', 'c'].map((Value, index) => ({
  MetricName: 'Load',
  Dimensions: [{ Name: 'Host', Value }],
  Timestamp: at(0),
  Value: index + 1,
}));

/** Of the first three minutes, in their order, unless the options say otherwise. */
export function sendQueries(
  { cloudWatch }: World,
  MetricDataQueries: MetricDataQuery[],
  options: Partial<GetMetricDataCommandInput> = {},
): Promise<GetMetricDataCommandOutput> {
  const window = { StartTime: at(0), EndTime: at(3), ScanBy: 'TimestampAscending' } as const;
  return cloudWatch.send(new GetMetricDataCommand({ MetricDataQueries, ...window, ...options }));
}

/** Id, label and values of each result. */
export async function queryRows(world: World, queries: MetricDataQuery[]): Promise<unknown> {
  const { MetricDataResults = [] } = await sendQueries(world, queries);
  return MetricDataResults.map(({ Id, Label, Values }) => [Id, Label, Values]);
}
