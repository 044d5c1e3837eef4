import {
  DeleteScheduledActionCommand,
  DescribeScheduledActionsCommand,
  type DescribeScheduledActionsType,
  PutScheduledUpdateGroupActionCommand,
  type PutScheduledUpdateGroupActionType,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { activitiesOf, createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { type Refusal, refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

type Given = Partial<PutScheduledUpdateGroupActionType>;

describe('PutScheduledUpdateGroupAction', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MaxSize: 5 });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: Given): Promise<unknown> =>
    world.autoScaling.send(
      new PutScheduledUpdateGroupActionCommand({
        AutoScalingGroupName: 'web',
        ScheduledActionName: 'action',
        ...given,
      }),
    );

  const list = async (input: DescribeScheduledActionsType = {}): Promise<string[]> => {
    const { ScheduledUpdateGroupActions = [] } = await world.autoScaling.send(
      new DescribeScheduledActionsCommand(input),
    );
    return ScheduledUpdateGroupActions.map(({ ScheduledActionName = '', StartTime }) => {
      return `${ScheduledActionName} ${StartTime?.toISOString() ?? ''}`;
    });
  };

  const sizes = async (): Promise<unknown> => {
    const group = await groupOf(world);
    return [group?.MinSize, group?.DesiredCapacity, group?.MaxSize];
  };

  const soon = new Date('2026-03-10T12:05:00Z');

  describe('serialisation', () => {
    it('shows both names of the start, and times without milliseconds', async () => {
      const StartTime = new Date('2026-03-10T12:05:00.789Z');
      const EndTime = new Date('2026-03-12T12:00:00.789Z');
      await put({ StartTime, EndTime, MinSize: 0, MaxSize: 2, DesiredCapacity: 1 });
      const { ScheduledUpdateGroupActions = [] } = await world.autoScaling.send(
        new DescribeScheduledActionsCommand({}),
      );
      const arn = ScheduledUpdateGroupActions[0]?.ScheduledActionARN ?? '';
      expect(arn.replace(/[0-9a-f-]{36}/, 'uuid')).to.equal(
        'arn:aws:autoscaling:us-east-1:000000000000:scheduledUpdateGroupAction:uuid:' +
          'autoScalingGroupName/web:scheduledActionName/action',
      );
      expect(ScheduledUpdateGroupActions).to.deep.equal([
        {
          AutoScalingGroupName: 'web',
          ScheduledActionName: 'action',
          ScheduledActionARN: arn,
          Time: soon,
          StartTime: soon,
          EndTime: new Date('2026-03-12T12:00:00Z'),
          MinSize: 0,
          MaxSize: 2,
          DesiredCapacity: 1,
        },
      ]);
    });
  });

  describe('validation', () => {
    const past = new Date('2026-03-10T11:00:00Z');
    const daily = '0 0 * * *';
    const cases: readonly (readonly [string, Given, string])[] = [
      [
        'no size',
        { StartTime: soon },
        'At least one of max size, min size, or desired capacity must be specified',
      ],
      [
        'no time',
        { MinSize: 1 },
        'Scheduled start time must be specified for non-recurrent future group action',
      ],
      ['a past start', { MinSize: 1, StartTime: past }, 'Given start time is in the past'],
      [
        'a past end',
        { MinSize: 1, Recurrence: daily, EndTime: past },
        'Given end time is in the past',
      ],
      [
        'an end before the start',
        { MinSize: 1, StartTime: soon, EndTime: new Date('2026-03-10T12:04:00Z') },
        'Given end time must be after start time',
      ],
      [
        'a wrong recurrence',
        { MinSize: 1, Recurrence: '@daily' },
        'Given recurrence string: @daily is invalid',
      ],
      [
        'an unknown time zone',
        { MinSize: 1, Recurrence: daily, TimeZone: 'Mars/Olympus' },
        'Time zone specified does not conform to standardized time zones found in IANA Time ' +
          'Zone Database',
      ],
      [
        'a time zone without a recurrence',
        { MinSize: 1, StartTime: soon, TimeZone: 'Europe/Berlin' },
        'Time zone can only be specified for a recurrent group action',
      ],
      [
        'two different starts',
        { MinSize: 1, StartTime: soon, Time: new Date('2026-03-10T12:06:00Z') },
        'Time and StartTime must be the same if both are specified',
      ],
      [
        'a minimum above the maximum',
        { MinSize: 3, MaxSize: 2, StartTime: soon },
        'Min size must be less than or equal to max size',
      ],
      [
        'more than the maximum',
        { MaxSize: 2, DesiredCapacity: 3, StartTime: soon },
        'Desired capacity must be less than or equal to max size',
      ],
      [
        'less than the minimum',
        { MinSize: 2, DesiredCapacity: 1, StartTime: soon },
        'Desired capacity must be greater than or equal to min size',
      ],
      ['a negative minimum', { MinSize: -1, StartTime: soon }, 'Min size must be non-negative'],
      ['a negative maximum', { MaxSize: -1, StartTime: soon }, 'Max size must be non-negative'],
      [
        'a negative capacity',
        { DesiredCapacity: -1, StartTime: soon },
        'Desired capacity must be non-negative',
      ],
      [
        'an unknown group',
        { AutoScalingGroupName: 'none', MinSize: 1, StartTime: soon },
        'AutoScalingGroup name not found - null',
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        expect(await refusalOf(put(given))).to.deep.equal({ code: 'ValidationError', message });
      });
    }

    it('refuses a start that another action of the group has', async () => {
      await put({ MinSize: 1, StartTime: soon });
      const other = put({ MinSize: 2, StartTime: soon, ScheduledActionName: 'other' });
      expect(await refusalOf(other)).to.deep.equal({
        code: 'AlreadyExists',
        message: 'Scheduled action with this scheduled start time already exists',
      });
      expect((await refusalOf(put({ MinSize: 2, StartTime: soon }))).code).to.equal('accepted');
    });

    const [once, at1205] = [{ StartTime: soon }, { Recurrence: '5 12 * * *' }];
    const taken: readonly (readonly [string, Given, Given, string])[] = [
      ['refuses it of a recurrence, too', once, { ...once, ...at1205 }, 'AlreadyExists'],
      ['refuses what a recurrence was given', { ...once, ...at1205 }, once, 'AlreadyExists'],
      ['accepts what a recurrence has come to by itself', at1205, once, 'accepted'],
      ['accepts two recurrences that come together', at1205, at1205, 'accepted'],
    ];
    for (const [name, first, second, code] of taken) {
      it(name, async () => {
        await put({ MinSize: 1, ...first });
        const other = put({ MinSize: 2, ...second, ScheduledActionName: 'other' });
        expect((await refusalOf(other)).code).to.equal(code);
      });
    }

    it('deletes what is there and nothing else', async () => {
      const remove = (): Promise<Refusal> =>
        refusalOf(
          world.autoScaling.send(
            new DeleteScheduledActionCommand({
              AutoScalingGroupName: 'web',
              ScheduledActionName: 'action',
            }),
          ),
        );
      await put({ MinSize: 1, StartTime: soon });
      expect((await remove()).code).to.equal('accepted');
      expect(await list()).to.deep.equal([]);
      expect(await remove()).to.deep.equal({
        code: 'ValidationError',
        message: 'Scheduled action name not found',
      });
    });
  });

  describe('behaviour', () => {
    it('runs once at its time, tells why, and is gone', async () => {
      await put({ MinSize: 1, MaxSize: 4, DesiredCapacity: 2, StartTime: soon });
      await world.advance('4m');
      expect(await sizes()).to.deep.equal([0, 0, 5]);
      await world.advance('2m');
      expect(await sizes()).to.deep.equal([1, 2, 4]);
      expect(await list()).to.deep.equal([]);
      const [activity] = await activitiesOf(world);
      expect(activity?.Cause?.replace(/  At .*$/, '')).to.equal(
        'At 2026-03-10T12:05:00Z the scheduled action action executed. Setting min size from 0 ' +
          'to 1.  Setting max size from 5 to 4.  Setting desired capacity from 0 to 2.',
      );
    });

    it('comes again on the clocks of its zone, until its end', async () => {
      const EndTime = new Date('2026-03-13T00:00:00Z');
      const TimeZone = 'America/New_York';
      await put({ DesiredCapacity: 1, Recurrence: '30 9 * * *', TimeZone, EndTime });
      expect(await list()).to.deep.equal(['action 2026-03-10T13:30:00.000Z']);
      await world.advance('2h');
      expect(await sizes()).to.deep.equal([0, 1, 5]);
      expect(await list()).to.deep.equal(['action 2026-03-11T13:30:00.000Z']);
      await world.advance('2d');
      expect(await list()).to.deep.equal([]);
    });

    it('runs at the start that it was given, and then by its recurrence', async () => {
      await put({ DesiredCapacity: 1, StartTime: soon, Recurrence: '30 * * * *' });
      expect(await list()).to.deep.equal(['action 2026-03-10T12:05:00.000Z']);
      await world.advance('6m');
      expect(await sizes()).to.deep.equal([0, 1, 5]);
      expect(await list()).to.deep.equal(['action 2026-03-10T12:30:00.000Z']);
    });

    it('runs once for all that a pause has missed', async () => {
      await put({ DesiredCapacity: 1, Recurrence: '* * * * *' });
      const { heartbeat, clock } = world.updraft;
      clock.freeze(new Date('2026-03-10T15:00:30Z'));
      await heartbeat.beat(clock.now());
      expect(await list()).to.deep.equal(['action 2026-03-10T15:01:00.000Z']);
      expect(await sizes()).to.deep.equal([0, 1, 5]);
    });

    it('moves the capacity into the bounds that it sets', async () => {
      await put({ MinSize: 3, StartTime: soon });
      await world.advance('6m');
      expect(await sizes()).to.deep.equal([3, 3, 5]);
    });

    it('fails, and says so, where its sizes do not fit', async () => {
      await put({ MinSize: 6, StartTime: soon });
      await world.advance('6m');
      expect(await sizes()).to.deep.equal([0, 0, 5]);
      const told = (await activitiesOf(world)).map((each) => [each.StatusCode, each.StatusMessage]);
      expect(told).to.deep.equal([
        ['Failed', 'Max bound, 5, must be greater than or equal to min bound, 6'],
      ]);
    });

    it('is passed over while ScheduledActions is suspended, and not made up for', async () => {
      await put({ DesiredCapacity: 1, Recurrence: '5 12 * * *' });
      const ScalingProcesses = ['ScheduledActions'];
      await world.autoScaling.send(
        new SuspendProcessesCommand({ AutoScalingGroupName: 'web', ScalingProcesses }),
      );
      await world.advance('10m');
      expect(await sizes()).to.deep.equal([0, 0, 5]);
      expect(await list()).to.deep.equal(['action 2026-03-11T12:05:00.000Z']);
    });

    it('is listed by group, by name, and by time', async () => {
      const later = new Date('2026-03-10T13:00:00Z');
      await put({ MinSize: 1, StartTime: soon, ScheduledActionName: 'a' });
      await put({ MinSize: 1, StartTime: later, ScheduledActionName: 'b' });
      const [a, b] = ['a 2026-03-10T12:05:00.000Z', 'b 2026-03-10T13:00:00.000Z'];
      expect(await list({ AutoScalingGroupName: 'web' })).to.deep.equal([a, b]);
      expect(await list({ AutoScalingGroupName: 'none' })).to.deep.equal([]);
      expect(await list({ StartTime: later })).to.deep.equal([b]);
      expect(await list({ EndTime: soon })).to.deep.equal([a]);
      const names = { AutoScalingGroupName: 'web', ScheduledActionNames: ['a'] };
      expect(await list({ ...names, StartTime: later })).to.deep.equal([a]);
    });
  });
});
