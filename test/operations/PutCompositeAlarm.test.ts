import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsInput,
  DisableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type StateValue,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { Random } from '../support/random.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';

function arnOf(name: string): string {
  return `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;
}

describe('PutCompositeAlarm', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    for (const AlarmName of ['cpu', 'disk']) {
      await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, AlarmName }));
    }
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (AlarmName: string, AlarmRule: string) =>
    world.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule }));
  const set = (AlarmName: string, StateValue: StateValue) =>
    world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'why' }));
  const describeAlarms = (input: DescribeAlarmsInput) =>
    world.cloudWatch.send(new DescribeAlarmsCommand(input));
  const composite = async (AlarmName: string) => {
    const found = await describeAlarms({ AlarmNames: [AlarmName], AlarmTypes: ['CompositeAlarm'] });
    return found.CompositeAlarms?.[0];
  };
  const stateOf = async (AlarmName: string) => (await composite(AlarmName))?.StateValue;

  it('evaluates a new alarm at once, and shows all children that prove its state', async () => {
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({
        AlarmName: 'both',
        AlarmRule: `(ALARM(cpu) OR ALARM("${arnOf('disk')}"))`,
        AlarmDescription: 'Load of any kind',
        OKActions: [topic],
        Tags: [{ Key: 'owner', Value: 'me' }],
      }),
    );
    const now = world.now();
    const state =
      '"state":{"value":"INSUFFICIENT_DATA","timestamp":"2026-03-10T12:00:00.000+0000"}';
    expect(await composite('both')).to.deep.equal({
      AlarmName: 'both',
      AlarmArn: arnOf('both'),
      AlarmDescription: 'Load of any kind',
      AlarmRule: `(ALARM(cpu) OR ALARM("${arnOf('disk')}"))`,
      ActionsEnabled: true,
      OKActions: [topic],
      AlarmActions: [],
      InsufficientDataActions: [],
      AlarmConfigurationUpdatedTimestamp: now,
      StateValue: 'OK',
      StateReason: `${arnOf('both')} was created and its alarm rule evaluates to OK`,
      StateReasonData:
        `{"triggeringAlarms":[{"arn":"${arnOf('cpu')}",${state}},` +
        `{"arn":"${arnOf('disk')}",${state}}]}`,
      StateUpdatedTimestamp: now,
      StateTransitionedTimestamp: now,
    });
    const { Tags } = await world.cloudWatch.send(
      new ListTagsForResourceCommand({ ResourceARN: arnOf('both') }),
    );
    expect(Tags).to.deep.equal([{ Key: 'owner', Value: 'me' }]);
  });

  it('follows the first child that changes its state, and no second one', async () => {
    await put('any', 'ALARM(cpu) OR ALARM(disk)');
    await world.advance('45s');
    await set('cpu', 'ALARM');
    const first = await composite('any');
    expect([first?.StateValue, first?.StateReason, first?.StateReasonData]).to.deep.equal([
      'ALARM',
      `${arnOf('cpu')} transitioned to ALARM at Tuesday 10 March, 2026 12:00:45 UTC`,
      `{"triggeringAlarms":[{"arn":"${arnOf('cpu')}","state":{"value":"ALARM",` +
        '"timestamp":"2026-03-10T12:00:45.000+0000"}}]}',
    ]);
    await set('disk', 'ALARM');
    expect(await composite('any')).to.deep.equal(first);
    await set('cpu', 'OK');
    expect(await stateOf('any')).to.equal('ALARM');
    await set('disk', 'OK');
    const last = await composite('any');
    expect([last?.StateValue, last?.StateReason]).to.deep.equal([
      'OK',
      `${arnOf('disk')} transitioned to OK at Tuesday 10 March, 2026 12:00:45 UTC`,
    ]);
  });

  it('keeps its history, with AWS’s own summaries', async () => {
    await put('any', 'ALARM(cpu)');
    await world.advance('1s');
    await set('cpu', 'ALARM');
    await put('any', 'NOT ALARM(cpu)');
    await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['any'] }));
    const { AlarmHistoryItems } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({
        ...{ AlarmName: 'any', AlarmTypes: ['CompositeAlarm'], ScanBy: 'TimestampAscending' },
      }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
      'Alarm "any" created',
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
      'Alarm "any" updated',
      'Alarm updated from ALARM to OK',
      'Alarm "any" deleted',
    ]);
    expect(new Set(AlarmHistoryItems?.map(({ AlarmType }) => AlarmType))).to.deep.equal(
      new Set(['CompositeAlarm']),
    );
  });

  it('runs the actions of the state it comes to, unless they are disabled', async () => {
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({
        ...{ AlarmName: 'any', AlarmRule: 'ALARM(cpu)', AlarmActions: [topic] },
      }),
    );
    const actions = async () => {
      const { AlarmHistoryItems } = await world.cloudWatch.send(
        new DescribeAlarmHistoryCommand({
          ...{ AlarmName: 'any', AlarmTypes: ['CompositeAlarm'], HistoryItemType: 'Action' },
        }),
      );
      return AlarmHistoryItems?.length;
    };
    await set('cpu', 'ALARM');
    expect(await actions()).to.equal(1);
    await set('cpu', 'OK');
    await world.cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['any'] }));
    await set('cpu', 'ALARM');
    expect([await stateOf('any'), await actions()]).to.deep.equal(['ALARM', 1]);
  });

  it('brings a change up through trees and diamonds in one beat', async () => {
    await put('left', 'ALARM(cpu)');
    await put('right', 'OK(cpu)');
    await put('top', 'ALARM(left) AND OK(right) AND ALARM(cpu)');
    await set('cpu', 'ALARM');
    expect(await Promise.all(['left', 'right', 'top'].map(stateOf))).to.deep.equal([
      'ALARM',
      'OK',
      'ALARM',
    ]);
  });

  it('agrees with a plain recursion on random trees', async () => {
    const random = new Random(9);
    const rules = new Map<string, readonly string[]>();
    const known = ['cpu', 'disk'];
    for (let index = 0; index < 12; index++) {
      const children = [random.pick(known), random.pick(known), random.pick(known)];
      const name = `tree-${index}`;
      const rule = children.map((child) => `ALARM(${child})`).join(index % 2 ? ' AND ' : ' OR ');
      await put(name, `NOT (${rule})`);
      rules.set(name, children);
      known.push(name);
    }
    const states = new Map<string, boolean>();
    const expected = (name: string): boolean => {
      const children = rules.get(name);
      if (children === undefined) return states.get(name) ?? false;
      return !(Number(name.slice(5)) % 2 ? children.every(expected) : children.some(expected));
    };
    for (let round = 0; round < 8; round++) {
      const name = random.pick(['cpu', 'disk']);
      states.set(name, random.below(2) === 0);
      await set(name, states.get(name) ? 'ALARM' : 'OK');
      const { CompositeAlarms } = await describeAlarms({ AlarmTypes: ['CompositeAlarm'] });
      expect(CompositeAlarms?.length).to.equal(12);
      for (const { AlarmName = '', StateValue } of CompositeAlarms ?? []) {
        expect(StateValue, `${AlarmName} in round ${round}`).to.equal(
          expected(AlarmName) ? 'ALARM' : 'OK',
        );
      }
    }
  });

  it('is evaluated again when its rule is rewritten', async () => {
    await put('any', 'ALARM(cpu)');
    await put('any', 'NOT ALARM(cpu)');
    const { StateValue, StateReason } = (await composite('any')) ?? {};
    expect([StateValue, StateReason]).to.deep.equal([
      'ALARM',
      `${arnOf('any')} was updated and its new alarm rule evaluates to ALARM`,
    ]);
  });

  it('has parents in the order in which all alarms are shown', async () => {
    // By code points; the halves of the second's would come before the first.
    const parents = ['\uff5e', '\u{1f600}'];
    for (const name of parents) await put(name, 'ALARM(cpu)');
    const { CompositeAlarms: shown } = await describeAlarms({ AlarmTypes: ['CompositeAlarm'] });
    expect(shown?.map(({ AlarmName }) => AlarmName)).to.deep.equal(parents);
    const { CompositeAlarms: found } = await describeAlarms({ ParentsOfAlarmName: 'cpu' });
    expect(found?.map(({ AlarmName }) => AlarmName)).to.deep.equal(parents);
  });

  it('has parents and children page by page, in that order, and none is left out', async () => {
    const names = ['\uff5e', '\u{1f600}', '\u{1f601}'];
    for (const name of names) await put(name, 'ALARM(cpu)');
    await put('top', names.map((name) => `ALARM("${name}")`).join(' OR '));
    for (const filter of [{ ParentsOfAlarmName: 'cpu' }, { ChildrenOfAlarmName: 'top' }]) {
      const seen: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await describeAlarms({ ...filter, MaxRecords: 1, NextToken });
        seen.push(...(page.CompositeAlarms ?? []).map(({ AlarmName }) => AlarmName));
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      expect(seen).to.deep.equal(names);
    }
  });

  it('is shown by type, by parent and by child', async () => {
    await put('both', 'ALARM(cpu) AND ALARM(disk)');
    await put('top', 'ALARM(both)');
    const names = async (input: DescribeAlarmsInput) => {
      const { MetricAlarms = [], CompositeAlarms = [] } = await describeAlarms(input);
      return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
    };
    expect({
      untyped: await names({}),
      named: await names({ AlarmNames: ['both'] }),
      composite: await names({ AlarmTypes: ['CompositeAlarm'] }),
      all: await names({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] }),
      children: await names({ ChildrenOfAlarmName: 'both' }),
      parents: await names({ ParentsOfAlarmName: 'both' }),
      nobody: await names({ ParentsOfAlarmName: 'top' }),
    }).to.deep.equal({
      untyped: ['cpu', 'disk'],
      named: [],
      composite: ['both', 'top'],
      all: ['cpu', 'disk', 'both', 'top'],
      children: ['cpu', 'disk'],
      parents: ['top'],
      nobody: [],
    });
    const { MetricAlarms } = await describeAlarms({ ChildrenOfAlarmName: 'both' });
    expect(MetricAlarms?.[0]).to.deep.equal({
      AlarmName: 'cpu',
      AlarmArn: arnOf('cpu'),
      StateValue: 'INSUFFICIENT_DATA',
      StateUpdatedTimestamp: world.now(),
    });
    const { CompositeAlarms } = await describeAlarms({ ParentsOfAlarmName: 'both' });
    expect(CompositeAlarms).to.deep.equal([{ AlarmName: 'top', AlarmArn: arnOf('top') }]);
    const first = await describeAlarms({ ChildrenOfAlarmName: 'both', MaxRecords: 1 });
    const { NextToken } = first;
    const last = await describeAlarms({ ChildrenOfAlarmName: 'both', MaxRecords: 1, NextToken });
    expect(
      [first, last].map((page) => [page.MetricAlarms?.[0]?.AlarmName, page.NextToken]),
    ).to.deep.equal([
      ['cpu', 'cpu'],
      ['disk', undefined],
    ]);
  });
});
