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
import type { Contributor } from '../contributor.js';
import { validationError } from '../errors.js';

type Input = Validated<DescribeAlarmContributorsInput>;

const contributorsAtOnce = 50;

/** Those in ALARM: the ones that came to be first, and of those at once as the query has them. */
export default operation<DescribeAlarmContributorsInput>(
  DescribeAlarmContributors$,
  async (input, context) => {
    const { AlarmName } = input;
    const document = await context.store.get(alarmKey(context, AlarmName));
    if (!isThere(document)) throw notFound(AlarmName);
    if (isComposite(document.alarm) || !hasContributors(document.alarm)) {
      throw validationError(`Alarm ${AlarmName} is not a multi time series alarm`);
    }
    const rest = behind(document.contributors ?? [], lastOf(input, context));
    const AlarmContributors = rest.slice(0, contributorsAtOnce);
    const last = rest.length > contributorsAtOnce ? AlarmContributors.at(-1) : undefined;
    const purpose = purposeOf(input, context);
    const NextToken = last && context.tokens.seal(purpose, JSON.stringify(placeOf(last)));
    return { AlarmContributors, NextToken };
  },
);

function notFound(AlarmName: string): Error {
  return new ServiceError(ResourceNotFoundException$, `No alarm for name ${AlarmName} was found`, {
    ResourceType: 'Alarm',
    ResourceId: AlarmName,
  });
}

type Place = readonly [ContributorId: string, StateTransitionedTimestamp: string];

function placeOf({ ContributorId, StateTransitionedTimestamp }: Contributor): Place {
  return [ContributorId, StateTransitionedTimestamp.toISOString()];
}

/** Where one that a page ended with has gone since, the next begins with those of its time. */
function behind(contributors: readonly Contributor[], last?: Place): readonly Contributor[] {
  if (last === undefined) return contributors;
  const [id, time] = last;
  const index = contributors.findIndex(({ ContributorId }) => ContributorId === id);
  if (index >= 0) return contributors.slice(index + 1);
  return contributors.filter((each) => each.StateTransitionedTimestamp >= new Date(time));
}

function lastOf(input: Input, context: Context): Place | undefined {
  const { NextToken } = input;
  if (NextToken === undefined) return undefined;
  const place = context.tokens.open(purposeOf(input, context), NextToken);
  // A place of ours, which the token has kept.
  if (place !== undefined) return JSON.parse(place) as Place;
  throw new ServiceError(InvalidNextToken$, `Invalid NextToken : ${NextToken}`);
}

function purposeOf({ AlarmName }: Input, { account, region }: Context): readonly string[] {
  return ['DescribeAlarmContributors', account, region, AlarmName];
}
