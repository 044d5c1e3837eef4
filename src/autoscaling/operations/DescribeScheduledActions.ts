import {
  DescribeScheduledActions$,
  type DescribeScheduledActionsType,
} from '@aws-sdk/client-auto-scaling';
import { operation, type Validated } from '../../service.js';
import { assertNames } from '../call-limits.js';
import { scheduledActionPrefix } from '../keys.js';
import { listAll } from '../listing.js';
import { takePage } from '../page.js';
import type { ScheduledAction } from '../scheduled-action.js';

export default operation<DescribeScheduledActionsType>(
  DescribeScheduledActions$,
  async (input, context) => {
    const { AutoScalingGroupName, ScheduledActionNames = [], MaxRecords = 50 } = input;
    assertNames(ScheduledActionNames, 'scheduled action names');
    const page = await takePage(
      listAll(context.store, scheduledActionPrefix(context, AutoScalingGroupName), ({ action }) =>
        fits(action, input),
      ),
      ({ action }) => `${action.AutoScalingGroupName} ${action.ScheduledActionName}`,
      { request: input, operation: 'DescribeScheduledActions', limit: MaxRecords, context },
    );
    const ScheduledUpdateGroupActions = page.shown.map(({ action }) => action);
    return { ScheduledUpdateGroupActions, NextToken: page.NextToken };
  },
);

/** With names, the times mean nothing. */
function fits(
  { ScheduledActionName, StartTime }: ScheduledAction,
  input: Validated<DescribeScheduledActionsType>,
): boolean {
  const { ScheduledActionNames = [] } = input;
  if (ScheduledActionNames.length > 0) return ScheduledActionNames.includes(ScheduledActionName);
  const isAfter = input.StartTime === undefined || StartTime >= input.StartTime;
  return isAfter && (input.EndTime === undefined || StartTime <= input.EndTime);
}
