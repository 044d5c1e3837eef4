import {
  DescribeScalingActivities$,
  type DescribeScalingActivitiesType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { fitsActivityFilters } from '../activity-filters.js';
import { activityName, listActivities } from '../activity-listing.js';
import { assertNames } from '../call-limits.js';
import { takePage } from '../page.js';

export default operation<DescribeScalingActivitiesType>(
  DescribeScalingActivities$,
  async (input, context) => {
    const { ActivityIds = [], MaxRecords = 100 } = input;
    assertNames(ActivityIds, 'activity ids');
    const fits = fitsActivityFilters(input);
    const activities = await listActivities(input, context);
    const page = await takePage(activities.filter(fits), activityName, {
      request: input,
      operation: 'DescribeScalingActivities',
      limit: MaxRecords,
      context,
    });
    return { Activities: page.shown, NextToken: page.NextToken };
  },
);
