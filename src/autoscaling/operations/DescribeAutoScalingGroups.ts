import {
  type AutoScalingGroupNamesType,
  DescribeAutoScalingGroups$,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { compareTexts } from '../../store/keys.js';
import { assertGroupNames } from '../call-limits.js';
import type { GroupDocument } from '../group-document.js';
import { groupFilter } from '../group-filter.js';
import { listGroups } from '../group-lookup.js';
import { groupKey } from '../keys.js';
import { takePage } from '../page.js';

export default operation<AutoScalingGroupNamesType>(
  DescribeAutoScalingGroups$,
  async (input, context) => {
    const { AutoScalingGroupNames = [], IncludeInstances = true, MaxRecords = 50 } = input;
    assertGroupNames(AutoScalingGroupNames, input.MaxRecords);
    const fits = groupFilter(input.Filters);
    const { store } = context;
    const named = async (): Promise<readonly GroupDocument[]> => {
      const names = [...new Set(AutoScalingGroupNames)].sort(compareTexts);
      const documents = await store.getMany(names.map((name) => groupKey(context, name)));
      return documents.filter((document) => document !== undefined);
    };
    const listed = AutoScalingGroupNames.length > 0 ? await named() : listGroups(store, context);
    const page = await takePage(filtered(listed, fits), ({ group }) => group.AutoScalingGroupName, {
      request: input,
      operation: 'DescribeAutoScalingGroups',
      limit: MaxRecords,
      context,
    });
    const AutoScalingGroups = page.shown.map(({ group, instances }) => ({
      ...group,
      Instances: IncludeInstances ? instances.map(({ instance }) => instance) : [],
    }));
    return { AutoScalingGroups, NextToken: page.NextToken };
  },
);

async function* filtered(
  documents: AsyncIterable<GroupDocument> | Iterable<GroupDocument>,
  fits: (document: GroupDocument) => boolean,
): AsyncGenerator<GroupDocument> {
  for await (const document of documents) if (fits(document)) yield document;
}
