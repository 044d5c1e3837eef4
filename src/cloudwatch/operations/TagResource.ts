import { TagResource$, type TagResourceInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { checkTagging, withTags } from '../tag-set.js';
import { changeTags } from '../tags.js';

export default operation<TagResourceInput>(TagResource$, async ({ ResourceARN, Tags }, context) => {
  checkTagging(Tags);
  await changeTags(ResourceARN, (current) => withTags(current, Tags), context);
  return {};
});
