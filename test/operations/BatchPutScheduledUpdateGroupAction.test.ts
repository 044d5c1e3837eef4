import {
  BatchDeleteScheduledActionCommand,
  BatchPutScheduledUpdateGroupActionCommand,
  DescribeScheduledActionsCommand,
  type ScheduledUpdateGroupActionRequest,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const AutoScalingGroupName = 'web';

describe('BatchPutScheduledUpdateGroupAction', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (ScheduledUpdateGroupActions: ScheduledUpdateGroupActionRequest[], given = {}) =>
    world.autoScaling.send(
      new BatchPutScheduledUpdateGroupActionCommand({
        ...{ AutoScalingGroupName, ScheduledUpdateGroupActions },
        ...given,
      }),
    );
  const names = async () => {
    const { ScheduledUpdateGroupActions = [] } = await world.autoScaling.send(
      new DescribeScheduledActionsCommand({ AutoScalingGroupName }),
    );
    return ScheduledUpdateGroupActions.map(({ ScheduledActionName }) => ScheduledActionName);
  };

  it('puts what it can, tells what it cannot, and means it', async () => {
    const { FailedScheduledUpdateGroupActions } = await put([
      { ScheduledActionName: 'noon', Recurrence: '5 12 * * *', DesiredCapacity: 2 },
      { ScheduledActionName: 'bad', Recurrence: 'whenever', DesiredCapacity: 2 },
      { ScheduledActionName: 'night', Recurrence: '0 0 * * *', DesiredCapacity: 0 },
    ]);
    expect(FailedScheduledUpdateGroupActions?.map((each) => each.ScheduledActionName)).to.eql([
      'bad',
    ]);
    expect(FailedScheduledUpdateGroupActions?.[0]?.ErrorCode).to.equal('ValidationError');
    expect(FailedScheduledUpdateGroupActions?.[0]?.ErrorMessage).to.be.a('string');
    expect([...(await names())].sort()).to.deep.equal(['night', 'noon']);
    await world.advance('10m');
    expect((await groupOf(world))?.DesiredCapacity).to.equal(2);
  });

  it('refuses a group that there is not', async () => {
    const call = put([], { AutoScalingGroupName: 'nobody' });
    expect((await refusalOf(call)).message).to.equal('AutoScalingGroup name not found - null');
  });

  it('has a counterpart that deletes, and tells what was not there', async () => {
    await put([{ ScheduledActionName: 'noon', Recurrence: '0 12 * * *', DesiredCapacity: 2 }]);
    const ScheduledActionNames = ['noon', 'nobody'];
    const { FailedScheduledActions } = await world.autoScaling.send(
      new BatchDeleteScheduledActionCommand({ AutoScalingGroupName, ScheduledActionNames }),
    );
    expect(FailedScheduledActions).to.deep.equal([
      {
        ScheduledActionName: 'nobody',
        ErrorCode: 'ValidationError',
        ErrorMessage: 'Scheduled action name not found',
      },
    ]);
    expect(await names()).to.deep.equal([]);
  });
});
