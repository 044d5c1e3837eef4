import { ListTagsForResource$, type ListTagsForResourceInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { readTags } from '../tags.js';

/** Of an alarm that is not there, AWS was seen to answer with no tags, and not with an error. */
export default operation<ListTagsForResourceInput>(
  ListTagsForResource$,
  async ({ ResourceARN }, context) => ({ Tags: (await readTags(ResourceARN, context)) ?? [] }),
);
