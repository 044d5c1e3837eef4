import { type AlarmDocument, isPromQL } from '../cloudwatch/alarm-document.js';
import type { Judgement } from '../cloudwatch/alarm-judgement.js';
import { judgePromQL } from '../cloudwatch/alarm-promql-judgement.js';
import { type AlarmPace, paceOf } from '../cloudwatch/alarm-schedule.js';
import { answerPromQL } from '../cloudwatch/promql-reading.js';
import type { Datapoints } from '../datapoints/datapoints.js';
import { partsOf } from '../store/keys.js';
import type { Entry } from '../store/store.js';

export interface JudgedAlarm {
  readonly entry: Entry<AlarmDocument>;
  readonly judgement: Judgement;
  readonly pace: AlarmPace;
}

const queriesAtOnce = 4;

/** Alarms on queries in PromQL, some at a time, since each may read many metrics. */
export async function judgePromQLAlarms(
  entries: readonly Entry<AlarmDocument>[],
  { datapoints }: { readonly datapoints: Datapoints },
  now: Date,
): Promise<readonly JudgedAlarm[]> {
  const judged: JudgedAlarm[] = [];
  for (let start = 0; start < entries.length; start += queriesAtOnce) {
    const some = entries.slice(start, start + queriesAtOnce).map(async (entry) => {
      const { document, key } = entry;
      if (!isPromQL(document.alarm)) throw new Error('It has no query in PromQL.');
      const { account, region } = partsOf(key);
      const { Query } = document.alarm.EvaluationCriteria.PromQLCriteria;
      const answer = await answerPromQL(Query, { account, region, now, datapoints });
      const judgement = judgePromQL(document, answer, now);
      return { entry, judgement, pace: paceOf(document.alarm) };
    });
    judged.push(...(await Promise.all(some)));
  }
  return judged;
}
