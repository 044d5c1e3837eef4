import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput, shownAlarms } from '../support/alarms.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';
const lambda = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const opsItem = 'arn:aws:ssm:us-east-1:000000000000:opsitem:1';
const alarmArn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Hot';
const Tags = [
  { Key: 'team', Value: 'web' },
  { Key: 'cost', Value: '7' },
];

type Propagation = NonNullable<
  NonNullable<PutMetricAlarmInput['ActionConfiguration']>['AlarmTagsPropagation']
>;

function telling(
  given: Partial<Propagation> = {},
): Pick<PutMetricAlarmInput, 'ActionConfiguration'> {
  return { ActionConfiguration: { AlarmTagsPropagation: { Enabled: true, ...given } } };
}

describe('the tags of an alarm', () => {
  let endpoint: FakeEndpoint;
  let world: World;

  beforeEach(async () => {
    endpoint = await openEndpoint();
    const kinds = ['sns', 'lambda', 'ssm'].flatMap((kind) => [`--${kind}-endpoint`, endpoint.url]);
    world = await createWorld({ flags: kinds });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await endpoint.close();
  });

  const put = (given: Partial<PutMetricAlarmInput>) =>
    world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, Tags, ...given }));
  const alarm = async (AlarmName = 'Hot'): Promise<void> => {
    const state = { AlarmName, StateValue: 'ALARM', StateReason: 'why' } as const;
    await world.cloudWatch.send(new SetAlarmStateCommand(state));
    await world.advance('1s');
  };
  /** What the topic is told of tags, of the last message. */
  const told = (): object => {
    const body = endpoint.received.at(-1)?.body ?? '';
    const message = JSON.parse(new URLSearchParams(body).get('Message') ?? '{}') as object;
    return Object.fromEntries(Object.entries(message).filter(([name]) => name.includes('Tags')));
  };

  const cases: readonly (readonly [string, Partial<PutMetricAlarmInput>, object])[] = [
    ['are told to nobody by themselves', {}, {}],
    ['are told to nobody where that is put off', telling({ Enabled: false }), {}],
    ['are told to a topic', telling(), { AlarmTagsStatus: 'SUCCESS', AlarmTags: Tags }],
    [
      'are told as far as they are included',
      telling({ IncludedTagKeys: ['cost', 'other'] }),
      { AlarmTagsStatus: 'SUCCESS', AlarmTags: Tags.slice(1) },
    ],
    [
      'are told unless they are excluded',
      telling({ ExcludedTagKeys: ['cost', 'other'] }),
      { AlarmTagsStatus: 'SUCCESS', AlarmTags: Tags.slice(0, 1) },
    ],
    [
      'are an empty list where none is told',
      telling({ IncludedTagKeys: ['Team'] }),
      { AlarmTagsStatus: 'SUCCESS', AlarmTags: [] },
    ],
  ];
  for (const [name, given, expected] of cases) {
    it(name, async () => {
      await put({ ...given, AlarmActions: [topic] });
      await alarm();
      expect(told()).to.deep.equal(expected);
    });
  }

  it('are told as they are when the alarm changes its state', async () => {
    await put({ ...telling(), AlarmActions: [topic] });
    const [ResourceARN, later] = [alarmArn, { Key: 'later', Value: 'x' }];
    await world.cloudWatch.send(new TagResourceCommand({ ResourceARN, Tags: [later] }));
    await world.cloudWatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['cost'] }));
    await alarm();
    expect(told()).to.deep.equal({ AlarmTagsStatus: 'SUCCESS', AlarmTags: [Tags[0], later] });
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Hot', HistoryItemType: 'Action' }),
    );
    expect(AlarmHistoryItems[0]?.HistoryData).to.contain('later');
  });

  it('are told to functions, and not to Systems Manager', async () => {
    await put({ ...telling(), AlarmActions: [lambda, opsItem] });
    await alarm();
    const bodies = endpoint.received.map(({ body }) => JSON.parse(body) as object);
    const [event] = bodies.filter((body) => 'alarmData' in body);
    const [item] = bodies.filter((body) => 'Title' in body);
    expect(event).to.deep.nested.include({
      'alarmData.alarmTagsStatus': 'SUCCESS',
      'alarmData.alarmTags': Tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
    });
    expect(JSON.stringify(item)).not.to.match(/Tags|team/);
  });

  it('are told by composite alarms, too', async () => {
    await put({});
    const settings = { AlarmName: 'any', AlarmRule: 'ALARM(Hot)', AlarmActions: [topic], Tags };
    await world.cloudWatch.send(new PutCompositeAlarmCommand({ ...settings, ...telling() }));
    await alarm();
    expect(told()).to.deep.equal({ AlarmTagsStatus: 'SUCCESS', AlarmTags: Tags });
    const { CompositeAlarms = [] } = await world.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }),
    );
    expect(CompositeAlarms[0]?.ActionConfiguration).to.deep.equal(telling().ActionConfiguration);
  });

  it('and that they are told are part of the configuration', async () => {
    const given = telling({ IncludedTagKeys: ['team'] });
    await put({});
    await put(given);
    await put(given);
    expect((await shownAlarms(world))[0]?.ActionConfiguration).to.deep.equal(
      given.ActionConfiguration,
    );
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Hot' }),
    );
    const [updated, created, ...others] = AlarmHistoryItems.map(({ HistoryData }) => HistoryData);
    expect(others).to.deep.equal([]);
    expect(created).not.to.contain('actionConfiguration');
    expect(updated).to.contain(
      '"actionConfiguration":{"alarmTagsPropagation":{"enabled":true,"includedTagKeys":["team"]}}',
    );
  });

  it('are not both included and excluded', async () => {
    const both = telling({ IncludedTagKeys: ['team'], ExcludedTagKeys: ['cost'] });
    const message = 'IncludedTagKeys and ExcludedTagKeys cannot both be set';
    const composite = { AlarmName: 'any', AlarmRule: 'TRUE', ...both };
    const promQL = { EvaluationCriteria: { PromQLCriteria: { Query: 'Load' } } };
    for (const refused of [
      put(both),
      world.cloudWatch.send(new PutCompositeAlarmCommand(composite)),
      world.cloudWatch.send(
        new PutMetricAlarmCommand({ AlarmName: 'q', EvaluationInterval: 60, ...promQL, ...both }),
      ),
    ]) {
      expect(await refusalOf(refused)).to.deep.equal({ code: 'ValidationError', message });
    }
  });
});
