import {
  DescribeNotificationConfigurations$,
  type DescribeNotificationConfigurationsType,
  type NotificationConfiguration,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { compareTexts } from '../../store/keys.js';
import { listGroups } from '../group-lookup.js';
import { shownNotifications } from '../notification.js';
import { takePage } from '../page.js';

export default operation<DescribeNotificationConfigurationsType>(
  DescribeNotificationConfigurations$,
  async (input, context) => {
    const { account, region, store } = context;
    const { AutoScalingGroupNames: names = [], MaxRecords = 50 } = input;
    const listed = async function* (): AsyncGenerator<NotificationConfiguration> {
      for await (const document of listGroups(store, { account, region })) {
        const { AutoScalingGroupName } = document.group;
        if (names.length > 0 && !names.includes(AutoScalingGroupName)) continue;
        yield* [...shownNotifications(document)].sort((a, b) => compareTexts(nameOf(a), nameOf(b)));
      }
    };
    const page = await takePage(listed(), nameOf, {
      ...{ request: input, operation: 'DescribeNotificationConfigurations' },
      ...{ limit: MaxRecords, context },
    });
    return { NotificationConfigurations: page.shown, NextToken: page.NextToken };
  },
);

function nameOf(row: NotificationConfiguration): string {
  const { AutoScalingGroupName = '', TopicARN = '', NotificationType = '' } = row;
  return [AutoScalingGroupName, TopicARN, NotificationType].join(' ');
}
