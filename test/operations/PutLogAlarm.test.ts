import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutLogAlarmCommand,
  type PutLogAlarmInput,
  PutMetricAlarmCommand,
  DeleteAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  waitUntilLogAlarmExists,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput, shownAlarms } from '../support/alarms.js';
import { logAlarmInput, putLogAlarm, shownLogAlarm } from '../support/log-alarms.js';
import { type LogsEndpoint, openLogs } from '../support/logs-endpoint.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';

describe('PutLogAlarm', () => {
  let logs: LogsEndpoint;
  let world: World;

  beforeEach(async () => {
    logs = await openLogs();
    world = await createWorld({ flags: ['--logs-endpoint', logs.url] });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await logs.close();
  });

  const put = (given: Partial<PutLogAlarmInput> = {}) => putLogAlarm(world, given);
  const query = (
    given: Partial<PutLogAlarmInput['ScheduledQueryConfiguration']>,
  ): Partial<PutLogAlarmInput> => {
    const { ScheduledQueryConfiguration } = logAlarmInput;
    return { ScheduledQueryConfiguration: { ...ScheduledQueryConfiguration, ...given } };
  };
  const schedule = (given: object): Partial<PutLogAlarmInput> => {
    const { ScheduleConfiguration } = logAlarmInput.ScheduledQueryConfiguration;
    return query({ ScheduleConfiguration: { ...ScheduleConfiguration, ...given } });
  };
  const history = async () => {
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Errors', AlarmTypes: ['LogAlarm'] }),
    );
    return AlarmHistoryItems;
  };

  it('shows what it was given, and begins without data', async () => {
    const given = { AlarmDescription: 'd', TreatMissingData: 'ignore', OKActions: [topic] };
    await put({ ...given, Tags: [{ Key: 'team', Value: 'web' }] });
    const AlarmArn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Errors';
    const shown = await shownLogAlarm(world);
    const { QueryARN } = shown?.ScheduledQueryConfiguration ?? {};
    expect(QueryARN).to.match(/^arn:aws:logs:us-east-1:000000000000:scheduled-query:[0-9a-f-]+$/);
    expect(shown).to.deep.equal({
      ...{ ...logAlarmInput, ...given, AlarmArn, ActionsEnabled: true },
      ...query({ QueryARN }),
      ...{ AlarmActions: [], InsufficientDataActions: [] },
      ...{ StateValue: 'INSUFFICIENT_DATA', StateReason: 'Unchecked: Initial alarm creation' },
      ...{ StateUpdatedTimestamp: worldStart, StateTransitionedTimestamp: worldStart },
      AlarmConfigurationUpdatedTimestamp: worldStart,
    });
    const { Tags } = await world.cloudWatch.send(
      new ListTagsForResourceCommand({ ResourceARN: AlarmArn }),
    );
    expect(Tags).to.deep.equal([{ Key: 'team', Value: 'web' }]);
    const waiter = { client: world.cloudWatch, maxWaitTime: 6 };
    await waitUntilLogAlarmExists(waiter, { AlarmNames: ['Errors'], AlarmTypes: ['LogAlarm'] });
  });

  it('is shown as a log alarm alone', async () => {
    await put();
    expect(await shownAlarms(world)).to.deep.equal([]);
    const all = new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    const { LogAlarms, MetricAlarms, CompositeAlarms } = await world.cloudWatch.send(all);
    expect([LogAlarms, MetricAlarms, CompositeAlarms]).to.deep.equal([[], [], []]);
    const ofMetric = new DescribeAlarmsForMetricCommand({ Namespace: 'App', MetricName: 'Load' });
    expect((await world.cloudWatch.send(ofMetric)).MetricAlarms).to.deep.equal([]);
  });

  it('has a history of its own type, in which a repeat is nothing', async () => {
    await put();
    const { QueryARN } = (await shownLogAlarm(world))?.ScheduledQueryConfiguration ?? {};
    await put(query({ QueryARN }));
    const [created, ...others] = await history();
    expect(others).to.deep.equal([]);
    expect(created).to.include({ AlarmType: 'LogAlarm', HistorySummary: 'Alarm "Errors" created' });
    const { createdAlarm } = JSON.parse(created?.HistoryData ?? '') as { createdAlarm: object };
    expect(createdAlarm).to.deep.include({
      scheduledQueryConfiguration: {
        queryString: 'fields @message | filter @message like /ERROR/',
        logGroupIdentifiers: ['/app/web'],
        queryARN: QueryARN,
        scheduledQueryRoleARN: 'arn:aws:iam::000000000000:role/logs',
        scheduleConfiguration: {
          scheduleExpression: 'rate(5 minutes)',
          ...{ startTimeOffset: 360, endTimeOffset: 60 },
        },
        aggregationExpression: 'count(*)',
      },
      ...{ queryResultsToEvaluate: 3, queryResultsToAlarm: 2, threshold: 10 },
      comparisonOperator: 'GreaterThanThreshold',
    });
    await put({ Threshold: 11 });
    const [updated] = await history();
    expect(updated?.HistoryData).to.contain('"originalUpdatedFields":{"threshold":10.0');
    expect((await shownLogAlarm(world))?.ScheduledQueryConfiguration?.QueryARN).to.equal(QueryARN);
  });

  it('shares its name with no alarm of another type', async () => {
    await put();
    const other = new PutMetricAlarmCommand({ ...alarmInput, AlarmName: 'Errors' });
    const refusal = (name: string): object => {
      const message = `AlarmName [${name}] is already used by another alarm of a different type`;
      return { code: 'ValidationError', message };
    };
    expect(await refusalOf(world.cloudWatch.send(other))).to.deep.equal(refusal('Errors'));
    await world.cloudWatch.send(new PutMetricAlarmCommand(alarmInput));
    expect(await refusalOf(put({ AlarmName: 'Hot' }))).to.deep.equal(refusal('Hot'));
  });

  it('is deleted alone', async () => {
    await put();
    await world.cloudWatch.send(new PutMetricAlarmCommand(alarmInput));
    const both = new DeleteAlarmsCommand({ AlarmNames: ['Errors', 'Hot'] });
    expect(await refusalOf(world.cloudWatch.send(both))).to.deep.equal({
      code: 'ValidationError',
      message: 'You can delete at most one log alarm in one operation.',
    });
    await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['Errors'] }));
    expect(await shownLogAlarm(world)).to.equal(undefined);
    await world.advance('10m');
    expect(logs.started).to.deep.equal([]);
  });

  it('has its actions disabled and its tags changed as any alarm', async () => {
    await put();
    await world.cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['Errors'] }));
    const { ActionsEnabled, AlarmArn: ResourceARN } = (await shownLogAlarm(world)) ?? {};
    expect(ActionsEnabled).to.equal(false);
    expect((await history())[0]?.HistorySummary).to.equal('Alarm "Errors" updated');
    const Tags = [{ Key: 'team', Value: 'web' }];
    await world.cloudWatch.send(new TagResourceCommand({ ResourceARN, Tags }));
    const shown = await world.cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(shown.Tags).to.deep.equal(Tags);
  });

  const invalid = (expression: string): string =>
    `Invalid AggregationExpression ${expression}. It must be one of count, avg, sum, min and ` +
    'max, perhaps with a by clause, and perhaps followed by | sort asc or | sort desc';
  const badRate = (expression: string): string =>
    `Invalid ScheduleExpression ${expression}. It must be rate(VALUE UNIT), with minutes, hours ` +
    'or days, of at most 30 days';
  const lines = { ActionLogLineCount: 5 };
  const role = { ActionLogLineRoleArn: 'arn:aws:iam::000000000000:role/lines' };
  const cases: readonly (readonly [string, Partial<PutLogAlarmInput>, string])[] = [
    [
      'more results than there are',
      { QueryResultsToAlarm: 4 },
      'QueryResultsToAlarm must be less than or equal to QueryResultsToEvaluate',
    ],
    [
      'an operator of bands',
      { ComparisonOperator: 'LessThanLowerThreshold' },
      'PutLogAlarm request should have a valid ComparisonOperator parameter',
    ],
    [
      'a treatment that there is not',
      { TreatMissingData: 'none' },
      'Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing.',
    ],
    [
      'an end before the start',
      schedule({ EndTimeOffset: 360 }),
      'EndTimeOffset must be less than StartTimeOffset',
    ],
    ['no start', schedule({ StartTimeOffset: 0 }), 'StartTimeOffset must be between 1 and 2592000'],
    [
      'a schedule by cron',
      schedule({ ScheduleExpression: 'cron(0 * * * ? *)' }),
      badRate('cron(0 * * * ? *)'),
    ],
    [
      'a rate of nothing',
      schedule({ ScheduleExpression: 'rate(0 minutes)' }),
      badRate('rate(0 minutes)'),
    ],
    [
      'no log groups, where the query names none',
      query({ LogGroupIdentifiers: undefined }),
      'LogGroupIdentifiers is required for a QueryString that does not begin with SOURCE',
    ],
    [
      'the streams of a log group',
      query({ LogGroupIdentifiers: ['arn:aws:logs:us-east-1:000000000000:log-group:/app/web:*'] }),
      'Invalid log group identifier: arn:aws:logs:us-east-1:000000000000:log-group:/app/web:*',
    ],
    ['another function', query({ AggregationExpression: 'pct(ms, 99)' }), invalid('pct(ms, 99)')],
    [
      'two numbers',
      query({ AggregationExpression: 'count(*), sum(ms)' }),
      invalid('count(*), sum(ms)'),
    ],
    [
      'another command',
      query({ AggregationExpression: 'count(*) | limit 1' }),
      invalid('count(*) | limit 1'),
    ],
    [
      'groups of times',
      query({ AggregationExpression: 'count(*) by host, bin(5m)' }),
      'AggregationExpression does not support bin() in its by clause',
    ],
    [
      'groups by six fields',
      query({ AggregationExpression: 'count(*) by a, b, c, d, e, f' }),
      'AggregationExpression can group by at most 5 fields',
    ],
    [
      'lines without a role',
      lines,
      'ActionLogLineRoleArn is required when ActionLogLineCount is greater than 0',
    ],
    [
      'lines of what is masked',
      { ...lines, ...role, ...query({ QueryString: 'fields unmask(@message)' }) },
      'ActionLogLineCount is not supported for queries that use unmask()',
    ],
    [
      'actions of scaling policies',
      { AlarmActions: ['arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:a/b'] },
      'Log alarms do not support the action ' +
        'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:a/b',
    ],
    [
      'incidents',
      { AlarmActions: ['arn:aws:ssm-incidents::000000000000:response-plan/p'] },
      'Log alarms do not support the action arn:aws:ssm-incidents::000000000000:response-plan/p',
    ],
  ];
  for (const [name, given, message] of cases) {
    it(`refuses ${name}`, async () => {
      expect(await refusalOf(put(given))).to.deep.equal({ code: 'ValidationError', message });
      expect(await shownLogAlarm(world)).to.equal(undefined);
    });
  }

  it('refuses what the model does not allow', async () => {
    const { code, message } = await refusalOf(put({ QueryResultsToEvaluate: 101 }));
    expect(code).to.equal('ValidationError');
    expect(message).to.match(/Value '101' at 'queryResultsToEvaluate' failed to satisfy/);
  });
});

describe('PutLogAlarm without an endpoint', () => {
  it('names the flag that it needs', async () => {
    const world = await createWorld();
    const refused = world.cloudWatch.send(new PutLogAlarmCommand(logAlarmInput));
    expect(await refusalOf(refused)).to.deep.equal({
      code: 'ValidationError',
      message: 'Updraft needs --logs-endpoint URL to run the queries of log alarms.',
    });
    await world.close();
  });
});
