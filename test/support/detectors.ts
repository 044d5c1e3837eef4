import { LimitExceededException$ } from '@aws-sdk/client-cloudwatch';
import {
  detectorKey,
  detectorQuota,
  detectorsMax,
  putDetector,
} from '../../src/cloudwatch/anomaly-detector.js';
import { takePlace } from '../../src/store/roster.js';
import type { World } from './world.js';

/** As many detectors as there may be, or fewer, of metrics that nobody asks for. */
export async function fillDetectors(world: World, count = detectorsMax): Promise<void> {
  const scope = { account: '000000000000', region: 'us-east-1' };
  const { store } = world.updraft.storage;
  const quota = detectorQuota(scope, LimitExceededException$);
  const indexes = Array.from({ length: count }, (_, index) => index);
  await Promise.all(
    indexes.map(async (index) => {
      const MetricName = `M${index}`;
      const subject = { kind: 'metric', Namespace: 'App', MetricName, Dimensions: [] } as const;
      const put = { subject: { ...subject, Stat: 'Sum' }, hasSpikes: undefined, id: MetricName };
      const configuration = { ExcludedTimeRanges: [] };
      const made = putDetector(undefined, { ...put, configuration, now: world.now() });
      const key = detectorKey(scope, put.subject);
      await takePlace(key, quota, { store, now: world.now() });
      await store.update(key, () => made);
    }),
  );
}
