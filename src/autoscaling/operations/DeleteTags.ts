import { DeleteTags$, type DeleteTagsType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { withGroup } from '../group.js';
import { type GroupChange, changeGroups } from '../group-lookup.js';
import { byGroup, withoutTags } from '../tags.js';

export default operation<DeleteTagsType>(DeleteTags$, async ({ Tags }, context) => {
  const changes = [...byGroup(Tags)].map(([name, tags]): GroupChange => {
    return { name, change: (document) => withGroup(document, withoutTags(document.group, tags)) };
  });
  await changeGroups(changes, context);
  return {};
});
