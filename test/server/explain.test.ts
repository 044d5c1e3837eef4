import {
  ExecutePolicyCommand,
  PutScalingPolicyCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { explainAccess } from '../../src/server/explain-access.js';
import { alarmInput } from '../support/alarms.js';
import { fleetOf } from '../support/fleet.js';
import { createConfiguration, createGroup } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

describe('GET /_admin/explain', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const ask = async (query: Record<string, string>, headers = {}): Promise<Answer> => {
    const url = `${world.endpoint}/_admin/explain?${String(new URLSearchParams(query))}`;
    const response = await fetch(url, { headers });
    return { status: response.status, body: (await response.json()) as Explanation };
  };
  const put = (Value: number): Promise<unknown> =>
    world.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'App',
        MetricData: [{ MetricName: 'Load', Value }],
      }),
    );
  const putPolicy = async (): Promise<string> => {
    await createConfiguration(world);
    await createGroup(world, { MaxSize: 1, DesiredCapacity: 1 });
    const { PolicyARN = '' } = await world.autoScaling.send(
      new PutScalingPolicyCommand({
        AutoScalingGroupName: 'web',
        PolicyName: 'out',
        AdjustmentType: 'ChangeInCapacity',
        ScalingAdjustment: 1,
      }),
    );
    return PolicyARN;
  };

  it('tells of an alarm which cells it saw, what it filled, and what follows', async () => {
    const treated = { ...alarmInput, TreatMissingData: 'breaching' };
    await world.cloudWatch.send(new PutMetricAlarmCommand(treated));
    await put(30);
    await world.advance('1m');
    const { body } = await ask({ alarm: 'Hot' });
    expect(body).to.deep.include({
      AlarmName: 'Hot',
      StateValue: 'ALARM',
      nextLook: '2026-03-10T12:02:00.000Z',
      nextEvaluation: '2026-03-10T12:02:00.000Z',
      undelivered: [],
    });
    expect(body.decisions[0]).to.deep.equal({
      at: '2026-03-10T12:01:00.000Z',
      what: 'evaluation',
      window: {
        start: '2026-03-10T11:57:00.000Z',
        end: '2026-03-10T12:01:00.000Z',
        periodSeconds: 60,
      },
      cells: [
        { start: '2026-03-10T12:00:00.000Z', value: 30, sampleCount: 1, verdict: 'breaching' },
        { start: '2026-03-10T11:59:00.000Z', verdict: 'missing' },
        { start: '2026-03-10T11:58:00.000Z', verdict: 'missing' },
        { start: '2026-03-10T11:57:00.000Z', verdict: 'missing' },
      ],
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
      breachingCount: 1,
      notBreachingCount: 0,
      missingCount: 1,
      filled: { count: 1, as: 'breaching' },
      StateBefore: 'INSUFFICIENT_DATA',
      StateValue: 'ALARM',
      because:
        'Of 1 datapoints 1 breach; 2 make an ALARM, and 1 missing ones are taken for breaching.',
      outcome: 'changed',
    });
  });

  it('tells of an alarm on several series the same about each of them', async () => {
    const fleet = fleetOf(world);
    await fleet.put({ EvaluationPeriods: 2, TreatMissingData: 'breaching' });
    await fleet.minute({ a: 90, b: 10 });
    const { lastChange } = (await ask({ alarm: 'Fleet' })).body;
    const start = '2026-03-10T12:00:00.000Z';
    const older = ['11:59', '11:58', '11:57'].map((time) => {
      return { start: `2026-03-10T${time}:00.000Z`, verdict: 'missing' };
    });
    const taken = '2 make an ALARM, and 1 missing ones are taken for breaching.';
    const found = { missingCount: 1, filled: { count: 1, as: 'breaching' } };
    expect(lastChange).to.deep.include({
      seriesCount: 2,
      series: [
        {
          attributes: { Host: 'a' },
          cells: [{ start, value: 90, verdict: 'breaching' }, ...older],
          ...{ breachingCount: 1, notBreachingCount: 0, ...found },
          because: `Of 1 datapoints 1 breach; ${taken}`,
          StateValue: 'ALARM',
        },
        {
          attributes: { Host: 'b' },
          cells: [{ start, value: 10, verdict: 'notBreaching' }, ...older],
          ...{ breachingCount: 0, notBreachingCount: 1, missingCount: 1 },
          filled: found.filled,
          because: `Of 1 datapoints 0 breach; ${taken}`,
          StateValue: 'OK',
        },
      ],
      contributorCount: 1,
      StateBefore: 'INSUFFICIENT_DATA',
      StateValue: 'ALARM',
      StateReason: '1 out of 2 time series evaluated to ALARM',
    });
  });

  it('keeps the evaluation that changed the state behind those that did not', async () => {
    await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, EvaluationPeriods: 1 }));
    await put(30);
    await world.advance('1m');
    for (let minute = 0; minute < 12; minute++) {
      await put(40);
      await world.advance('1m');
    }
    const { decisions, lastChange } = (await ask({ alarm: 'Hot' })).body;
    expect(decisions.map(({ outcome }) => outcome)).to.deep.equal(Array(10).fill('stayed'));
    expect(lastChange).to.deep.include({ at: '2026-03-10T12:01:00.000Z', outcome: 'changed' });
  });

  it('tells of a composite alarm what its rule looked at', async () => {
    await world.cloudWatch.send(new PutMetricAlarmCommand(alarmInput));
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({ AlarmName: 'Any', AlarmRule: 'ALARM(Hot) OR FALSE' }),
    );
    const forced = { StateValue: 'ALARM', StateReason: 'why' } as const;
    await world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'Hot', ...forced }));
    const { lastChange } = (await ask({ alarm: 'Any' })).body;
    const since = '2026-03-10T12:00:00.000Z';
    expect(lastChange).to.deep.equal({
      at: since,
      what: 'evaluation',
      AlarmRule: 'ALARM(Hot) OR FALSE',
      children: [{ AlarmName: 'Hot', StateValue: 'ALARM', since }],
      isTrue: true,
      provedBy: ['Hot'],
      StateBefore: 'OK',
      StateValue: 'ALARM',
      outcome: 'changed',
    });
  });

  it('tells why a policy that was invoked did nothing, and under which alarm', async () => {
    const policy = await putPolicy();
    const input = { ...alarmInput, EvaluationPeriods: 1, AlarmActions: [policy] };
    await world.cloudWatch.send(new PutMetricAlarmCommand(input));
    await put(30);
    await world.advance('1m');
    const { alarms, decisions } = (await ask({ policy })).body;
    expect(alarms?.map(({ AlarmName, StateValue }) => [AlarmName, StateValue])).to.deep.equal([
      ['Hot', 'ALARM'],
    ]);
    const { actionId, ...told } = decisions[0] ?? {};
    expect(actionId).to.be.a('string');
    expect(told).to.deep.equal({
      at: '2026-03-10T12:01:00.000Z',
      what: 'policy',
      PolicyName: 'out',
      PolicyType: 'SimpleScaling',
      invokedBy: 'alarm',
      AlarmName: 'Hot',
      direction: 'high',
      values: [30],
      threshold: 21,
      ...{ MinSize: 0, MaxSize: 1, DesiredCapacity: 1 },
      decision: { kind: 'unchanged', reason: 'the capacity is at its bound already', asked: 2 },
    });
    const ofGroup = (await ask({ group: 'web' })).body.decisions;
    expect(ofGroup.find(({ what }) => what === 'policy')).to.deep.equal({ actionId, ...told });
    const ofAlarm = (await ask({ alarm: 'Hot' })).body.decisions;
    expect(ofAlarm[0]).to.deep.include({
      ...{ what: 'action', actionArn: policy, attempt: 1, end: { kind: 'succeeded' } },
    });
  });

  it('tells what a user who executes a policy is not told', async () => {
    const policy = await putPolicy();
    const names = { AutoScalingGroupName: 'web', PolicyName: 'out' };
    await world.autoScaling.send(new ExecutePolicyCommand(names));
    const [told] = (await ask({ policy })).body.decisions;
    expect(told).to.deep.include({
      invokedBy: 'user',
      decision: { kind: 'unchanged', reason: 'the capacity is at its bound already', asked: 2 },
    });
  });

  it('tells what holds a group where it is', async () => {
    await createConfiguration(world);
    await createGroup(world);
    const web = { AutoScalingGroupName: 'web' };
    const ScalingProcesses = ['Launch'];
    await world.autoScaling.send(new SuspendProcessesCommand({ ...web, ScalingProcesses }));
    await world.autoScaling.send(new SetDesiredCapacityCommand({ ...web, DesiredCapacity: 2 }));
    const { body } = await ask({ group: 'web' });
    expect(body).to.deep.include({ DesiredCapacity: 2, actualCapacity: 0, isDeleting: false });
    expect(body.decisions[0]).to.deep.equal({
      at: '2026-03-10T12:00:00.000Z',
      what: 'turn',
      DesiredCapacity: 2,
      actualCapacity: 0,
      capacityBefore: 0,
      activities: [],
      holds: [{ because: 'the process Launch is suspended' }],
    });
  });

  it('knows nothing of what is not there, or lies elsewhere', async () => {
    await world.cloudWatch.send(new PutMetricAlarmCommand(alarmInput));
    const answers = await Promise.all([
      ask({ alarm: 'Cold' }),
      ask({ alarm: 'Hot', region: 'eu-west-1' }),
      ask({ alarm: 'Hot', account: '111122223333' }),
      ask({ policy: 'out' }),
      ask({}),
      ask({ alarm: 'Hot', group: 'web' }),
      ask({ alarm: 'Hot', region: 'us-east-1', account: '000000000000' }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404, 404, 400, 400, 200]);
  });

  it('is for those who could sign too, and else for those with its token', () => {
    const given = {
      explainToken: undefined,
      testControls: false,
      testControlsToken: undefined,
      credentials: undefined,
    };
    const kinds = [
      given,
      { ...given, credentials: 'keys.json' },
      { ...given, credentials: 'keys.json', explainToken: 't' },
      { ...given, credentials: 'keys.json', testControls: true },
      { ...given, testControls: true, testControlsToken: 't' },
    ].map((settings) => explainAccess(settings).kind);
    expect(kinds).to.deep.equal(['open', 'closed', 'bearer', 'open', 'bearer']);
  });

  it('insists on its token where one is given', async () => {
    await world.close();
    world = await createWorld({ flags: ['--explain-token', 'open-sesame'] });
    const answers = await Promise.all([
      ask({ alarm: 'Hot' }),
      ask({ alarm: 'Hot' }, { authorization: 'Bearer shut' }),
      ask({ alarm: 'Hot' }, { authorization: 'Bearer open-sesame' }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 404]);
  });
});

interface Answer {
  readonly status: number;
  readonly body: Explanation;
}

type Told = Record<string, unknown>;

interface Explanation extends Told {
  readonly decisions: readonly Told[];
  readonly lastChange?: Told;
  readonly alarms?: readonly Told[];
}
