import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Random } from '../support/random.js';
import { actionsOf, threshold, warmUp } from './alarm-cast.js';

/** The alarms on several series: the load of some hosts, which come and go. */
export const hosts: readonly string[] = ['h1', 'h2', 'h3'];

/** Of the alarm as a whole, and not of its contributors. */
const plan = 'arn:aws:ssm-incidents::000000000000:response-plan/';

export function contributorAlarms(random: Random): readonly PutMetricAlarmInput[] {
  return [
    insightsAlarm('hosts', 'AVG', random),
    { ...insightsAlarm('spare', 'SUM', random), ...warmUp(random) },
    {
      AlarmName: 'vector',
      EvaluationCriteria: {
        PromQLCriteria: {
          Query: vectorQuery(threshold),
          PendingPeriod: random.pick([0, 60, 90]),
          RecoveryPeriod: random.pick([0, 60, 130]),
        },
      },
      EvaluationInterval: random.pick([20, 30, 60]),
      ...contributorActions('vector'),
    },
  ];
}

export function vectorQuery(limit: number): string {
  return `max by (Host) ({"m"}) > ${limit}`;
}

function insightsAlarm(
  AlarmName: string,
  statistic: 'AVG' | 'SUM',
  random: Random,
): PutMetricAlarmInput {
  const Expression = `SELECT ${statistic}(m) FROM App GROUP BY Host ORDER BY MAX() DESC`;
  const EvaluationPeriods = 1 + random.below(3);
  return {
    AlarmName,
    Metrics: [{ Id: 'q1', Expression, Period: 60, ReturnData: true }],
    EvaluationPeriods,
    DatapointsToAlarm: 1 + random.below(EvaluationPeriods),
    Threshold: threshold,
    ComparisonOperator: random.pick(['GreaterThanThreshold', 'LessThanThreshold']),
    TreatMissingData: random.pick(['missing', 'ignore', 'breaching', 'notBreaching']),
    ...contributorActions(AlarmName),
  };
}

/** Contributors are never without data. */
function contributorActions(name: string): Pick<PutMetricAlarmInput, 'AlarmActions' | 'OKActions'> {
  const { AlarmActions = [], OKActions } = actionsOf(name);
  return { AlarmActions: [...AlarmActions, `${plan}${name}`], OKActions };
}
