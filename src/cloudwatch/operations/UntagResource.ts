import { UntagResource$, type UntagResourceInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { changeTags } from '../tags.js';

export default operation<UntagResourceInput>(
  UntagResource$,
  async ({ ResourceARN, TagKeys }, context) => {
    const isKept = ({ Key = '' }): boolean => !TagKeys.includes(Key);
    await changeTags(ResourceARN, (current) => current.filter(isKept), context);
    return {};
  },
);
