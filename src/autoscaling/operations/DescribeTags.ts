import {
  DescribeTags$,
  type DescribeTagsType,
  type Filter,
  type TagDescription,
} from '@aws-sdk/client-auto-scaling';
import { type Context, operation } from '../../service.js';
import { validationError } from '../errors.js';
import { listGroups } from '../group-lookup.js';
import { takePage } from '../page.js';

export default operation<DescribeTagsType>(DescribeTags$, async (input, context) => {
  const { Filters = [], MaxRecords = 50 } = input;
  const tests = Filters.map(filterTest);
  const page = await takePage(
    listTags(context, (tag) => tests.every((test) => test(tag))),
    ({ ResourceId = '', Key = '' }) => `${ResourceId} ${Key}`,
    { request: input, operation: 'DescribeTags', limit: MaxRecords, context },
  );
  return { Tags: page.shown, NextToken: page.NextToken };
});

async function* listTags(
  { store, account, region }: Context,
  fits: (tag: TagDescription) => boolean,
): AsyncGenerator<TagDescription> {
  for await (const { group } of listGroups(store, { account, region })) {
    yield* group.Tags.filter(fits);
  }
}

function filterTest({ Name = '', Values = [] }: Filter): (tag: TagDescription) => boolean {
  switch (Name) {
    case 'auto-scaling-group':
      return ({ ResourceId = '' }) => Values.includes(ResourceId);
    case 'key':
      return ({ Key = '' }) => Values.includes(Key);
    case 'value':
      return ({ Value = '' }) => Values.includes(Value);
    case 'propagate-at-launch':
      // A boolean, in whatever case the client writes it; Python's is True.
      return ({ PropagateAtLaunch }) =>
        Values.some((value) => value.toLowerCase() === String(PropagateAtLaunch));
    default:
      throw validationError(
        `Filter type ${Name} is not correct. Allowed Filter types are: auto-scaling-group key ` +
          'value propagate-at-launch',
      );
  }
}
