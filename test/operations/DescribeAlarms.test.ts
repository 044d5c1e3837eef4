import {
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  type DescribeAlarmsForMetricInput,
  type DescribeAlarmsInput,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const [size, zone] = [
  { Name: 'Size', Value: 'L' },
  { Name: 'Zone', Value: 'a' },
];

const alarms: readonly Partial<PutMetricAlarmInput>[] = [
  { AlarmName: 'a1', Dimensions: [zone, size], Unit: 'Percent' },
  { AlarmName: 'a2', OKActions: [topic] },
  { AlarmName: 'b1', Statistic: 'Sum', Period: 300 },
  { AlarmName: 'b2', MetricName: 'Other' },
];

function namesOf(found: readonly MetricAlarm[] = []): (string | undefined)[] {
  return found.map(({ AlarmName }) => AlarmName);
}

describe('the calls that describe alarms', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    // Backwards, since they are shown in the order of their names and not of their making.
    for (const given of [...alarms].reverse()) {
      await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, ...given }));
    }
    await world.cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'b1', StateValue: 'ALARM', StateReason: 'why' }),
    );
  });

  after(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const describeAlarms = (input: DescribeAlarmsInput) =>
    world.cloudWatch.send(new DescribeAlarmsCommand(input));

  describe('DescribeAlarms', () => {
    const cases: readonly (readonly [string, DescribeAlarmsInput, readonly string[]])[] = [
      ['all, by name', {}, ['a1', 'a2', 'b1', 'b2']],
      [
        'names, each once, without unknown ones',
        { AlarmNames: ['b2', 'x', 'a1', 'b2'] },
        ['a1', 'b2'],
      ],
      ['a prefix', { AlarmNamePrefix: 'b' }, ['b1', 'b2']],
      ['a prefix from a token on', { AlarmNamePrefix: 'b', NextToken: 'b1' }, ['b2']],
      ['a prefix behind a token', { AlarmNamePrefix: 'b', NextToken: 'a1' }, ['b1', 'b2']],
      ['a prefix before a token', { AlarmNamePrefix: 'a', NextToken: 'b1' }, []],
      ['a prefix that is a name', { AlarmNamePrefix: 'a2' }, ['a2']],
      ['a state', { StateValue: 'ALARM' }, ['b1']],
      ['a prefix of any action', { ActionPrefix: 'arn:aws:sns' }, ['a2']],
      ['other kinds of alarms', { AlarmTypes: ['CompositeAlarm'] }, []],
    ];
    for (const [name, input, expected] of cases) {
      it(`shows ${name}, and the lists of other kinds`, async () => {
        const { MetricAlarms, CompositeAlarms, LogAlarms, NextToken } = await describeAlarms(input);
        const answer = { names: namesOf(MetricAlarms), CompositeAlarms, LogAlarms, NextToken };
        const empty = { CompositeAlarms: [], LogAlarms: [], NextToken: undefined };
        expect(answer).to.deep.equal({ names: expected, ...empty });
      });
    }

    it('goes on with the page behind the token, the last of which has none', async () => {
      const pages: (string | undefined)[][] = [];
      let NextToken: string | undefined;
      do {
        const page = await describeAlarms({ MaxRecords: 2, NextToken });
        pages.push(namesOf(page.MetricAlarms));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      expect(pages).to.deep.equal([
        ['a1', 'a2'],
        ['b1', 'b2'],
      ]);
    });

    it('takes any text for a token', async () => {
      const { MetricAlarms } = await describeAlarms({ NextToken: 'az' });
      expect(namesOf(MetricAlarms)).to.deep.equal(['b1', 'b2']);
    });

    it('refuses names together with a prefix', async () => {
      const refusal = await refusalOf(describeAlarms({ AlarmNames: ['a1'], AlarmNamePrefix: 'a' }));
      expect(refusal).to.deep.equal({
        code: 'ValidationError',
        message: 'AlarmNames and AlarmNamePrefix cannot both be specified',
      });
    });
  });

  describe('DescribeAlarmsForMetric', () => {
    const load = { Namespace: 'App', MetricName: 'Load' };
    const cases: readonly (readonly [string, Partial<DescribeAlarmsForMetricInput>, string[]])[] = [
      ['no dimensions finds those without', {}, ['a2', 'b1']],
      ['all dimensions in any order', { Dimensions: [size, zone] }, ['a1']],
      ['some of the dimensions finds none', { Dimensions: [size] }, []],
      ['a statistic', { Statistic: 'Sum' }, ['b1']],
      ['a period', { Period: 60 }, ['a2']],
      ['a unit finds no alarm without one', { Unit: 'Percent' }, []],
      ['a metric that no alarm has', { MetricName: 'None' }, []],
    ];
    for (const [name, given, expected] of cases) {
      it(`by ${name}`, async () => {
        const input = { ...load, ...given };
        const found = await world.cloudWatch.send(new DescribeAlarmsForMetricCommand(input));
        expect(namesOf(found.MetricAlarms)).to.deep.equal(expected);
      });
    }
  });

  describe('the tags of an alarm', () => {
    const arnOf = (name: string): string =>
      `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;
    const tag = (name: string, ...keys: readonly string[]) =>
      world.cloudWatch.send(
        new TagResourceCommand({
          ResourceARN: arnOf(name),
          Tags: keys.map((Key, index) => ({ Key, Value: String(index) })),
        }),
      );
    const untag = (name: string, ...TagKeys: string[]) =>
      world.cloudWatch.send(new UntagResourceCommand({ ResourceARN: arnOf(name), TagKeys }));
    const tagsOf = async (ResourceARN: string) =>
      (await world.cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;

    it('are replaced by key, the last of a key twice, and removed by key', async () => {
      await tag('a1', 'x', 'y');
      await tag('a1', 'y', 'z', 'y');
      await untag('a1', 'x', 'absent');
      expect(await tagsOf(arnOf('a1'))).to.deep.equal([
        { Key: 'y', Value: '2' },
        { Key: 'z', Value: '1' },
      ]);
    });

    it('may have empty values', async () => {
      const input = { ResourceARN: arnOf('b1'), Tags: [{ Key: 'x', Value: '' }] };
      await world.cloudWatch.send(new TagResourceCommand(input));
      expect(await tagsOf(arnOf('b1'))).to.deep.equal(input.Tags);
    });

    it('are at most 50', async () => {
      const keys = Array.from({ length: 50 }, (_, index) => `k${index}`);
      await tag('a2', ...keys);
      expect(await refusalOf(tag('a2', 'one more'))).to.deep.equal({
        code: 'ValidationError',
        message: 'The resultant tag set must not have more than 50 user tags.',
      });
      expect(await refusalOf(tag('a2', ...keys, 'one more'))).to.deep.equal({
        code: 'InvalidParameterValue',
        message: 'tags are invalid.',
      });
      expect((await tagsOf(arnOf('a2')))?.length).to.equal(50);
    });

    it('are of no alarm that is not there, nor to be set on it (recorded)', async () => {
      const calls = [tagsOf(arnOf('gone')), tag('gone', 'x'), untag('gone', 'x')];
      for (const call of [...calls, tagsOf('arn:aws:sns:::x')]) {
        expect((await refusalOf(call)).code).to.equal('ResourceNotFoundException');
      }
    });

    it('are not those of another account', async () => {
      const theirs = arnOf('a1').replace('000000000000', '111111111111');
      expect(await refusalOf(tagsOf(theirs))).to.deep.equal({
        code: 'InvalidClientTokenId',
        message: 'No account found for the given parameters',
      });
    });
  });
});
