import {
  LimitExceededException$,
  PutAnomalyDetector$,
  type PutAnomalyDetectorInput,
} from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import {
  detectorKey,
  hasRoomForDetector,
  putDetector,
  readConfiguration,
  readSubject,
  tooManyDetectors,
} from '../anomaly-detector.js';

/** The next beat begins to learn. */
export default operation<PutAnomalyDetectorInput>(PutAnomalyDetector$, async (input, context) => {
  const { store, now } = context;
  const subject = readSubject(input, context);
  const put = {
    subject,
    configuration: readConfiguration(input.Configuration),
    hasSpikes: input.MetricCharacteristics?.PeriodicSpikes === true,
    now,
    id: context.newId(),
  };
  const key = detectorKey(context, subject);
  if ((await store.get(key)) === undefined && !(await hasRoomForDetector(store, context))) {
    throw new ServiceError(LimitExceededException$, tooManyDetectors);
  }
  const document = await store.update(key, (current) => putDetector(current, put));
  return { AnomalyDetectorId: document?.id };
});
