import { CreateOrUpdateTags$, type CreateOrUpdateTagsType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { withGroup } from '../group.js';
import { type GroupChange, changeGroups } from '../group-lookup.js';
import { assertTaggable, byGroup, readTags, withTags } from '../tags.js';

export default operation<CreateOrUpdateTagsType>(CreateOrUpdateTags$, async ({ Tags }, context) => {
  assertTaggable(Tags);
  const changes = [...byGroup(Tags)].map(([name, tags]): GroupChange => {
    const read = readTags(tags, name);
    return { name, change: (document) => withGroup(document, withTags(document.group, read)) };
  });
  await changeGroups(changes, context);
  return {};
});
