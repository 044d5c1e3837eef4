import { ListTagsForResource$, type ListTagsForResourceInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { isThere } from '../alarm.js';
import { alarmKey, alarmNameOf } from '../alarm-document.js';
import { noSuchResource } from '../tags.js';

/** Of an alarm that is not there, AWS was seen to answer with no tags, and not with an error. */
export default operation<ListTagsForResourceInput>(
  ListTagsForResource$,
  async ({ ResourceARN }, context) => {
    const name = alarmNameOf(context, ResourceARN);
    if (name === undefined) throw noSuchResource();
    const document = await context.store.get(alarmKey(context, name));
    return { Tags: isThere(document) ? document.tags : [] };
  },
);
