import {
  DeletePolicyCommand,
  DescribePoliciesCommand,
  type DescribePoliciesType,
  PutScalingPolicyCommand,
  type ScalingPolicy,
} from '@aws-sdk/client-auto-scaling';
import { DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { shownAlarms } from '../support/alarms.js';
import { createConfiguration, createGroup } from '../support/groups.js';
import { cpu, type PolicyGiven, simple, stepped, tracked, tracking } from '../support/policies.js';
import { type Refusal, refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('PutScalingPolicy', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world);
  });

  after(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = async (given: PolicyGiven): Promise<string> => {
    const input = { AutoScalingGroupName: 'web', PolicyName: 'policy', ...given };
    const { PolicyARN = '' } = await world.autoScaling.send(new PutScalingPolicyCommand(input));
    return PolicyARN;
  };

  const list = async (input: DescribePoliciesType = {}): Promise<ScalingPolicy[]> => {
    const { ScalingPolicies = [] } = await world.autoScaling.send(
      new DescribePoliciesCommand(input),
    );
    return ScalingPolicies;
  };

  const remove = (PolicyName: string, AutoScalingGroupName?: string): Promise<Refusal> => {
    const input = { PolicyName, AutoScalingGroupName };
    return refusalOf(world.autoScaling.send(new DeletePolicyCommand(input)));
  };

  const alarmNames = async (): Promise<string[]> =>
    (await shownAlarms(world)).map(({ AlarmName = '' }) => AlarmName);

  afterEach(async () => {
    for (const { PolicyARN = '' } of await list()) await remove(PolicyARN);
    await world.advance('10s');
  });

  describe('serialisation', () => {
    const shared = {
      AutoScalingGroupName: 'web',
      PolicyName: 'policy',
      Alarms: [],
      Enabled: true,
    };
    const cases: readonly (readonly [string, PolicyGiven, object])[] = [
      [
        'a simple policy',
        { ...simple, AdjustmentType: 'PercentChangeInCapacity', MinAdjustmentMagnitude: 2 },
        {
          PolicyType: 'SimpleScaling',
          AdjustmentType: 'PercentChangeInCapacity',
          ScalingAdjustment: 1,
          MinAdjustmentMagnitude: 2,
          MinAdjustmentStep: 2,
          StepAdjustments: [],
        },
      ],
      [
        'a step policy, with zeros where a simple one has numbers',
        { ...stepped([0]), ScalingAdjustment: 0, Cooldown: 0 },
        {
          PolicyType: 'StepScaling',
          AdjustmentType: 'ChangeInCapacity',
          MetricAggregationType: 'Average',
          StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
        },
      ],
    ];
    for (const [name, given, shown] of cases) {
      it(`shows ${name} with its defaults`, async () => {
        const PolicyARN = await put(given);
        expect(PolicyARN.replace(/[0-9a-f-]{36}/, 'uuid')).to.equal(
          'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:uuid:' +
            'autoScalingGroupName/web:policyName/policy',
        );
        expect(await list()).to.deep.equal([{ ...shared, PolicyARN, ...shown }]);
      });
    }

    it('shows a target tracking policy with the alarms that it keeps', async () => {
      const PolicyARN = await put(tracking);
      const [shown] = await list();
      const names = (shown?.Alarms ?? []).map(({ AlarmName = '' }) => AlarmName);
      expect(names.map((name) => name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}$/, 'uuid'))).to.deep.equal(
        ['TargetTracking-web-AlarmHigh-uuid', 'TargetTracking-web-AlarmLow-uuid'],
      );
      expect(shown).to.deep.equal({
        ...shared,
        PolicyARN,
        PolicyType: 'TargetTrackingScaling',
        StepAdjustments: [],
        TargetTrackingConfiguration: { ...cpu, TargetValue: 60, DisableScaleIn: false },
        Alarms: names.map((AlarmName) => {
          const AlarmARN = `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${AlarmName}`;
          return { AlarmName, AlarmARN };
        }),
      });
      const alarms = await shownAlarms(world);
      expect(
        alarms.map((alarm) => ({
          AlarmName: alarm.AlarmName,
          AlarmActions: alarm.AlarmActions,
          Namespace: alarm.Namespace,
          MetricName: alarm.MetricName,
          Dimensions: alarm.Dimensions,
          Threshold: alarm.Threshold,
          Period: alarm.Period,
          EvaluationPeriods: alarm.EvaluationPeriods,
          ComparisonOperator: alarm.ComparisonOperator,
        })),
      ).to.deep.equal(
        names.map((AlarmName, index) => ({
          AlarmName,
          AlarmActions: [PolicyARN],
          Namespace: 'AWS/EC2',
          MetricName: 'CPUUtilization',
          Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
          Threshold: index === 0 ? 60 : 54,
          Period: 60,
          EvaluationPeriods: index === 0 ? 3 : 15,
          ComparisonOperator: index === 0 ? 'GreaterThanThreshold' : 'LessThanThreshold',
        })),
      );
    });
  });

  describe('behaviour', () => {
    it('keeps the ARN of a policy that is put again, and replaces its alarms', async () => {
      const first = await put(tracking);
      const before = await alarmNames();
      expect(await put(tracking)).to.equal(first);
      await world.advance('5s');
      const after = await alarmNames();
      expect(after).to.have.length(2);
      expect(after.filter((name) => before.includes(name))).to.deep.equal([]);
      expect(await put(simple)).to.equal(first);
      await world.advance('5s');
      expect(await alarmNames()).to.deep.equal([]);
    });

    it('keeps no low alarm where it may not scale in', async () => {
      await put(tracked({ ...cpu, DisableScaleIn: true }));
      expect((await alarmNames()).map((name) => name.slice(0, 28))).to.deep.equal([
        'TargetTracking-web-AlarmHigh',
      ]);
    });

    it('shows no alarm that a user has deleted, and makes it again when it is put', async () => {
      await put(tracking);
      const shown = async (): Promise<unknown> => (await list())[0]?.Alarms;
      const [high, low] = (await list())[0]?.Alarms ?? [];
      const [alarm] = await shownAlarms(world);
      const AlarmNames = [high?.AlarmName ?? ''];
      await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }));
      await world.advance('2m');
      expect(await shown()).to.deep.equal([low]);
      expect(await alarmNames()).to.deep.equal([low?.AlarmName]);
      const { Namespace, MetricName, Period, Statistic, Threshold, AlarmActions } = alarm ?? {};
      const again = { Namespace, MetricName, Period, Statistic, Threshold, AlarmActions };
      await world.cloudWatch.send(
        new PutMetricAlarmCommand({
          ...{ AlarmName: high?.AlarmName, EvaluationPeriods: 3, ...again },
          ComparisonOperator: 'GreaterThanThreshold',
        }),
      );
      expect(await shown()).to.deep.equal([high, low]);
      await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }));
      await put(tracking);
      expect(await alarmNames()).to.have.length(2);
      expect(await shown()).to.have.length(2);
      await remove('policy', 'web');
      expect(await alarmNames()).to.deep.equal([]);
    });

    it('shows the alarms that name a policy, for as long as they do', async () => {
      const PolicyARN = await put(simple);
      const alarm = {
        AlarmName: 'high',
        Namespace: 'App',
        MetricName: 'Load',
        Statistic: 'Average',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      } as const;
      const linked = async (...AlarmActions: string[]): Promise<unknown> => {
        await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarm, AlarmActions }));
        return (await list())[0]?.Alarms?.map(({ AlarmName }) => AlarmName);
      };
      expect(await linked(PolicyARN)).to.deep.equal(['high']);
      await put(tracking);
      expect(await alarmNames()).to.have.length(3);
      await put(simple);
      expect((await list())[0]?.Alarms?.map(({ AlarmName }) => AlarmName)).to.deep.equal(['high']);
      expect(await linked()).to.deep.equal([]);
    });

    it('lists policies by group, name, ARN and type', async () => {
      const arn = await put({ ...simple, PolicyName: 'a' });
      await put({ ...stepped([0]), PolicyName: 'b' });
      const names = async (input: DescribePoliciesType): Promise<unknown> =>
        (await list(input)).map(({ PolicyName }) => PolicyName);
      expect(await names({})).to.deep.equal(['a', 'b']);
      expect(await names({ AutoScalingGroupName: 'none' })).to.deep.equal([]);
      expect(await names({ AutoScalingGroupName: 'web', PolicyNames: ['b'] })).to.deep.equal(['b']);
      expect(await names({ PolicyNames: [arn] })).to.deep.equal(['a']);
      expect(await names({ PolicyTypes: ['StepScaling'] })).to.deep.equal(['b']);
    });

    it('deletes a policy by its name or its ARN', async () => {
      const arn = await put(simple);
      expect((await remove(arn)).code).to.equal('accepted');
      await put(simple);
      expect((await remove('policy', 'web')).code).to.equal('accepted');
      expect((await remove('policy', 'web')).code).to.equal('ValidationError');
      expect(await list()).to.deep.equal([]);
    });

    it('refuses more than 50 policies of a group', async () => {
      for (let number = 0; number < 50; number++) {
        await put({ ...simple, PolicyName: `policy-${number}` });
      }
      expect((await refusalOf(put(simple))).code).to.equal('LimitExceeded');
      const again = put({ ...simple, PolicyName: 'policy-7', Cooldown: 1 });
      expect((await refusalOf(again)).code).to.equal('accepted');
      for (let number = 0; number < 50; number++) await remove(`policy-${number}`, 'web');
    });
  });
});
