import { DescribeAlarms$, type DescribeAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { readAlarmPage } from '../alarm-page.js';
import { readRelatives } from '../alarm-relatives.js';
import { withoutEmptyLists } from '../empty-lists.js';
import { validationError } from '../errors.js';

export default operation<DescribeAlarmsInput>(DescribeAlarms$, async (given, context) => {
  const input = withoutEmptyLists(given);
  if (input.AlarmNames !== undefined && input.AlarmNamePrefix !== undefined) {
    throw validationError('AlarmNames and AlarmNamePrefix cannot both be specified');
  }
  const { store, account, region } = context;
  const from = { store, scope: { account, region } };
  const wantsRelatives =
    input.ChildrenOfAlarmName !== undefined || input.ParentsOfAlarmName !== undefined;
  return wantsRelatives ? readRelatives(input, from) : readAlarmPage(input, from);
});
