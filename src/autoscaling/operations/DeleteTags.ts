import { DeleteTags$, type DeleteTagsType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeGroup } from '../group-lookup.js';
import { byGroup, withoutTags } from '../tags.js';

export default operation<DeleteTagsType>(DeleteTags$, async ({ Tags }, context) => {
  for (const [name, tags] of byGroup(Tags)) {
    await changeGroup(
      name,
      (document) => ({ ...document, group: withoutTags(document.group, tags) }),
      context,
    );
  }
  return {};
});
