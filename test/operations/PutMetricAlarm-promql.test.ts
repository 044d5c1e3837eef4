import {
  type AlarmContributor,
  type AlarmHistoryItem,
  DeleteAlarmsCommand,
  DescribeAlarmContributorsCommand,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryInput,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  PutCompositeAlarmCommand,
  type PutMetricAlarmInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { putAlarm, shownAlarms } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const plan = 'arn:aws:ssm-incidents::000000000000:response-plan/p';
const Query = '{"Load", "@instrumentation.@name"="cloudwatch.app"} > 80';
const settings = {
  AlarmName: 'Fleet',
  EvaluationCriteria: { PromQLCriteria: { Query } },
  EvaluationInterval: 60,
} satisfies PutMetricAlarmInput;

describe('PutMetricAlarm on a query in PromQL', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: Partial<PutMetricAlarmInput> = {}) => putAlarm(world, settings, given);
  const criteria = (given: object = {}): Partial<PutMetricAlarmInput> => {
    return { EvaluationCriteria: { PromQLCriteria: { Query, ...given } } };
  };
  const load = async (values: Readonly<Record<string, number>>): Promise<void> => {
    const MetricData = Object.entries(values).map(([host, Value]) => {
      return { MetricName: 'Load', Value, Dimensions: [{ Name: 'Host', Value: host }] };
    });
    if (MetricData.length > 0) {
      await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    }
    await world.advance('1m');
  };
  const shown = async () => (await shownAlarms(world))[0];
  const state = async (): Promise<readonly (string | undefined)[]> => {
    const { StateValue, StateReason, EvaluationState } = (await shown()) ?? {};
    return [StateValue, StateReason, ...(EvaluationState === undefined ? [] : [EvaluationState])];
  };
  const contributors = async (): Promise<readonly AlarmContributor[]> => {
    const { AlarmContributors = [] } = await world.cloudWatch.send(
      new DescribeAlarmContributorsCommand({ AlarmName: 'Fleet' }),
    );
    return AlarmContributors;
  };
  const hosts = async (): Promise<readonly (string | undefined)[]> =>
    (await contributors()).map((each) => each.ContributorAttributes?.Host).sort();
  const history = async (
    input: Partial<DescribeAlarmHistoryInput> = {},
  ): Promise<readonly AlarmHistoryItem[]> => {
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({
        ...{ AlarmName: 'Fleet', ScanBy: 'TimestampAscending' },
        ...input,
      }),
    );
    return AlarmHistoryItems;
  };

  it('shows what it was given, and begins in OK', async () => {
    const given = {
      AlarmDescription: 'd',
      ...criteria({ PendingPeriod: 120, RecoveryPeriod: 60 }),
    };
    await put(given);
    expect(await shown()).to.deep.equal({
      ...{ AlarmName: 'Fleet', AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Fleet' },
      ...{ ...given, EvaluationInterval: 60, ActionsEnabled: true, Dimensions: [] },
      ...{ OKActions: [], AlarmActions: [], InsufficientDataActions: [] },
      ...{ StateValue: 'OK', StateReason: 'Unchecked: Initial alarm creation' },
      ...{ StateUpdatedTimestamp: worldStart, StateTransitionedTimestamp: worldStart },
      AlarmConfigurationUpdatedTimestamp: worldStart,
    });
    await put(given);
    expect((await history()).map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
      'Alarm "Fleet" created',
    ]);
    const [{ HistoryData } = {}] = await history();
    expect(HistoryData).to.contain(
      '"evaluationCriteria":{"promQLCriteria":{"query":"{\\"Load\\", ' +
        '\\"@instrumentation.@name\\"=\\"cloudwatch.app\\"} > 80","pendingPeriod":120,' +
        '"recoveryPeriod":60}},"evaluationInterval":60',
    );
    const ofMetric = new DescribeAlarmsForMetricCommand({ Namespace: 'App', MetricName: 'Load' });
    expect((await world.cloudWatch.send(ofMetric)).MetricAlarms).to.deep.equal([]);
  });

  describe('refuses', () => {
    const bad = (query: string): Partial<PutMetricAlarmInput> => {
      return { EvaluationCriteria: { PromQLCriteria: { Query: query } } };
    };
    const cases: readonly (readonly [string, Partial<PutMetricAlarmInput>, string])[] = [
      [
        'what stands in the criteria',
        { Threshold: 1 },
        'Threshold should not be set if EvaluationCriteria is set.',
      ],
      [
        'an interval between minutes',
        { EvaluationInterval: 90 },
        'EvaluationInterval must be 10, 20, 30 or a multiple of 60',
      ],
      [
        'no interval',
        { EvaluationInterval: undefined },
        'EvaluationInterval is required when EvaluationCriteria is specified',
      ],
      [
        'a query that ends too early',
        bad('sum(Load'),
        'Invalid PromQL query. 1:9: parse error: unexpected end of input',
      ],
      [
        'a function that is not served',
        bad('predict_linear(Load[5m], 60) > 1'),
        'Invalid PromQL query. 1:1: parse error: Updraft does not serve the function ' +
          'predict_linear of PromQL',
      ],
      [
        'actions of scaling policies',
        { AlarmActions: ['arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:a/b'] },
        'Autoscaling actions are not available for Multi Time Series alarms',
      ],
      [
        'actions of contributors without data',
        { InsufficientDataActions: [topic] },
        'InsufficientData actions are not supported for contributor-level action types in Multi ' +
          'Time Series alarms',
      ],
    ];
    for (const [name, given, message] of cases) {
      it(name, async () => {
        expect(await refusalOf(put(given))).to.deep.equal({ code: 'ValidationError', message });
        expect(await shown()).to.equal(undefined);
      });
    }

    it('an interval without a query', async () => {
      const metric = { MetricName: 'Load', Namespace: 'App', Statistic: 'Average' } as const;
      const { message } = await refusalOf(put({ EvaluationCriteria: undefined, ...metric }));
      expect(message).to.equal('EvaluationInterval should not be set without EvaluationCriteria.');
    });
  });

  it('is in ALARM while the query returns series, each a contributor', async () => {
    await put({ AlarmActions: [topic, plan], OKActions: [topic] });
    await load({ a: 90, b: 10 });
    expect(await state()).to.deep.equal(['ALARM', '1 time series evaluated to ALARM']);
    expect(await contributors()).to.deep.equal([
      {
        ContributorId: (await contributors())[0]?.ContributorId,
        ContributorAttributes: {
          ...{ __name__: 'Load', Host: 'a', '@instrumentation.@name': 'cloudwatch.app' },
          ...{ '@aws.account_id': '000000000000', '@aws.region': 'us-east-1' },
        },
        StateReason:
          'The time series was returned by the query. ' +
          'The most recent value: [90.0 (10/03/26 12:01:00)].',
        StateTransitionedTimestamp: world.now(),
      },
    ]);
    await load({ a: 95, b: 85 });
    expect(await state()).to.deep.equal(['ALARM', '2 time series evaluated to ALARM']);
    await load({ a: 5, b: 5 });
    expect(await state()).to.deep.equal(['OK', '0 time series evaluated to ALARM']);
    expect(await hosts()).to.deep.equal([]);
    expect(
      (await history()).map(({ HistorySummary = '' }) => HistorySummary.split('. ')[0]),
    ).to.eql([
      'Alarm "Fleet" created',
      'Alarm updated from OK to ALARM',
      `Failed to execute action ${plan}`,
      'State Reason changed from "1 time series evaluated to ALARM" to "2 time series evaluated ' +
        'to ALARM"',
      'Alarm updated from ALARM to OK',
    ]);
    const own = await history({ HistoryItemType: 'AlarmContributorStateUpdate' });
    expect(
      own.map((each) => [each.AlarmContributorAttributes?.Host, each.HistorySummary]),
    ).to.deep.equal([
      ['a', 'Contributor state updated to ALARM'],
      ['b', 'Contributor state updated to ALARM'],
      ['a', 'Contributor state updated to OK'],
      ['b', 'Contributor state updated to OK'],
    ]);
    const actions = await history({ HistoryItemType: 'AlarmContributorAction' });
    expect(actions.map((each) => each.AlarmContributorAttributes?.Host)).to.deep.equal([
      ...['a', 'b', 'a', 'b'],
    ]);
  });

  it('waits for the pending period, and again for the recovery period', async () => {
    await put(criteria({ PendingPeriod: 120, RecoveryPeriod: 120 }));
    const seen: (readonly (string | undefined)[])[] = [];
    const minutes = [90, 90, 10, 90, 90, 90, 10, 90, 10, 10, 10];
    for (const a of minutes) {
      await load({ a });
      seen.push([(await shown())?.StateValue, ...(await hosts())]);
    }
    const [ok, alarm] = [['OK'], ['ALARM', 'a']];
    expect(seen).to.deep.equal([ok, ok, ok, ok, ok, alarm, alarm, alarm, alarm, alarm, ok]);
  });

  it('is evaluated as often as it says, and outlives a restart', async () => {
    await put({ EvaluationInterval: 10, ...criteria({ PendingPeriod: 20 }) });
    await load({ a: 90 });
    expect((await shown())?.StateValue).to.equal('OK');
    world = await world.restart();
    await world.advance('10s');
    expect((await shown())?.StateValue).to.equal('OK');
    await world.advance('10s');
    expect((await shown())?.StateValue).to.equal('ALARM');
    // Five minutes after its last sample a series is gone.
    await world.advance('4m');
    expect((await shown())?.StateValue).to.equal('ALARM');
    await world.advance('1m');
    expect((await shown())?.StateValue).to.equal('OK');
  });

  it('lacks data only while the query cannot be evaluated', async () => {
    const twice = 'sum by (Host) (Load) + on () group by (Host) (Load) > 0';
    await put({ EvaluationCriteria: { PromQLCriteria: { Query: twice } } });
    await load({ a: 1, b: 1 });
    const [value, reason, evaluation] = await state();
    expect([value, evaluation]).to.deep.equal(['INSUFFICIENT_DATA', 'EVALUATION_ERROR']);
    expect(reason).to.match(/^The query could not be evaluated: found duplicate series/);
    await world.advance('5m');
    await load({ a: 1 });
    expect(await state()).to.deep.equal(['ALARM', '1 time series evaluated to ALARM']);
  });

  it('follows a hundred contributors, and says where it saw but a part', async () => {
    await put(criteria({ Query: 'Load > 80' }));
    await load(Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`h${index}`, 90])));
    expect(await state()).to.deep.equal(['ALARM', '100+ time series evaluated to ALARM']);
    const hundreds = Array.from({ length: 4 }, (_, page) =>
      Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`p${page}-${index}`, 90])),
    );
    await load(Object.assign({}, ...hundreds) as Record<string, number>);
    expect(await state()).to.deep.equal([
      ...['ALARM', '100+ time series evaluated to ALARM', 'PARTIAL_DATA'],
    ]);
  });

  it('is a child like any other, becomes an alarm of another kind, and goes', async () => {
    await put();
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({ AlarmName: 'any', AlarmRule: 'ALARM(Fleet)' }),
    );
    await load({ a: 90 });
    const { CompositeAlarms } = await world.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }),
    );
    expect(CompositeAlarms?.[0]?.StateValue).to.equal('ALARM');
    await put({
      ...{ EvaluationCriteria: undefined, EvaluationInterval: undefined, Namespace: 'App' },
      ...{ MetricName: 'Load', Statistic: 'Average', Period: 60, EvaluationPeriods: 1 },
      ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
    });
    expect((await refusalOf(contributors())).code).to.equal('ValidationError');
    await world.advance('1m');
    expect((await shown())?.StateValue).to.equal('INSUFFICIENT_DATA');
    await put();
    await world.advance('1m');
    expect(await state()).to.deep.equal(['ALARM', '1 time series evaluated to ALARM']);
    for (const AlarmName of ['any', 'Fleet']) {
      await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
    }
    expect(await shown()).to.equal(undefined);
  });
});
