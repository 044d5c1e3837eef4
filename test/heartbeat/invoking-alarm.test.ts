import { expect } from 'chai';
import type { AlarmAction } from '../../src/cloudwatch/alarm-action.js';
import type { Alarm } from '../../src/cloudwatch/alarm-document.js';
import { invokingAlarm } from '../../src/heartbeat/invoking-alarm.js';

const at = new Date('2026-03-10T12:00:00Z');
const scope = { account: '000000000000', region: 'us-east-1' };

function triggerOf(given: Partial<Alarm>): unknown {
  const alarm: Alarm = {
    ...{ AlarmName: 'high', AlarmArn: 'arn', StateValue: 'ALARM', ActionsEnabled: true },
    ...{ OKActions: [], AlarmActions: [], InsufficientDataActions: [], Dimensions: [] },
    ...{ AlarmConfigurationUpdatedTimestamp: at, StateUpdatedTimestamp: at },
    ...{ StateTransitionedTimestamp: at, EvaluationPeriods: 3, Threshold: 60 },
    ComparisonOperator: 'GreaterThanThreshold',
    ...given,
  };
  const previous: AlarmAction['previous'] = {
    ...{ StateValue: 'OK', StateReason: 'why', StateUpdatedTimestamp: at },
  };
  const action = { id: 'id', actionArn: 'arn', alarm, previous, recentDatapoints: [], at };
  const details = invokingAlarm(scope, action).details();
  return (JSON.parse(JSON.stringify(details)) as { readonly Trigger: unknown }).Trigger;
}

const common = {
  EvaluateLowSampleCountPercentile: '',
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: '',
  ...{ Period: 60, EvaluationPeriods: 3, Threshold: 60 },
};

describe('the alarm that an activity names', () => {
  const metric = { Namespace: 'App', MetricName: 'Load', Period: 60 } as const;

  it('tells its statistic', () => {
    expect(triggerOf({ ...metric, Statistic: 'Average' })).to.deep.equal({
      ...{ Namespace: 'App', MetricName: 'Load', Unit: null, ...common },
      ...{ StatisticType: 'Statistic', Statistic: 'AVERAGE' },
    });
  });

  it('tells its percentile', () => {
    expect(triggerOf({ ...metric, ExtendedStatistic: 'p90' })).to.deep.equal({
      ...{ Namespace: 'App', MetricName: 'Load', Unit: null, ...common },
      ...{ StatisticType: 'ExtendedStatistic', ExtendedStatistic: 'p90' },
    });
  });

  it('tells its queries', () => {
    const MetricStat = {
      Metric: { Namespace: 'App', MetricName: 'Load' },
      Period: 60,
      Stat: 'Sum',
    };
    const Metrics = [
      { Id: 'm', MetricStat, ReturnData: false },
      { Id: 'e', Expression: 'm / 2', Label: 'Half' },
    ];
    expect(triggerOf({ Metrics })).to.deep.equal({
      ...common,
      Metrics: [
        {
          ...{ Id: 'm', ReturnData: false },
          MetricStat: { ...MetricStat, Metric: { Dimensions: [], ...MetricStat.Metric } },
        },
        { Id: 'e', Expression: 'm / 2', Label: 'Half', ReturnData: true },
      ],
    });
  });
});
