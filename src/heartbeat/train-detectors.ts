import {
  type DetectorDocument,
  detectorKind,
  withLearning,
} from '../cloudwatch/anomaly-detector.js';
import { learningSteps, trainingRanges, trainingWindow } from '../cloudwatch/anomaly-training.js';
import type { Datapoints, Range, UnitCells } from '../datapoints/datapoints.js';
import { partsOf } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import { inTurns, othersTurn } from '../turns.js';
import type { Worker } from './worker.js';

/** So many are trained in a beat; each reads two weeks, and all others wait for the next ones. */
const trainedMax = 4;
const waitMilliseconds = 1_000;

/** Lets anomaly detectors learn, when they are put and every quarter of an hour. */
export function trainDetectors(store: Store, datapoints: Datapoints): Worker {
  return {
    kind: detectorKind,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const detectors = entries as readonly Entry<DetectorDocument>[];
      const until = new Date(now.getTime() + waitMilliseconds);
      await store.defer(detectors.slice(trainedMax).map((entry) => ({ entry, until })));
      for (const { key, document } of detectors.slice(0, trainedMax)) {
        const window = trainingWindow(document.subject, now);
        const ranges = trainingRanges(partsOf(key), document, window);
        const read = await readEach(datapoints, ranges, now);
        const learning = await inTurns(learningSteps(document, { read, window, now }));
        await store.update(key, (current) => withLearning(current, document, learning));
      }
    },
    isMoving: () => false,
  };
}

/** One after another, since two weeks of minutes are much to read at once. */
async function readEach(
  datapoints: Datapoints,
  ranges: readonly Range[],
  now: Date,
): Promise<readonly (readonly UnitCells[])[]> {
  const read: (readonly UnitCells[])[] = [];
  for (const range of ranges) {
    read.push(...(await datapoints.read([range], now)));
    await othersTurn();
  }
  return read;
}
