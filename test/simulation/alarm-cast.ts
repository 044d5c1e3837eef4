import type {
  MetricStat,
  PutCompositeAlarmInput,
  PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import type { Random } from '../support/random.js';

/** The alarms of a simulated world, of every kind; what differs between worlds follows the seed. */
export const threshold = 20;
/** Those that run a scaling policy, each one of its own. */
export const scalingAlarms: readonly string[] = ['scaler', 'wall', 'days'];
const topic = 'arn:aws:sns:us-east-1:000000000000:';

export function metricAlarms(
  random: Random,
  policyOf: (AlarmName: string) => string,
): readonly PutMetricAlarmInput[] {
  const TreatMissingData = (): string =>
    random.pick(['missing', 'ignore', 'breaching', 'notBreaching']);
  const quorum = (): Pick<PutMetricAlarmInput, 'EvaluationPeriods' | 'DatapointsToAlarm'> => {
    const EvaluationPeriods = 1 + random.below(4);
    const isNamed = random.next() < 0.6;
    return {
      EvaluationPeriods,
      ...(isNamed && { DatapointsToAlarm: 1 + random.below(EvaluationPeriods) }),
    };
  };
  const alarm = (AlarmName: string, given: Partial<PutMetricAlarmInput>): PutMetricAlarmInput => ({
    ...{ AlarmName, Threshold: threshold, ...quorum() },
    ComparisonOperator: random.pick([
      'GreaterThanThreshold',
      'GreaterThanOrEqualToThreshold',
      'LessThanThreshold',
      'LessThanOrEqualToThreshold',
    ]),
    TreatMissingData: TreatMissingData(),
    ...actionsOf(AlarmName),
    ...given,
  });
  const on = (MetricName: string, Period: number): Partial<PutMetricAlarmInput> => {
    return { Namespace: 'App', MetricName, Period };
  };
  const scaling = (name: string): Pick<PutMetricAlarmInput, 'AlarmActions'> => {
    return { AlarmActions: [...(actionsOf(name).AlarmActions ?? []), policyOf(name)] };
  };
  return [
    alarm('average', { ...on('a', 60), Statistic: 'Average' }),
    alarm('sum', { ...on('a', 60), Statistic: 'Sum' }),
    alarm('slow', { ...on('c', 300), Statistic: 'Minimum' }),
    alarm('count', { ...on('c', 60), Statistic: 'SampleCount', Threshold: 2 }),
    alarm('quick', { ...on('h', 10), Statistic: 'Maximum' }),
    alarm('percentile', { ...on('b', 60), ExtendedStatistic: 'p90' }),
    alarm('few', {
      ...{ ...on('b', 60), ExtendedStatistic: 'p75' },
      EvaluateLowSampleCountPercentile: 'ignore',
    }),
    alarm('math', {
      Metrics: [
        { Id: 'e1', Expression: 'm1 + m2', Label: 'both', ReturnData: true },
        { Id: 'm1', MetricStat: statistic('a'), ReturnData: false },
        { Id: 'm2', MetricStat: statistic('b'), ReturnData: false },
      ],
      Threshold: 2 * threshold,
    }),
    alarm('band', {
      Metrics: [
        { Id: 'm1', MetricStat: statistic('b'), ReturnData: true },
        { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m1, 1)', ReturnData: true },
      ],
      ...{ Threshold: undefined, ThresholdMetricId: 'band' },
      ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
    }),
    alarm('wall', {
      ...{ ...on('a', random.pick([60, 300, 3_600])), Statistic: 'Maximum' },
      EvaluationWindow: { WallClockWindow: { Timezone: wallTimezone } },
      ...scaling('wall'),
    }),
    // It looks back over more than a day, and is evaluated once an hour.
    alarm('days', {
      ...{ ...on('b', 86_400), Statistic: 'Maximum', EvaluationPeriods: 2, DatapointsToAlarm: 1 },
      ...scaling('days'),
    }),
    alarm('warming', {
      ...{ ...on('c', 60), Statistic: 'Average' },
      ...warmUp(random),
    }),
    alarm('scaler', {
      ...{ ...on('b', 60), Statistic: 'Maximum', AlarmActions: [policyOf('scaler')] },
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  ];
}

/** Its hours begin at a quarter to ours. */
const wallTimezone = '+05:45';
export const wallOffsetSeconds = 20_700;
const warmUpMinutesMax = 10;

export function warmUp(random: Random): Required<Pick<PutMetricAlarmInput, 'WarmUpConfiguration'>> {
  return {
    WarmUpConfiguration: {
      WarmUpPeriodDurationInMinutes: 1 + random.below(warmUpMinutesMax),
      OnlyStartEvaluatingAfterWarmUpPeriodEnds: random.next() < 0.3,
    },
  };
}

function statistic(MetricName: string): MetricStat {
  return { Metric: { Namespace: 'App', MetricName }, Period: 60, Stat: 'Average' };
}

export function actionsOf(
  name: string,
): Required<Pick<PutMetricAlarmInput, 'AlarmActions' | 'OKActions' | 'InsufficientDataActions'>> {
  return {
    AlarmActions: [`${topic}${name}-alarm`, `${topic}everything`, `${topic}order.fifo`],
    OKActions: [`${topic}${name}-ok`, `${topic}order.fifo`],
    InsufficientDataActions: [`${topic}everything`, ...deadEnds],
  };
}

/** A topic that refuses what it is told, and one that no endpoint is configured for. */
export const refusingTopic = `${topic}refusing`;
export const unknownTopic = `${topic}unknown`;
const deadEnds: readonly string[] = [refusingTopic, unknownTopic];

/** What is sent there comes to nothing, and is told to have failed. */
export function isDeadEnd(arn: string): boolean {
  return deadEnds.includes(arn);
}

type StateOf = (name: string) => string | undefined;

export interface CompositeMember {
  readonly input: PutCompositeAlarmInput;
  /** Its rule, told once more. */
  readonly isTrue: (stateOf: StateOf) => boolean;
}

/** Children first. */
export const composites: readonly CompositeMember[] = [
  {
    input: {
      AlarmName: 'either',
      AlarmRule: 'ALARM(average) OR ALARM("sum")',
      ...actionsOf('either'),
    },
    isTrue: (stateOf) => stateOf('average') === 'ALARM' || stateOf('sum') === 'ALARM',
  },
  {
    input: {
      AlarmName: 'tree',
      AlarmRule: 'ALARM(either) AND NOT INSUFFICIENT_DATA(quick)',
      ...actionsOf('tree'),
    },
    isTrue: (stateOf) => stateOf('either') === 'ALARM' && stateOf('quick') !== 'INSUFFICIENT_DATA',
  },
  {
    // These two are on one metric, and move in one beat.
    input: {
      AlarmName: 'only',
      AlarmRule: 'ALARM(average) AND NOT ALARM(sum)',
      ...actionsOf('only'),
    },
    isTrue: (stateOf) => stateOf('average') === 'ALARM' && stateOf('sum') !== 'ALARM',
  },
  {
    input: {
      AlarmName: 'alone',
      AlarmRule: 'ALARM(only) OR (OK(average) AND AT_LEAST(1, ALARM, (sum, slow)))',
      ...actionsOf('alone'),
    },
    isTrue: (stateOf) =>
      stateOf('only') === 'ALARM' ||
      (stateOf('average') === 'OK' && (stateOf('sum') === 'ALARM' || stateOf('slow') === 'ALARM')),
  },
  {
    input: {
      AlarmName: 'fleet',
      AlarmRule: 'ALARM(hosts) AND NOT ALARM(vector)',
      ...actionsOf('fleet'),
    },
    isTrue: (stateOf) => stateOf('hosts') === 'ALARM' && stateOf('vector') !== 'ALARM',
  },
  {
    input: { AlarmName: 'logged', AlarmRule: 'NOT OK(errors)', ...actionsOf('logged') },
    isTrue: (stateOf) => stateOf('errors') !== 'OK',
  },
  {
    input: {
      AlarmName: 'held',
      AlarmRule: 'ALARM(math) OR OK(slow)',
      ...actionsOf('held'),
      ...{ ActionsSuppressor: 'percentile', ActionsSuppressorWaitPeriod: 60 },
      ActionsSuppressorExtensionPeriod: 90,
    },
    isTrue: (stateOf) => stateOf('math') === 'ALARM' || stateOf('slow') === 'OK',
  },
];
