import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { type World, worldStart } from './world.js';

const minute = 60_000;

/** Bytes of App: one sample a minute, or more seldom, over three days before the world began. */
export async function fillMinutes(
  world: World,
  value: number | ((at: Date) => number) = aboutHundred,
  everyMinutes = 1,
): Promise<void> {
  const samples = Array.from({ length: (3 * 1_440) / everyMinutes }, (_, index): Sample => {
    const Timestamp = new Date(worldStart.getTime() - (index + 1) * everyMinutes * minute);
    return {
      metric: {
        ...{ account: '000000000000', region: 'us-east-1' },
        ...{ Namespace: 'App', MetricName: 'Bytes', Dimensions: [] },
      },
      Unit: 'None',
      Timestamp,
      StorageResolution: 60,
      cell: cellOfValue(typeof value === 'number' ? value : value(Timestamp)),
    };
  });
  await world.updraft.storage.datapoints.append(samples, world.now());
}

function aboutHundred(at: Date): number {
  return 98 + (((at.getTime() / minute) * 7) % 5);
}

export function bytes(Period: number, Stat: string): MetricDataQuery {
  const Metric = { Namespace: 'App', MetricName: 'Bytes', Dimensions: [] };
  return { Id: 'm1', MetricStat: { Metric, Period, Stat }, ReturnData: true };
}
