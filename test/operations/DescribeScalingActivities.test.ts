import {
  DeleteAutoScalingGroupCommand,
  DescribeScalingActivitiesCommand,
  type DescribeScalingActivitiesType,
  SetDesiredCapacityCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { activitiesOf, createConfiguration, createGroup } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('DescribeScalingActivities', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { VPCZoneIdentifier: 'subnet-1a', AvailabilityZones: undefined });
    await setCapacity(1);
    await world.advance('1m');
    await setCapacity(3);
    await world.advance('1m');
    await world.autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web', MaxSize: 2 }),
    );
    await world.advance('1m');
  });

  after(() => world.close());

  const setCapacity = (DesiredCapacity: number): Promise<unknown> =>
    world.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: 'web', DesiredCapacity }),
    );

  const describeActivities = async (input: DescribeScalingActivitiesType): Promise<string[]> => {
    const { Activities = [] } = await world.autoScaling.send(
      new DescribeScalingActivitiesCommand(input),
    );
    return Activities.map(({ Description = '', StartTime }) => {
      const [verb = ''] = Description.split(' ');
      return `${verb} ${StartTime?.toISOString().slice(14, 19) ?? ''}`;
    });
  };

  describe('serialisation', () => {
    it('shows all that there is to know of a termination', async () => {
      const activity = (await activitiesOf(world)).at(-1);
      const id = activity?.Description?.split(' ').at(-1) ?? '';
      expect(activity).to.deep.equal({
        ActivityId: activity?.ActivityId,
        AutoScalingGroupName: 'web',
        AutoScalingGroupARN: activity?.AutoScalingGroupARN,
        AutoScalingGroupState: 'InService',
        Description: `Terminating EC2 instance: ${id}`,
        Cause:
          'At 2026-03-10T12:02:00Z a user request update of AutoScalingGroup constraints to ' +
          'min: 0, max: 2, desired: 2 changing the desired capacity from 3 to 2.  ' +
          'At 2026-03-10T12:02:00Z an instance was taken out of service in response to a ' +
          'difference between desired and actual capacity, shrinking the capacity from 3 to 2.  ' +
          `At 2026-03-10T12:02:00Z instance ${id} was selected for termination.`,
        StartTime: new Date('2026-03-10T12:02:00Z'),
        EndTime: new Date('2026-03-10T12:02:02Z'),
        StatusCode: 'Successful',
        Progress: 100,
        Details:
          '{"Availability Zone ID":"use1-az1","Subnet ID":"subnet-1a",' +
          '"Availability Zone":"us-east-1a"}',
      });
    });
  });

  describe('validation', () => {
    const times = [
      ...['2026-03-10', '2026-03-10T12:00:00', 'yesterday'],
      ...['2026-13-10T12:00:00Z', '2026-02-30T00:00:00Z'],
    ];
    for (const Value of times) {
      it(`refuses the time ${Value}, which is no full timestamp`, async () => {
        const Filters = [{ Name: 'StartTimeLowerBound', Values: [Value] }];
        const call = describeActivities({ AutoScalingGroupName: 'web', Filters });
        expect(await refusalOf(call)).to.deep.equal({
          code: 'ValidationError',
          message: "The filter configuration isn't valid. The specified timestamp isn't valid.",
        });
      });
    }

    it('refuses to look for states in all groups', async () => {
      const Filters = [{ Name: 'Status', Values: ['Successful'] }];
      expect(await refusalOf(describeActivities({ Filters }))).to.deep.equal({
        code: 'ValidationError',
        message: "The filter configuration isn't valid. Specify an AutoScalingGroupName.",
      });
    });

    it('refuses a token of another request', async () => {
      expect(await refusalOf(describeActivities({ NextToken: 'bm9uZQ==' }))).to.deep.equal({
        code: 'InvalidNextToken',
        message: "The token bm9uZQ== isn't valid.",
      });
    });
  });

  describe('behaviour', () => {
    const all = ['Terminating 02:00', 'Launching 01:00', 'Launching 01:00', 'Launching 00:00'];
    const bound = (Name: string, Value: string): DescribeScalingActivitiesType => ({
      AutoScalingGroupName: 'web',
      Filters: [{ Name, Values: [Value] }],
    });
    const cases: readonly (readonly [string, DescribeScalingActivitiesType, string[]])[] = [
      ['those of one group', { AutoScalingGroupName: 'web' }, all],
      ['those of all groups', {}, all],
      ['none of an unknown group', { AutoScalingGroupName: 'none' }, []],
      ['none of an unknown id', { ActivityIds: ['none'] }, []],
      [
        'those from a time on',
        bound('StartTimeLowerBound', '2026-03-10T13:01:00+01:00'),
        all.slice(0, 3),
      ],
      [
        'those of all groups from a time on',
        {
          ...bound('StartTimeLowerBound', '2026-03-10T12:02:00Z'),
          AutoScalingGroupName: undefined,
        },
        all.slice(0, 1),
      ],
      [
        'those up to a time',
        bound('StartTimeUpperBound', '2026-03-10t12:00:30.123456789z'),
        all.slice(3),
      ],
      ['those before the end of a day', bound('StartTimeUpperBound', '2026-03-10T24:00:00Z'), all],
      ['those of a state', bound('Status', 'Successful'), all],
      ['those of no state', bound('Status', 'Failed'), []],
    ];
    for (const [name, input, expected] of cases) {
      it(`lists ${name}`, async () => {
        expect(await describeActivities(input)).to.deep.equal(expected);
      });
    }

    it('goes through pages without losing one', async () => {
      const found: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const input = { AutoScalingGroupName: 'web', MaxRecords: 1, NextToken };
        const page = await world.autoScaling.send(new DescribeScalingActivitiesCommand(input));
        found.push(...(page.Activities ?? []).map(({ ActivityId }) => ActivityId));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      const expected = (await activitiesOf(world)).map(({ ActivityId }) => ActivityId).reverse();
      expect(found).to.deep.equal(expected);
    });

    it('remembers the activities of a group that is deleted', async () => {
      const input = { AutoScalingGroupName: 'web', ForceDelete: true };
      await world.autoScaling.send(new DeleteAutoScalingGroupCommand(input));
      await world.advance('10s');
      expect(await describeActivities({ AutoScalingGroupName: 'web' })).to.deep.equal([]);
      const states = (await activitiesOf(world)).map((each) => each.AutoScalingGroupState);
      expect(states).to.deep.equal(Array.from({ length: 6 }, () => 'Deleted'));
    });

    it('forgets them after six weeks', async () => {
      await world.advance('43d');
      expect(await activitiesOf(world)).to.deep.equal([]);
    });

    it('shows activities of one millisecond the newest first too', async () => {
      await createGroup(world, { AutoScalingGroupName: 'many', MinSize: 12, MaxSize: 12 });
      const activities = await activitiesOf(world, 'many');
      const capacities = activities.map(
        ({ Cause = '' }) => /increasing the capacity from (\d+) to/.exec(Cause)?.[1],
      );
      const newestFirst = Array.from({ length: 12 }, (_, index) => String(11 - index));
      expect(capacities.reverse()).to.deep.equal(newestFirst);
    });
  });
});
