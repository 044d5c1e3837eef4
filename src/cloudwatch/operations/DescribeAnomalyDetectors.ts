import {
  DescribeAnomalyDetectors$,
  type DescribeAnomalyDetectorsInput,
  InvalidNextToken$,
} from '@aws-sdk/client-cloudwatch';
import { operation, type Validated } from '../../service.js';
import { compareTexts } from '../../store/keys.js';
import { ServiceError } from '../../wire/errors.js';
import {
  type DetectorDocument,
  detectorsMax,
  detectorsPrefix,
  shownDetector,
} from '../anomaly-detector.js';
import { withoutEmptyLists } from '../empty-lists.js';
import { invalidCombination } from '../errors.js';

type Input = Validated<DescribeAnomalyDetectorsInput>;

const resultsMax = 100;

export default operation<DescribeAnomalyDetectorsInput>(
  DescribeAnomalyDetectors$,
  async (given, context) => {
    const input = withoutEmptyLists(given);
    const { store, tokens, account, region } = context;
    checkFilters(input);
    const request = JSON.stringify({ ...input, NextToken: undefined, MaxResults: undefined });
    const purpose = ['DescribeAnomalyDetectors', account, region, request];
    const { NextToken, MaxResults = resultsMax } = input;
    // The key of the last one shown, behind which a page goes on whatever has come or gone since.
    const after = NextToken === undefined ? '' : tokens.open(purpose, NextToken);
    if (after === undefined) throw new ServiceError(InvalidNextToken$);
    const entries = await store.list(detectorsPrefix(context), { limit: detectorsMax });
    const rest = entries.filter(
      ({ key, document }) => compareTexts(key.text, after) > 0 && fits(document, input),
    );
    const page = rest.slice(0, MaxResults);
    const last = rest.length > page.length ? page.at(-1)?.key.text : undefined;
    return {
      AnomalyDetectors: page.map(({ document }) => shownDetector(document, context)),
      NextToken: last && tokens.seal(purpose, last),
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
