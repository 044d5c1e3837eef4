import {
  PutNotificationConfiguration$,
  type PutNotificationConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeGroup } from '../group-lookup.js';
import { testNotice, withNotices } from '../notice.js';
import { withTopic } from '../notification.js';

/** The topic is sent a test notification at once. */
export default operation<PutNotificationConfigurationType>(
  PutNotificationConfiguration$,
  async ({ AutoScalingGroupName, TopicARN, NotificationTypes }, context) => {
    const { now } = context;
    const id = context.newId();
    await changeGroup(
      AutoScalingGroupName,
      (document) => {
        const put = withTopic(document, { TopicARN, NotificationTypes });
        return withNotices({ ...put, due: now }, [testNotice(put, TopicARN, { id, now })]);
      },
      context,
    );
    return {};
  },
);
