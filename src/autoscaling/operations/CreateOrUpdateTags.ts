import {
  CreateOrUpdateTags$,
  type CreateOrUpdateTagsType,
  LimitExceededFault$,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { changeGroup } from '../group-lookup.js';
import { byGroup, readTags, tagsMax, withTags } from '../tags.js';

export default operation<CreateOrUpdateTagsType>(CreateOrUpdateTags$, async ({ Tags }, context) => {
  for (const [name, tags] of byGroup(Tags)) {
    const read = readTags(tags, name);
    await changeGroup(
      name,
      (document) => {
        const group = withTags(document.group, read);
        if (group.Tags.length > tagsMax) {
          throw new ServiceError(LimitExceededFault$, 'You tried to create more tags than allowed');
        }
        return { ...document, group };
      },
      context,
    );
  }
  return {};
});
