import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type {
  AnomalyDetector,
  AnomalyDetectorConfiguration,
  MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { Dimension } from '../datapoints/datapoints.js';
import type { Validated } from '../service.js';
import { type Key, keyOf, type Prefix, prefixOf, type Scope } from '../store/keys.js';
import type { Quota } from '../store/roster.js';
import type { Document, Store } from '../store/store.js';
import { isTimeZone } from '../time-zone.js';
import { ServiceError } from '../wire/errors.js';
import type { Schema } from '../wire/shape.js';
import { checkMath, unsupportedStatistic } from './anomaly-math.js';
import type { AnomalyModel, TrainingState } from './anomaly-model.js';
import type { Density } from './anomaly-sums.js';
import { metricDimensions, sortedDimensions } from './dimensions.js';
import { invalidCombination, invalidValue, missingParameter } from './errors.js';
import { addsUp, parseStatistic } from './statistic-syntax.js';

/**
 * An anomaly detector as one document: which metric and statistic, or which expression over
 * metrics, it learns; how; and what it has learned. A metric and statistic, or an expression, has
 * one at most; putting it again changes how it learns.
 */
export interface DetectorDocument extends Document {
  readonly id: string;
  readonly subject: DetectorSubject;
  readonly configuration: DetectorConfiguration;
  /** Undefined where nothing was said of it. */
  readonly hasSpikes: boolean | undefined;
  readonly state: TrainingState;
  readonly model?: AnomalyModel | undefined;
  /** How much of the time has data, of a statistic that adds up. */
  readonly density?: Density | undefined;
}

export type DetectorSubject =
  | {
      readonly kind: 'metric';
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly Dimension[];
      readonly Stat: string;
    }
  | { readonly kind: 'math'; readonly MetricDataQueries: readonly MetricDataQuery[] };

/**
 * Whether longer periods have more of what the detector learns, so that what it learned of five
 * minutes has to be summed up or shared out. An expression is learned in the period in which it is
 * asked for, and needs neither.
 */
export function subjectAddsUp(subject: DetectorSubject): boolean {
  const statistic = subject.kind === 'metric' ? parseStatistic(subject.Stat) : undefined;
  return statistic !== undefined && addsUp(statistic);
}

export type DetectorConfiguration = Pick<
  AnomalyDetectorConfiguration,
  'MetricTimezone' | 'AdaptationSpeed' | 'OutlierFilteringStrength'
> & {
  readonly ExcludedTimeRanges: readonly { readonly StartTime: Date; readonly EndTime: Date }[];
};

export const detectorKind = 'anomaly-detector';

export function detectorsPrefix(scope: Scope): Prefix<DetectorDocument> {
  return prefixOf(scope, detectorKind);
}

export const detectorsMax = 500;
/** How AWS words it was not seen. */
const tooManyDetectors = `You have reached the limit of ${detectorsMax} anomaly detectors.`;

/** With the error that an operation knows for it. */
export function detectorQuota(scope: Scope, error: Schema): Quota {
  const refusal = (): Error => new ServiceError(error, tooManyDetectors);
  return { prefix: detectorsPrefix(scope), max: detectorsMax, refusal };
}

export async function hasRoomForDetector(store: Store, scope: Scope): Promise<boolean> {
  return (await store.count(detectorsPrefix(scope), detectorsMax)) < detectorsMax;
}

export function detectorKey(scope: Scope, subject: DetectorSubject): Key<DetectorDocument> {
  const text =
    subject.kind === 'metric'
      ? JSON.stringify([
          subject.Namespace,
          subject.MetricName,
          subject.Dimensions.map(({ Name, Value }) => [Name, Value]),
          subject.Stat,
        ])
      : JSON.stringify([
          returnedId(subject),
          ...subject.MetricDataQueries.map(queryIdentity).sort(),
        ]);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return keyOf(scope, detectorKind, subject.kind, digest);
}

/** Which of them it is that is learned: one in any case. */
function returnedId({ MetricDataQueries }: DetectorSubject & { kind: 'math' }): string | undefined {
  return MetricDataQueries.find(({ ReturnData = true }) => ReturnData)?.Id;
}

/** A label makes it no other; its id is what expressions name. */
function queryIdentity({ Id, Expression, MetricStat }: MetricDataQuery): string {
  const { Metric, Period, Stat, Unit } = MetricStat ?? {};
  const dimensions = metricDimensions(Metric?.Dimensions ?? []);
  const named = [Metric?.Namespace, Metric?.MetricName, dimensions];
  return JSON.stringify([Id, Expression, named, Period, Stat, Unit]);
}

interface MetricInput {
  readonly AccountId?: string | undefined;
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly Dimension[] | undefined;
  readonly Stat?: string | undefined;
}

interface SubjectInput extends MetricInput {
  readonly SingleMetricAnomalyDetector?: MetricInput | undefined;
  readonly MetricMathAnomalyDetector?:
    { readonly MetricDataQueries?: readonly MetricDataQuery[] | undefined } | undefined;
}

/** Exactly one of the three ways to name what a detector learns. */
export function readSubject(input: SubjectInput, scope: Scope): DetectorSubject {
  const { SingleMetricAnomalyDetector: single, MetricMathAnomalyDetector: math } = input;
  const { Namespace, MetricName, Dimensions, Stat } = input;
  const isPlain = [Namespace, MetricName, Dimensions, Stat].some((each) => each !== undefined);
  const ways = [
    ...(single === undefined ? [] : ['SingleMetricAnomalyDetector']),
    ...(math === undefined ? [] : ['MetricMathAnomalyDetector']),
    ...(isPlain ? ['single metric attributes'] : []),
  ];
  if (ways.length > 1) {
    // Recorded from AWS, as that of ranges of time (badmintoncryer/cdk-preflight).
    throw invalidCombination(
      'Either single metric attributes, SingleMetricAnomalyDetector or ' +
        `MetricMathAnomalyDetector can be set, found ${ways.join(', ')}`,
    );
  }
  if (math !== undefined) {
    const MetricDataQueries = math.MetricDataQueries ?? [];
    checkMath(MetricDataQueries, scope.account);
    return { kind: 'math', MetricDataQueries };
  }
  if (single?.AccountId !== undefined && single.AccountId !== scope.account) {
    throw invalidValue('Updraft does not serve detectors on metrics of other accounts.');
  }
  return readMetricSubject(single ?? input);
}

function readMetricSubject({
  Namespace,
  MetricName,
  Dimensions,
  Stat,
}: MetricInput): DetectorSubject {
  const missing = Object.entries({ Namespace, MetricName, Stat }).find(([, value]) => !value);
  if (Namespace === undefined || MetricName === undefined || Stat === undefined) {
    throw missingParameter(`The parameter ${missing?.[0] ?? ''} is required.`);
  }
  if (parseStatistic(Stat) === undefined) throw unsupportedStatistic(Stat);
  return { kind: 'metric', Namespace, MetricName, Dimensions: sortedDimensions(Dimensions), Stat };
}

export function readConfiguration({
  ExcludedTimeRanges = [],
  ...rest
}: Validated<AnomalyDetectorConfiguration> = {}): DetectorConfiguration {
  for (const { StartTime, EndTime } of ExcludedTimeRanges) {
    if (StartTime < EndTime) continue;
    throw invalidValue('Input has invalid parameter.');
  }
  if (rest.MetricTimezone !== undefined && !isTimeZone(rest.MetricTimezone)) {
    throw invalidValue(`The value ${rest.MetricTimezone} for parameter MetricTimezone is invalid.`);
  }
  return { ...rest, ExcludedTimeRanges };
}

export interface DetectorPut extends Pick<
  DetectorDocument,
  'subject' | 'configuration' | 'hasSpikes'
> {
  readonly now: Date;
  readonly id: string;
}

/** What was learned holds until it is learned anew, which the next beat begins. */
export function putDetector(
  current: DetectorDocument | undefined,
  { id, now, ...put }: DetectorPut,
): DetectorDocument {
  const known = current ?? { id, state: 'PENDING_TRAINING' };
  return { ...known, ...put, due: now };
}

/** What it has learned, and when it learns again. */
export type Learning = Pick<DetectorDocument, 'state' | 'model' | 'density' | 'due'>;

/** What was learned otherwise than a call has asked for meanwhile is not kept. */
export function withLearning(
  current: DetectorDocument | undefined,
  asked: DetectorDocument,
  learning: Learning,
): DetectorDocument | undefined {
  if (current === undefined || !isLearnedAlike(current, asked)) return current;
  return { ...current, ...learning };
}

function isLearnedAlike(one: DetectorDocument, other: DetectorDocument): boolean {
  return (
    one.hasSpikes === other.hasSpikes && isDeepStrictEqual(one.configuration, other.configuration)
  );
}

/** As DescribeAnomalyDetectors shows it: a metric in the old and in the new way. */
export function shownDetector(document: DetectorDocument, { account }: Scope): AnomalyDetector {
  const { id, subject, configuration, hasSpikes, state } = document;
  const common = {
    AnomalyDetectorId: id,
    Configuration: {
      ...configuration,
      ExcludedTimeRanges: [...configuration.ExcludedTimeRanges],
    },
    StateValue: state,
    MetricCharacteristics: hasSpikes === undefined ? undefined : { PeriodicSpikes: hasSpikes },
  };
  if (subject.kind === 'math') {
    const MetricDataQueries = [...subject.MetricDataQueries];
    return { ...common, MetricMathAnomalyDetector: { MetricDataQueries } };
  }
  const { Namespace, MetricName, Stat } = subject;
  const metric = { Namespace, MetricName, Dimensions: [...subject.Dimensions], Stat };
  return {
    ...common,
    ...metric,
    SingleMetricAnomalyDetector: { AccountId: account, ...metric },
  };
}
