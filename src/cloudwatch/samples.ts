import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { type Cell, cellOfSet, cellOfValue, cellOfValues } from '../datapoints/cell.js';
import type { Sample } from '../datapoints/datapoints.js';
import type { Context, Validated } from '../service.js';
import { sortedDimensions } from './dimensions.js';
import { invalidCombination, invalidValue, missingParameter, mutuallyExclusive } from './errors.js';
import { readUnit } from './unit.js';

/**
 * What PutMetricData takes for samples. A datum is a value, values with counts, or a statistic set;
 * its time lies within the past two weeks and the next two hours. One datum that does not fit
 * refuses them all.
 */
export function readSamples(
  input: Validated<PutMetricDataInput>,
  context: SampleContext,
): readonly Sample[] {
  const { Namespace, MetricData = [], EntityMetricData = [] } = input;
  if (input.EntityMetricData !== undefined && input.StrictEntityValidation === undefined) {
    throw invalidCombination(
      'Field StrictEntityValidation is required when setting EntityMetricData',
    );
  }
  if (EntityMetricData.length > 0) {
    throw invalidValue('Updraft does not serve the parameter EntityMetricData yet.');
  }
  if (MetricData.length === 0) {
    throw missingParameter('At least one MetricDatum object must be present in the request.');
  }
  if (Namespace.startsWith('AWS/') && !context.settings.awsNamespaces) {
    throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
  }
  const { account, region, now, settings } = context;
  const shared = { account, region, now, settings, Namespace };
  return MetricData.map((datum, index) => readSample(datum, index, shared));
}

export type SampleContext = Pick<Context, 'account' | 'region' | 'now' | 'settings'>;

/** What the samples of a request have in common. */
interface Shared extends SampleContext {
  readonly Namespace: string;
}

function readSample(
  datum: Validated<MetricDatum>,
  index: number,
  { account, region, now, settings, Namespace }: Shared,
): Sample {
  const path = `MetricData.member.${index + 1}`;
  const Timestamp = datum.Timestamp ?? now;
  checkAge(Timestamp, now, path);
  return {
    metric: {
      account,
      region,
      Namespace,
      MetricName: datum.MetricName,
      Dimensions: sortedDimensions(datum.Dimensions),
    },
    Unit: readUnit(datum.Unit, path, settings),
    Timestamp,
    StorageResolution: datum.StorageResolution === 1 ? 1 : 60,
    cell: readCell(datum, path),
  };
}

/** AWS is a little lenient at both ends; by how much nobody has measured. */
const lenienceSeconds = 60;
const ageSecondsMax = 14 * 86_400 + lenienceSeconds;
const futureSecondsMax = 7_200 + lenienceSeconds;

function checkAge(time: Date, now: Date, path: string): void {
  const ageSeconds = (now.getTime() - time.getTime()) / 1000;
  const must = `The parameter ${path}.Timestamp must specify a time`;
  if (ageSeconds > ageSecondsMax) throw invalidValue(`${must} within the past two weeks.`);
  if (ageSeconds < -futureSecondsMax) {
    throw invalidValue(`${must} no more than two hours in the future.`);
  }
}

/** Where values and a statistic set come together, AWS takes the set. */
function readCell(datum: Validated<MetricDatum>, path: string): Cell {
  const { Value, Values, Counts, StatisticValues } = datum;
  if (Value !== undefined && Values !== undefined) {
    throw mutuallyExclusive(`${path}.Value`, `${path}.Values`);
  }
  if (Value !== undefined && StatisticValues !== undefined) {
    throw mutuallyExclusive(`${path}.Value`, `${path}.StatisticValues`);
  }
  if (Counts !== undefined && Values === undefined) {
    throw invalidCombination(
      'The parameter values must appears when the counts parameter is specified.',
    );
  }
  if (Counts !== undefined && Counts.length !== Values?.length) {
    throw invalidValue(
      `The parameters ${path}.Values and ${path}.Counts must be of the same size.`,
    );
  }
  if (StatisticValues !== undefined) {
    if (StatisticValues.Maximum < StatisticValues.Minimum) {
      const set = `${path}.StatisticValues`;
      throw invalidValue(`The parameter ${set}.Maximum must be greater than ${set}.Minimum.`);
    }
    return cellOfSet(StatisticValues);
  }
  if (Value !== undefined) return cellOfValue(Value);
  if (Values !== undefined && Values.length > 0) return cellOfValues(Values, Counts);
  throw invalidCombination('At least one of the parameters must be specified.');
}
