import type { PromQLAlarm } from './alarm-document.js';
import type { JavaValue } from './java-json.js';

/** How an alarm on a query in PromQL is told to others: to its history, and to its actions. */
type Criteria = Pick<PromQLAlarm, 'EvaluationCriteria' | 'EvaluationInterval'>;

export function criteriaObject({
  EvaluationCriteria,
  EvaluationInterval,
}: Criteria): Readonly<Record<string, JavaValue>> {
  const { Query, PendingPeriod, RecoveryPeriod } = EvaluationCriteria.PromQLCriteria;
  return {
    evaluationCriteria: {
      promQLCriteria: {
        query: Query,
        pendingPeriod: PendingPeriod,
        recoveryPeriod: RecoveryPeriod,
      },
    },
    evaluationInterval: EvaluationInterval,
  };
}

export function promQLTrigger({ EvaluationCriteria, EvaluationInterval }: Criteria): JavaValue {
  const { Query, PendingPeriod, RecoveryPeriod } = EvaluationCriteria.PromQLCriteria;
  return {
    EvaluationCriteria: { PromQLCriteria: { Query, PendingPeriod, RecoveryPeriod } },
    EvaluationInterval,
  };
}
