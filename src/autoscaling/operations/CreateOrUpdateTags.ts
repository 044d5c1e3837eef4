import { CreateOrUpdateTags$, type CreateOrUpdateTagsType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeGroup } from '../group-lookup.js';
import { byGroup, readTags, withTags } from '../tags.js';

export default operation<CreateOrUpdateTagsType>(CreateOrUpdateTags$, async ({ Tags }, context) => {
  for (const [name, tags] of byGroup(Tags)) {
    const read = readTags(tags, name);
    await changeGroup(
      name,
      (document) => ({ ...document, group: withTags(document.group, read) }),
      context,
    );
  }
  return {};
});
