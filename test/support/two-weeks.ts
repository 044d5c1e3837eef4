import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { type World, worldStart } from './world.js';

/** The metric Load of App before the world began: ten by day, twenty by night. */
export async function fillTwoWeeks(world: World): Promise<void> {
  const samples = Array.from({ length: 14 * 288 }, (_, index): Sample => {
    const Timestamp = new Date(worldStart.getTime() - (index + 1) * 300_000);
    const value = Timestamp.getUTCHours() < 12 ? 20 : 10;
    return {
      metric: {
        ...{ account: '000000000000', region: 'us-east-1' },
        ...{ Namespace: 'App', MetricName: 'Load', Dimensions: [] },
      },
      Unit: 'None',
      Timestamp,
      StorageResolution: 60,
      cell: cellOfValue(value + (index % 3)),
    };
  });
  await world.updraft.storage.datapoints.append(samples, world.now());
}
