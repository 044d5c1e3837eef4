import {
  DescribeScalingActivities$,
  type DescribeScalingActivitiesType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { activityName, listActivities } from '../activity-listing.js';
import { refuseUnserved } from '../errors.js';
import { takePage } from '../page.js';

export default operation<DescribeScalingActivitiesType>(
  DescribeScalingActivities$,
  async (input, context) => {
    refuseUnserved(input, ['Filters']);
    const { ActivityIds = [], MaxRecords = 100 } = input;
    const activities = await listActivities(input, context);
    const wanted = activities.filter(
      ({ ActivityId }) => ActivityIds.length === 0 || ActivityIds.includes(ActivityId),
    );
    const page = await takePage(wanted, activityName, {
      request: input,
      operation: 'DescribeScalingActivities',
      limit: MaxRecords,
      context,
    });
    return { Activities: page.shown, NextToken: page.NextToken };
  },
);
