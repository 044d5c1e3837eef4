import { SetInstanceHealth$, type SetInstanceHealthQuery } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { withInstance } from '../group-document.js';
import { changeManaged } from '../group-lookup.js';
import { validationError } from '../errors.js';
import { withHealthReported } from '../health.js';

export default operation<SetInstanceHealthQuery>(SetInstanceHealth$, async (input, context) => {
  const { InstanceId, HealthStatus, ShouldRespectGracePeriod = true } = input;
  if (HealthStatus !== 'Healthy' && HealthStatus !== 'Unhealthy') {
    throw validationError('Valid instance health states are: [Healthy, Unhealthy].');
  }
  const { now } = context;
  const report = { HealthStatus, shouldRespectGracePeriod: ShouldRespectGracePeriod, now };
  await changeManaged(
    InstanceId,
    (document, managed) => {
      const judged = withHealthReported(document, managed, report);
      return judged === managed ? document : { ...withInstance(document, judged), due: now };
    },
    context,
  );
  return {};
});
