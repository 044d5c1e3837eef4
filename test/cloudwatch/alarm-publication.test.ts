import { expect } from 'chai';
import type { AlarmAction } from '../../src/cloudwatch/alarm-action.js';
import type { Alarm, CompositeAlarm } from '../../src/cloudwatch/alarm-document.js';
import { actionMessage } from '../../src/cloudwatch/alarm-message.js';
import { publication } from '../../src/cloudwatch/alarm-publication.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const arnStart = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:';
const at = new Date('2026-09-14T11:18:48.031Z');
const reason = 'observed manual transition to ALARM';

const common = {
  ActionsEnabled: true,
  OKActions: [],
  AlarmActions: [topic],
  InsufficientDataActions: [],
  AlarmConfigurationUpdatedTimestamp: new Date('2026-09-14T11:18:47.129Z'),
  StateValue: 'ALARM' as const,
  StateReason: reason,
  StateUpdatedTimestamp: at,
  StateTransitionedTimestamp: at,
} satisfies Partial<Alarm>;

const single: Alarm = {
  ...common,
  AlarmName: 'load',
  AlarmArn: `${arnStart}load`,
  AlarmDescription: 'one metric',
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 50,
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  TreatMissingData: 'ignore',
  Namespace: 'AWS/EC2',
  MetricName: 'CPUUtilization',
  Dimensions: [],
  Period: 300,
  Statistic: 'Average',
  Unit: 'Percent',
};

const math: Alarm = {
  ...single,
  AlarmName: 'query',
  AlarmArn: `${arnStart}query`,
  AlarmDescription: 'an expression',
  Namespace: undefined,
  MetricName: undefined,
  Period: undefined,
  Statistic: undefined,
  Unit: undefined,
  Metrics: [
    {
      Id: 'm1',
      AccountId: '000000000000',
      Label: 'Explicit CPU metric label',
      MetricStat: {
        Metric: { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [] },
        Period: 60,
        Stat: 'Average',
        Unit: 'Percent',
      },
      ReturnData: false,
    },
    { Id: 'e1', Expression: 'm1 + 0', Label: 'Explicit expression label', Period: 60 },
  ],
};

const moved = 'transitioned to ALARM at Monday 14 September, 2026 11:18:48 UTC';
const composite: CompositeAlarm = {
  ...common,
  AlarmName: 'any',
  AlarmArn: `${arnStart}any`,
  AlarmDescription: 'real child transition',
  AlarmRule: 'ALARM("child")',
  StateReason: `${arnStart}child ${moved}`,
  StateReasonData:
    `{"triggeringAlarms":[{"arn":"${arnStart}child","state":{"value":"ALARM",` +
    '"timestamp":"2026-09-14T11:18:48.031+0000"}}]}',
};

function actionOf(
  alarm: AlarmAction['alarm'],
  StateValue: 'OK' | 'INSUFFICIENT_DATA',
): AlarmAction {
  const previous = { StateValue, StateUpdatedTimestamp: new Date(0) };
  return { id: 'id', actionArn: topic, alarm, previous, recentDatapoints: [], at };
}

interface Published {
  readonly default: string;
  readonly sms: string;
  readonly email: string;
}

function publishedOf(action: AlarmAction): Published {
  return JSON.parse(publication(action, scope) ?? '') as Published;
}

