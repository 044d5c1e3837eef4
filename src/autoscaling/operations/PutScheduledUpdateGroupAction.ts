import {
  PutScheduledUpdateGroupAction$,
  type PutScheduledUpdateGroupActionType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { writeScheduledAction } from '../schedule-writing.js';

export default operation<PutScheduledUpdateGroupActionType>(
  PutScheduledUpdateGroupAction$,
  async (input, context) => {
    await writeScheduledAction(input, context);
    return {};
  },
);
