import {
  DescribeAlarmContributors$,
  type DescribeAlarmContributorsInput,
  InvalidNextToken$,
  ResourceNotFoundException$,
} from '@aws-sdk/client-cloudwatch';
import { type Context, operation, type Validated } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { isThere } from '../alarm.js';
import { alarmKey, isComposite } from '../alarm-document.js';
import { hasContributors } from '../alarm-insights.js';
import { validationError } from '../errors.js';

type Input = Validated<DescribeAlarmContributorsInput>;

const contributorsAtOnce = 50;

/** Those in ALARM, in the order of their ids. */
export default operation<DescribeAlarmContributorsInput>(
  DescribeAlarmContributors$,
  async (input, context) => {
    const { AlarmName } = input;
    const document = await context.store.get(alarmKey(context, AlarmName));
    if (!isThere(document)) throw notFound(AlarmName);
    if (isComposite(document.alarm) || !hasContributors(document.alarm)) {
      throw validationError(`Alarm ${AlarmName} is not a multi time series alarm`);
    }
    const after = afterOf(input, context);
    const sorted = [...(document.contributors ?? [])]
      .filter(({ ContributorId }) => ContributorId > after)
      .sort((a, b) => (a.ContributorId < b.ContributorId ? -1 : 1));
    const AlarmContributors = sorted.slice(0, contributorsAtOnce);
    const last = AlarmContributors.at(-1)?.ContributorId;
    const isMore = sorted.length > contributorsAtOnce && last !== undefined;
    const NextToken = isMore ? context.tokens.seal(purposeOf(input, context), last) : undefined;
    return { AlarmContributors, NextToken };
  },
);

function notFound(AlarmName: string): Error {
  return new ServiceError(ResourceNotFoundException$, `No alarm for name ${AlarmName} was found`, {
    ResourceType: 'Alarm',
    ResourceId: AlarmName,
  });
}

/** Where a page goes on although contributors have come or gone since. */
function afterOf(input: Input, context: Context): string {
  const { NextToken } = input;
  if (NextToken === undefined) return '';
  const after = context.tokens.open(purposeOf(input, context), NextToken);
  if (after !== undefined) return after;
  throw new ServiceError(InvalidNextToken$, `Invalid NextToken : ${NextToken}`);
}

function purposeOf({ AlarmName }: Input, { account, region }: Context): readonly string[] {
  return ['DescribeAlarmContributors', account, region, AlarmName];
}
