import {
  LimitExceededException$,
  PutAnomalyDetector$,
  type PutAnomalyDetectorInput,
} from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { takePlace } from '../../store/roster.js';
import {
  detectorKey,
  detectorQuota,
  putDetector,
  readConfiguration,
  readSubject,
} from '../anomaly-detector.js';

/** The next beat begins to learn. */
export default operation<PutAnomalyDetectorInput>(PutAnomalyDetector$, async (input, context) => {
  const { store, now } = context;
  const subject = readSubject(input, context);
  const put = {
    subject,
    configuration: readConfiguration(input.Configuration),
    hasSpikes: input.MetricCharacteristics?.PeriodicSpikes,
    now,
    id: context.newId(),
  };
  const key = detectorKey(context, subject);
  if ((await store.get(key)) === undefined) {
    await takePlace(key, detectorQuota(context, LimitExceededException$), context);
  }
  const document = await store.update(key, (current) => putDetector(current, put));
  return { AnomalyDetectorId: document?.id };
});