/** The texts are those that AWS was recorded to publish, for alarms of other names. */
describe('what an alarm publishes to a topic', () => {
  const head =
    '"AWSAccountId":"000000000000",' +
    '"AlarmConfigurationUpdatedTimestamp":"2026-09-14T11:18:47.129+0000",' +
    `"NewStateValue":"ALARM","NewStateReason":"${reason}",` +
    '"StateChangeTime":"2026-09-14T11:18:48.031+0000","Region":"US East (N. Virginia)",';
  const actions = `"OKActions":[],"AlarmActions":["${topic}"],"InsufficientDataActions":[],`;
  const evaluation =
    '"EvaluationPeriods":1,"DatapointsToAlarm":1,"ComparisonOperator":"GreaterThanThreshold",' +
    '"Threshold":50.0,"TreatMissingData":"ignore","EvaluateLowSampleCountPercentile":""';

  const messages: readonly (readonly [string, AlarmAction, string])[] = [
    [
      'one metric',
      actionOf(single, 'INSUFFICIENT_DATA'),
      `{"AlarmName":"load","AlarmDescription":"one metric",${head}"AlarmArn":"${arnStart}load",` +
        `"OldStateValue":"INSUFFICIENT_DATA","ActionExecutedAfterMuteWindow":false,${actions}` +
        '"Trigger":{"MetricName":"CPUUtilization","Namespace":"AWS/EC2",' +
        '"StatisticType":"Statistic","Statistic":"AVERAGE","Unit":"Percent","Dimensions":[],' +
        `"Period":300,${evaluation}}}`,
    ],
    [
      'an expression',
      actionOf(math, 'INSUFFICIENT_DATA'),
      `{"AlarmName":"query","AlarmDescription":"an expression",${head}` +
        `"AlarmArn":"${arnStart}query","OldStateValue":"INSUFFICIENT_DATA",` +
        `"ActionExecutedAfterMuteWindow":false,${actions}"Trigger":{"Period":60,${evaluation},` +
        '"Metrics":[{"Id":"m1","Label":"Explicit CPU metric label","MetricStat":{"Metric":' +
        '{"Dimensions":[],"MetricName":"CPUUtilization","Namespace":"AWS/EC2"},"Period":60,' +
        '"Stat":"Average","Unit":"Percent"},"ReturnData":false,"AccountId":"000000000000"},' +
        '{"Expression":"m1 + 0","Id":"e1","Label":"Explicit expression label",' +
        '"ReturnData":true,"Period":60}]}}',
    ],
    [
      'a composite alarm',
      actionOf(composite, 'OK'),
      '{"AlarmName":"any","AlarmDescription":"real child transition",' +
        '"AWSAccountId":"000000000000","NewStateValue":"ALARM",' +
        `"NewStateReason":"${arnStart}child ${moved}",` +
        '"StateChangeTime":"2026-09-14T11:18:48.031+0000","Region":"US East (N. Virginia)",' +
        `"AlarmArn":"${arnStart}any",${actions}"ActionExecutedAfterMuteWindow":false,` +
        '"OldStateValue":"OK","AlarmRule":"ALARM(\\"child\\")","TriggeringChildren":' +
        `[{"Arn":"${arnStart}child","State":{"Value":"ALARM",` +
        '"Timestamp":"2026-09-14T11:18:48.031+0000"}}]}',
    ],
  ];
  for (const [name, action, expected] of messages) {
    it(`is the message of ${name}`, () => {
      expect(actionMessage(action, scope).body).to.equal(expected);
      expect(publishedOf(action).default).to.equal(expected);
    });
  }

  it('cuts a long name for subjects, and less of it for short messages', () => {
    const AlarmName = `cw-${'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.repeat(5)}`;
    const action = actionOf({ ...single, AlarmName }, 'OK');
    const around = 'ALARM: "" in US East (N. Virginia)'.length;
    expect(actionMessage(action, scope).subject).to.equal(
      `ALARM: "${AlarmName.slice(0, 100 - around - 3)}..." in US East (N. Virginia)`,
    );
    expect(publishedOf(action).sms).to.equal(
      `ALARM: "${AlarmName.slice(0, 87)}..." in US East (N. Virginia)`,
    );
    const foreign = actionOf({ ...single, AlarmName: `cw-${'界é'.repeat(60)}` }, 'OK');
    expect(publishedOf(foreign).sms).to.equal('ALARM: "cw-_" in US East (N. Virginia)');
  });

  const time = 'Monday 14 September, 2026 11:18:48 UTC';
  const console =
    'View this alarm in the AWS Management Console:\n' +
    'https://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=us-east-1' +
    '#alarmsV2:alarm/';
  const changes = `State Change Actions:\n- OK: \n- ALARM: [${topic}]\n- INSUFFICIENT_DATA: \n`;

  it('is an email of one metric', () => {
    expect(publishedOf(actionOf(single, 'INSUFFICIENT_DATA')).email).to.equal(
      'You are receiving this email because your Amazon CloudWatch Alarm "load" in the US East ' +
        `(N. Virginia) region has entered the ALARM state, because "${reason}" at "${time}".\n\n` +
        `${console}load\n\nAlarm Details:\n` +
        '- Name:                       load\n' +
        '- Description:                one metric\n' +
        '- State Change:               INSUFFICIENT_DATA -> ALARM\n' +
        `- Reason for State Change:    ${reason}\n` +
        `- Timestamp:                  ${time}\n` +
        '- AWS Account:                000000000000\n' +
        `- Alarm Arn:                  ${arnStart}load\n\n` +
        'Threshold:\n- The alarm is in the ALARM state when the metric is GreaterThanThreshold ' +
        '50.0 for at least 1 of the last 1 period(s) of 300 seconds. \n\n' +
        'Monitored Metric:\n' +
        '- MetricNamespace:                     AWS/EC2\n' +
        '- MetricName:                          CPUUtilization\n' +
        '- Dimensions:                          \n' +
        '- Period:                              300 seconds\n' +
        '- Statistic:                           Average\n' +
        '- Unit:                                Percent\n' +
        `- TreatMissingData:                    ignore\n\n\n${changes}`,
    );
  });

  it('is an email of an expression', () => {
    const { email } = publishedOf(actionOf(math, 'INSUFFICIENT_DATA'));
    expect(email.slice(email.indexOf('Threshold:'))).to.equal(
      'Threshold:\n- The alarm is in the ALARM state when the metric is GreaterThanThreshold ' +
        '50.0 for at least 1 of the last 1 period(s) of 60 seconds. \n\n' +
        'Monitored Metrics:\n' +
        '- MetricExpression:           m1 + 0\n' +
        `- MetricLabel:                Explicit expression label\n\n${changes}`,
    );
  });

  it('is an email of a composite alarm', () => {
    expect(publishedOf(actionOf(composite, 'OK')).email).to.equal(
      'You are receiving this email because your Amazon CloudWatch Alarm "any" in the US East ' +
        `(N. Virginia) region has transitioned to ALARM state on ${time}, because ` +
        `"${arnStart}child ${moved}".\n\n${console}any\n\nAlarm Details:\n` +
        '- Name:                       any\n' +
        '- Description:                real child transition\n' +
        '- State Change:               OK -> ALARM\n' +
        '- Alarm Rule:                 ALARM("child")\n' +
        `- Reason for State Change:    ${arnStart}child ${moved}\n` +
        `- Timestamp:                  ${time}\n` +
        '- AWS Account:                000000000000\n' +
        `- Alarm Arn:                  ${arnStart}any\n\n` +
        'Triggering children (max. 10):\n' +
        `- ${arnStart}child   ALARM               ${time}\n\n${changes}`,
    );
  });

  it('is quoted of topics alone', () => {
    const actionArn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    expect(publication({ ...actionOf(single, 'OK'), actionArn }, scope)).to.equal(undefined);
  });

  const odd = ['null', '5', '[1]', '{"triggeringAlarms":[null,{"arn":1}]}', undefined];
  for (const StateReasonData of odd) {
    it(`names no children that a user's data do not tell: ${StateReasonData}`, () => {
      const alarm = { ...composite, StateReasonData };
      const { body } = actionMessage(actionOf(alarm, 'OK'), scope);
      expect(body).to.match(/"TriggeringChildren":\[\]}$/);
    });
  }

  it('gives the one metric an id that lasts until the alarm is put otherwise', () => {
    const actionArn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    const idIn = (given: Partial<Alarm>): string | undefined => {
      const action = { ...actionOf({ ...single, ...given }, 'OK'), actionArn };
      return /"metrics":\[{"id":"([^"]+)"/.exec(actionMessage(action, scope).body)?.[1];
    };
    const id = idIn({});
    expect(id).to.match(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    const later = new Date('2026-09-14T12:00:00Z');
    expect(
      idIn({ ActionsEnabled: false, StateValue: 'OK', AlarmConfigurationUpdatedTimestamp: later }),
    ).to.equal(id);
    for (const given of [{ Threshold: 51 }, { AlarmDescription: 'other' }, { AlarmArn: 'other' }]) {
      expect(idIn(given)).not.to.equal(id);
    }
  });
});
