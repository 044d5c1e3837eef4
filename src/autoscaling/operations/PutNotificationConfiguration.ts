import {
  PutNotificationConfiguration$,
  type PutNotificationConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { assertChangeable } from '../group.js';
import { changeGroup, readGroup } from '../group-lookup.js';
import { testNotice, withNotices } from '../notice.js';
import { withTopic } from '../notification.js';

/**
 * The topic is sent a test notification at once, before it can hear of an activity. One that does
 * not take it then is sent it again as any other notification, and put all the same.
 */
export default operation<PutNotificationConfigurationType>(
  PutNotificationConfiguration$,
  async ({ AutoScalingGroupName, TopicARN, NotificationTypes }, context) => {
    const { now } = context;
    const document = await readGroup(AutoScalingGroupName, context);
    assertChangeable(document);
    const topic = { TopicARN, NotificationTypes };
    const put = withTopic(document, topic);
    const notice = testNotice(put, TopicARN, { id: context.newId(), now });
    const end = await context.send(notice);
    const notices = end?.kind === 'delivered' ? [] : [notice];
    await changeGroup(
      AutoScalingGroupName,
      (current) => withNotices({ ...withTopic(current, topic), due: now }, notices),
      context,
    );
    return {};
  },
);
