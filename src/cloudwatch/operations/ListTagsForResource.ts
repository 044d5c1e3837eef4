import { ListTagsForResource$, type ListTagsForResourceInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { readTags } from '../tags.js';

export default operation<ListTagsForResourceInput>(
  ListTagsForResource$,
  async ({ ResourceARN }, context) => ({ Tags: await readTags(ResourceARN, context) }),
);
