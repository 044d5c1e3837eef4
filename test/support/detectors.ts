import { detectorKey, detectorsMax, putDetector } from '../../src/cloudwatch/anomaly-detector.js';
import type { World } from './world.js';

/** As many detectors as there may be, of metrics that nobody asks for. */
export async function fillDetectors(world: World): Promise<void> {
  const scope = { account: '000000000000', region: 'us-east-1' };
  const puts = Array.from({ length: detectorsMax }, (_, index) => {
    const MetricName = `M${index}`;
    const subject = { kind: 'metric', Namespace: 'App', MetricName, Dimensions: [] } as const;
    const put = { subject: { ...subject, Stat: 'Sum' }, hasSpikes: false, id: MetricName };
    const configuration = { ExcludedTimeRanges: [] };
    const made = putDetector(undefined, { ...put, configuration, now: world.now() });
    return world.updraft.storage.store.update(detectorKey(scope, put.subject), () => made);
  });
  await Promise.all(puts);
}
