import { expect } from 'chai';
import { putScheduledAction } from '../../src/autoscaling/scheduled-action.js';
import { runScheduledAction } from '../../src/autoscaling/scheduled-run.js';
import { groupDocument, noon, scope, secondsAfter } from '../support/group-documents.js';

describe('runScheduledAction', () => {
  const hour = 3_600;
  const cases = [
    { name: 'runs a moment behind its end', end: hour + 1, at: hour + 2, capacity: 1 },
    { name: 'runs late before its end', end: 2 * hour, at: 2 * hour - 1, capacity: 1 },
    { name: 'is not made up for behind its end', end: 2 * hour, at: 10 * hour, capacity: 0 },
  ];
  for (const { name, end, at, capacity } of cases) {
    it(name, () => {
      const { action, due: occurrence = noon } = putScheduledAction(
        undefined,
        {
          ...{ AutoScalingGroupName: 'web', ScheduledActionName: 'action', DesiredCapacity: 1 },
          ...{ Recurrence: '0 * * * *', EndTime: secondsAfter(noon, end) },
        },
        { scope, now: noon, uuid: 'uuid', order: 1 },
      );
      const times = { occurrence, now: secondsAfter(noon, at) };
      const { document } = runScheduledAction(groupDocument(), action, times);
      expect(document.group.DesiredCapacity).to.equal(capacity);
    });
  }
});
