import {
  LimitExceededFault$,
  PutMetricAlarm$,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { checkTargets } from '../alarm-action-request.js';
import { putAlarm } from '../alarm-configuration.js';
import { alarmBandRequest } from '../alarm-band.js';
import { alarmKey, isPromQL } from '../alarm-document.js';
import { readMeasuringSettings } from '../alarm-promql-request.js';
import { assertNoDataSources, assertOwnMetrics } from '../alarm-metrics-request.js';
import { toldByAlarms } from '../alarm-refusal.js';
import { obtainDetector } from '../anomaly-bands.js';
import { withoutEmptyLists } from '../empty-lists.js';

export default operation<PutMetricAlarmInput>(PutMetricAlarm$, async (given, context) => {
  const input = withoutEmptyLists(given);
  const { account, region, now, store } = context;
  const settings = toldByAlarms(context.requestId, () => readMeasuringSettings(input));
  checkTargets(settings, context);
  assertOwnMetrics(input.Metrics ?? [], account);
  if (context.invoke === undefined) assertNoDataSources(settings);
  const scope = { account, region };
  const key = alarmKey(scope, input.AlarmName);
  const tags = input.Tags ?? [];
  const band = toldByAlarms(context.requestId, () =>
    isPromQL(settings) ? undefined : alarmBandRequest(settings),
  );
  if (band !== undefined) await obtainDetector(band.subject, context, LimitExceededFault$);
  const id = context.newId();
  await store.update(key, (current) => putAlarm(current, { settings, tags, scope, now, id }));
  await context.attend(key);
  return {};
});
