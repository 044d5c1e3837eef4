import {
  DescribeAutoScalingInstances$,
  type DescribeAutoScalingInstancesType,
} from '@aws-sdk/client-auto-scaling';
import { type Context, operation } from '../../service.js';
import { compareTexts } from '../../store/keys.js';
import { assertNames } from '../call-limits.js';
import type { GroupDocument, ShownInstance } from '../group-document.js';
import { findManaged, listGroups } from '../group-lookup.js';
import { takePage } from '../page.js';

export default operation<DescribeAutoScalingInstancesType>(
  DescribeAutoScalingInstances$,
  async (input, context) => {
    const { InstanceIds = [], MaxRecords = 50 } = input;
    assertNames(InstanceIds, 'instance ids');
    const listed = InstanceIds.length > 0 ? named(InstanceIds, context) : all(context);
    const page = await takePage(listed, pageName, {
      request: input,
      operation: 'DescribeAutoScalingInstances',
      limit: MaxRecords,
      context,
    });
    return { AutoScalingInstances: page.shown, NextToken: page.NextToken };
  },
);

type Shown = ShownInstance & { readonly AutoScalingGroupName: string };

/** Here AWS writes the health in capitals. */
function shown({ group }: GroupDocument, instance: ShownInstance): Shown {
  const { AutoScalingGroupName } = group;
  return { ...instance, AutoScalingGroupName, HealthStatus: instance.HealthStatus.toUpperCase() };
}

async function* named(ids: readonly string[], context: Context): AsyncGenerator<Shown> {
  const found: Shown[] = [];
  for (const id of new Set(ids)) {
    const { document, managed } = (await findManaged(id, context)) ?? {};
    if (document !== undefined && managed !== undefined) {
      found.push(shown(document, managed.instance));
    }
  }
  yield* found.sort((a, b) => compareTexts(pageName(a), pageName(b)));
}

function pageName({ AutoScalingGroupName, InstanceId }: Shown): string {
  return `${AutoScalingGroupName} ${InstanceId}`;
}

async function* all({ store, account, region }: Context): AsyncGenerator<Shown> {
  for await (const document of listGroups(store, { account, region })) {
    const instances = document.instances.map(({ instance }) => shown(document, instance));
    yield* instances.sort((a, b) => compareTexts(pageName(a), pageName(b)));
  }
}
