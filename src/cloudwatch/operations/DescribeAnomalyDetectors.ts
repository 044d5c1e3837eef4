import {
  DescribeAnomalyDetectors$,
  type DescribeAnomalyDetectorsInput,
  InvalidNextToken$,
} from '@aws-sdk/client-cloudwatch';
import { operation, type Validated } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { type DetectorDocument, detectorsPrefix, shownDetector } from '../anomaly-detector.js';
import { invalidCombination } from '../errors.js';

type Input = Validated<DescribeAnomalyDetectorsInput>;

const detectorsMax = 500;
const resultsMax = 100;

export default operation<DescribeAnomalyDetectorsInput>(
  DescribeAnomalyDetectors$,
  async (input, context) => {
    const { store, tokens, account, region } = context;
    checkFilters(input);
    const request = JSON.stringify({ ...input, NextToken: undefined, MaxResults: undefined });
    const purpose = ['DescribeAnomalyDetectors', account, region, request];
    const { NextToken, MaxResults = resultsMax } = input;
    const after = NextToken === undefined ? '0' : tokens.open(purpose, NextToken);
    if (after === undefined) throw new ServiceError(InvalidNextToken$);
    const entries = await store.list(detectorsPrefix(context), { limit: detectorsMax });
    const fitting = entries.map(({ document }) => document).filter((each) => fits(each, input));
    const [start, end] = [Number(after), Number(after) + MaxResults];
    return {
      AnomalyDetectors: fitting.slice(start, end).map((each) => shownDetector(each, context)),
      NextToken: end < fitting.length ? tokens.seal(purpose, String(end)) : undefined,
    };
  },
);

function checkFilters({ AnomalyDetectorIds, ...filters }: Input): void {
  const { Namespace, MetricName, Dimensions, AnomalyDetectorTypes } = filters;
  const others = [Namespace, MetricName, Dimensions, AnomalyDetectorTypes];
  if (AnomalyDetectorIds === undefined || others.every((each) => each === undefined)) return;
  throw invalidCombination('AnomalyDetectorIds can not be combined with other filters.');
}

function fits({ id, subject }: DetectorDocument, input: Input): boolean {
  if (input.AnomalyDetectorIds !== undefined) return input.AnomalyDetectorIds.includes(id);
  const {
    AnomalyDetectorTypes = ['SINGLE_METRIC'],
    Namespace,
    MetricName,
    Dimensions = [],
  } = input;
  if (subject.kind === 'math') {
    const isFiltered = Namespace !== undefined || MetricName !== undefined;
    return AnomalyDetectorTypes.includes('METRIC_MATH') && !isFiltered && Dimensions.length === 0;
  }
  return (
    AnomalyDetectorTypes.includes('SINGLE_METRIC') &&
    (Namespace === undefined || Namespace === subject.Namespace) &&
    (MetricName === undefined || MetricName === subject.MetricName) &&
    Dimensions.every(({ Name, Value }) =>
      subject.Dimensions.some((each) => each.Name === Name && each.Value === Value),
    )
  );
}
