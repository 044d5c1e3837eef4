import {
  DeleteNotificationConfiguration$,
  type DeleteNotificationConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeGroup } from '../group-lookup.js';
import { withoutTopic } from '../notification.js';

/** A topic that the group does not tell is no error. */
export default operation<DeleteNotificationConfigurationType>(
  DeleteNotificationConfiguration$,
  async ({ AutoScalingGroupName, TopicARN }, context) => {
    await changeGroup(
      AutoScalingGroupName,
      (document) => withoutTopic(document, TopicARN),
      context,
    );
    return {};
  },
);
