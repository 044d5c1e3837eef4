import {
  DeleteAnomalyDetector$,
  type DeleteAnomalyDetectorInput,
  ResourceNotFoundException$,
} from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import type { Key } from '../../store/keys.js';
import { freePlace } from '../../store/roster.js';
import { ServiceError } from '../../wire/errors.js';
import {
  type DetectorDocument,
  detectorKey,
  detectorQuota,
  detectorsMax,
  detectorsPrefix,
  readSubject,
} from '../anomaly-detector.js';
import { invalidCombination } from '../errors.js';

type Input = Validated<DeleteAnomalyDetectorInput>;

export default operation<DeleteAnomalyDetectorInput>(
  DeleteAnomalyDetector$,
  async (input, context) => {
    const { store } = context;
    const key = await findKey(input, context);
    if (key === undefined || (await store.get(key)) === undefined) {
      const message = 'The anomaly detector does not exist.';
      throw new ServiceError(ResourceNotFoundException$, message);
    }
    await store.update(key, () => undefined);
    await freePlace(key, detectorQuota(context, ResourceNotFoundException$), store);
    return {};
  },
);

async function findKey(input: Input, context: Context): Promise<Key<DetectorDocument> | undefined> {
  const { AnomalyDetectorId, ...subject } = input;
  if (AnomalyDetectorId === undefined) return detectorKey(context, readSubject(subject, context));
  if (Object.values(subject).some((each) => each !== undefined)) {
    throw invalidCombination('AnomalyDetectorId can not be combined with other parameters.');
  }
  const entries = await context.store.list(detectorsPrefix(context), { limit: detectorsMax });
  return entries.find(({ document }) => document.id === AnomalyDetectorId)?.key;
}
