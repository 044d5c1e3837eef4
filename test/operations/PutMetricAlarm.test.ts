import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsInput,
  ListTagsForResourceCommand,
  type MetricAlarm,
  type PutMetricAlarmInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput, putAlarm, shownAlarms } from '../support/alarms.js';
import { type Refusal, refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

describe('PutMetricAlarm', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: Partial<PutMetricAlarmInput> = {}) => putAlarm(world, alarmInput, given);
  const shown = () => shownAlarms(world);
  const history = async (): Promise<string[]> => {
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({ ScanBy: 'TimestampAscending' }),
    );
    return AlarmHistoryItems.map(({ HistorySummary = '' }) => HistorySummary);
  };
  const tagsOf = async (ResourceARN: string) => {
    const { Tags } = await world.cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN }));
    return Tags;
  };

  const created: MetricAlarm = {
    ...alarmInput,
    AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Hot',
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    Dimensions: [],
    AlarmConfigurationUpdatedTimestamp: worldStart,
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: worldStart,
    StateTransitionedTimestamp: worldStart,
  };

  describe('serialisation', () => {
    const sns = 'arn:aws:sns:us-east-1:000000000000:topic';
    const given: Partial<PutMetricAlarmInput> = {
      AlarmDescription: '5 < 6 & "so"',
      ActionsEnabled: false,
      OKActions: [sns],
      AlarmActions: [sns, `${sns}2`],
      InsufficientDataActions: [`${sns}3`],
      Dimensions: [{ Name: 'B', Value: '2' }],
      Unit: 'Percent',
      DatapointsToAlarm: 1,
      TreatMissingData: 'ignore',
      Threshold: 1e-7,
    };
    const cases: readonly (readonly [string, Partial<PutMetricAlarmInput>, MetricAlarm])[] = [
      ['the least that is asked for, and lists that are empty', {}, created],
      ['every member that is given', given, { ...created, ...given }],
    ];
    for (const [name, input, expected] of cases) {
      it(`shows ${name}`, async () => {
        await put(input);
        expect(await shown()).to.deep.equal([expected]);
      });
    }

    it('shows dimensions in the order in which they were given', async () => {
      const Dimensions = ['Z', 'A'].map((Name) => ({ Name, Value: Name }));
      await put({ Dimensions });
      expect((await shown())[0]?.Dimensions).to.deep.equal(Dimensions);
    });

    it('takes a name with colons', async () => {
      await put({ AlarmName: 'a:b:c' });
      const arns = (await shown()).map(({ AlarmArn }) => AlarmArn);
      expect(arns).to.deep.equal(['arn:aws:cloudwatch:us-east-1:000000000000:alarm:a:b:c']);
    });
  });

  describe('validation', () => {
    const day =
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be ' +
      '<= 86400) for alarms using period < 3600';
    const both =
      'PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic ' +
      'parameters. Only one of them should be present';
    const cases: readonly (readonly [string, Partial<PutMetricAlarmInput>, string])[] = [
      ['no metric', { MetricName: undefined }, 'MetricName must not be null'],
      ['both kinds of statistic', { ExtendedStatistic: 'p90' }, both],
      ['an odd period', { Period: 90 }, 'Period must be 10, 20, 30 or a multiple of 60'],
      [
        'a dimension whose name begins with a colon',
        { Dimensions: [{ Name: ':a', Value: 'b' }] },
        "1 validation error detected: Value ':a' at 'dimensions.1.member.name' failed to " +
          'satisfy constraint: Member must satisfy regular expression pattern: ' +
          String.raw`(?!:)(?=.*\S)[\x20-\x7E]*`,
      ],
      [
        'a metric name that cannot be printed',
        { MetricName: 'a\u0007' },
        'MetricName must not contain ASCII Control characters',
      ],
      [
        'a namespace in another script',
        { Namespace: 'テスト用' },
        'Namespace must not contain Non-ASCII characters.',
      ],
      [
        'a metric name with an accent',
        { MetricName: 'é' },
        'MetricName must not contain Non-ASCII characters.',
      ],
      [
        'a dimension that stands twice',
        {
          Dimensions: [
            { Name: 'a', Value: 'b' },
            { Name: 'a', Value: 'c' },
          ],
        },
        'No metric may specify the same dimension name twice.',
      ],
      ['more than a day of minutes', { EvaluationPeriods: 1441 }, day],
      [
        'more datapoints than periods',
        { DatapointsToAlarm: 3 },
        'DatapointsToAlarm must be less than or equal to EvaluationPeriods',
      ],
      ['what is no ARN', { AlarmActions: ['not-an-arn'] }, 'Invalid arn syntax: not-an-arn'],
      [
        'an unknown treatment',
        { TreatMissingData: 'missed' },
        'Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing.',
      ],
      [
        'what is no percentile',
        { Statistic: undefined, ExtendedStatistic: 'p101' },
        'The value p101 for parameter ExtendedStatistic is not supported.',
      ],
      ...[NaN, Infinity, -Infinity].map((Threshold): [string, object, string] => [
        `the threshold ${Threshold}`,
        { Threshold },
        `The value ${Threshold} for parameter Threshold is invalid.`,
      ]),
      [
        'an unknown way with few samples',
        { Statistic: undefined, ExtendedStatistic: 'p9', EvaluateLowSampleCountPercentile: 'x' },
        'Option x is not supported. Supported options for parameter ' +
          'EvaluateLowSampleCountPercentile are evaluate and ignore.',
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        const code = message.startsWith('The value ') ? 'InvalidParameterValue' : 'ValidationError';
        const refusal: Refusal = { code, message };
        expect(await refusalOf(put(given))).to.deep.equal(refusal);
        expect(await shown()).to.deep.equal([]);
      });
    }

    it('refuses tags of AWS, and creates nothing', async () => {
      expect(await refusalOf(put({ Tags: [{ Key: 'AWS:x', Value: '' }] }))).to.deep.equal({
        code: 'AccessDenied',
        message: 'The provided tag keys must not start with any case of "aws:"',
      });
      expect(await shown()).to.deep.equal([]);
    });

    it('refuses tags in characters that AWS does not take', async () => {
      expect(await refusalOf(put({ Tags: [{ Key: 'a#b', Value: '' }] }))).to.deep.equal({
        code: 'ValidationError',
        message:
          'Tags can only contain letters, numbers, spaces, and the following special characters: ' +
          '_ . : / = + - @',
      });
      expect(await shown()).to.deep.equal([]);
    });
  });

  describe('behaviour', () => {
    it('replaces the settings and keeps the state when the name is there', async () => {
      await put({ AlarmDescription: 'first', Unit: 'Percent' });
      await setState('ALARM', 'why');
      await world.advance('5s');
      await put({ Threshold: 99 });
      expect(await shown()).to.deep.equal([
        {
          ...created,
          Threshold: 99,
          AlarmConfigurationUpdatedTimestamp: world.now(),
          StateValue: 'ALARM',
          StateReason: 'why',
        },
      ]);
    });

    it('is listed and paged in one order, whatever its name is made of', async () => {
      const names = ['\uFF01', '\u{1F600}'];
      for (const AlarmName of names) await put({ AlarmName });
      const page = async (input: DescribeAlarmsInput) => {
        const answer = await world.cloudWatch.send(new DescribeAlarmsCommand(input));
        return { ...answer, names: answer.MetricAlarms?.map(({ AlarmName }) => AlarmName) };
      };
      const first = await page({ MaxRecords: 1 });
      const second = await page({ NextToken: first.NextToken });
      expect([...(first.names ?? []), ...(second.names ?? [])]).to.deep.equal(names);
      expect((await page({ AlarmNames: [...names].reverse() })).names).to.deep.equal(names);
    });

    it('has one tag of each key, the last', async () => {
      await put({ Tags: ['1', '2'].map((Value) => ({ Key: 'x', Value })) });
      expect(await tagsOf(created.AlarmArn ?? '')).to.deep.equal([{ Key: 'x', Value: '2' }]);
    });

    it('changes nothing when the same is put again, however it is ordered', async () => {
      const [a, b] = [
        { Name: 'A', Value: '1' },
        { Name: 'B', Value: '2' },
      ];
      await put({ Dimensions: [a, b] });
      const before = await shown();
      await world.advance('5s');
      await put({ Dimensions: [b, a] });
      expect(await shown()).to.deep.equal(before);
      expect(await history()).to.deep.equal(['Alarm "Hot" created']);
    });

    it('drops an empty reason with the next update', async () => {
      await put();
      await setState('OK', '');
      const reason = async () => (await shown())[0]?.StateReason;
      expect(await reason()).to.equal('');
      await put({ Threshold: 99 });
      expect(await reason()).to.equal(undefined);
    });

    it('takes tags at creation alone, and forgets them with the alarm', async () => {
      const Tags = [{ Key: 'k', Value: '' }];
      const arn = created.AlarmArn ?? '';
      await put({ Tags });
      await put({ Threshold: 99, Tags: [{ Key: 'aws:late', Value: 'ignored' }] });
      expect(await tagsOf(arn)).to.deep.equal(Tags);
      await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['Hot'] }));
      expect(await tagsOf(arn)).to.deep.equal([]);
      await put();
      expect(await tagsOf(arn)).to.deep.equal([]);
      await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['Hot'] }));
      expect((await refusalOf(tagsOf(arn))).code).to.equal('ResourceNotFoundException');
    });

    it('is not created with more than 50 tags (recorded)', async () => {
      const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `key${index}`, Value: 'v' }));
      expect(await refusalOf(put({ Tags }))).to.deep.equal({
        code: 'ValidationError',
        message: 'The resultant tag set must not have more than 50 user tags.',
      });
      expect(await shown()).to.deep.equal([]);
    });

    const setState = (StateValue: 'OK' | 'ALARM', StateReason: string): Promise<unknown> =>
      world.cloudWatch.send(
        new SetAlarmStateCommand({ AlarmName: 'Hot', StateValue, StateReason }),
      );
  });
});
