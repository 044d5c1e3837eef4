import { PutScalingPolicyCommand } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup } from '../support/groups.js';
import { type PolicyGiven, simple, step, stepped, tracked, tracking } from '../support/policies.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const load = { Namespace: 'App', MetricName: 'Load', Statistic: 'Average' };

describe('PutScalingPolicy', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world);
  });

  after(() => world.close());

  const put = (given: PolicyGiven): Promise<unknown> => {
    const input = { AutoScalingGroupName: 'web', PolicyName: 'policy', ...given };
    return world.autoScaling.send(new PutScalingPolicyCommand(input));
  };

  describe('validation', () => {
    const lower = 'StepAdjustment with an unspecified lower bound (i.e., lower bound is null)';
    const upper = 'StepAdjustment with an unspecified upper bound (i.e., upper bound is null)';
    const cases: readonly (readonly [string, PolicyGiven, string])[] = [
      ['no type of adjustment', {}, 'an AdjustmentType for policy type: SimpleScaling'],
      ['no type for steps', { PolicyType: 'StepScaling' }, 'for policy type: StepScaling'],
      [
        'no increment',
        { AdjustmentType: 'ChangeInCapacity' },
        'Scaling increment must be specified for a SimpleScaling policy',
      ],
      [
        'steps of a simple policy',
        { ...simple, StepAdjustments: [{ ScalingAdjustment: 1 }] },
        'StepAdjustments is not supported for a SimpleScaling policy',
      ],
      ['a negative cooldown', { ...simple, Cooldown: -1 }, 'Cooldown must be a positive integer.'],
      [
        'an aggregation that there is not',
        { ...stepped([0]), MetricAggregationType: 'Sum' },
        'Sum is not a valid MetricAggregationType. Valid types are: [Minimum, Maximum, Average]',
      ],
      [
        'a negative warm-up',
        { ...stepped([0]), EstimatedInstanceWarmup: -1 },
        'EstimatedInstanceWarmup must be a positive integer.',
      ],
      [
        'a cooldown of a step policy',
        { ...stepped([0]), Cooldown: 60 },
        'Cooldown is not supported for a StepScaling policy',
      ],
      [
        'a cooldown of a target tracking policy',
        { ...tracking, Cooldown: 60 },
        'Cooldown are not supported for a TargetTracking policy',
      ],
      [
        'a negative exact capacity',
        { AdjustmentType: 'ExactCapacity', ScalingAdjustment: -1 },
        'The lower range for adjustment is 0 with the specified adjustment type',
      ],
      [
        'a magnitude of an absolute change',
        { ...simple, MinAdjustmentMagnitude: 1 },
        'MinAdjustmentMagnitude is not supported by the specified adjustment type',
      ],
      [
        'a magnitude of nothing',
        { ...simple, AdjustmentType: 'PercentChangeInCapacity', MinAdjustmentMagnitude: 0 },
        'If specified, MinAdjustmentMagnitude must be greater than zero',
      ],
      [
        'no step',
        { ...step, StepAdjustments: [] },
        'You should specify at least one StepAdjustment with a StepScaling policy',
      ],
      [
        'too many steps',
        stepped(...Array.from({ length: 21 }, (_, index) => [index, index + 1] as const)),
        'Your policies can have at most 20 StepAdjustments',
      ],
      ['steps that overlap', stepped([0, 10], [5]), 'StepAdjustment intervals cannot overlap'],
      [
        'steps with a gap between them',
        stepped([0, 10], [15]),
        'StepAdjustment intervals cannot have gaps between them',
      ],
      [
        'a step turned upside down',
        stepped([10, 5], [10]),
        'LowerBound must be less than the UpperBound for StepAdjustment',
      ],
      [
        'a step without end that says so',
        stepped([0, Infinity]),
        'The bounds of a StepAdjustment must be finite numbers',
      ],
      [
        'a step that begins nowhere',
        stepped([NaN]),
        'The bounds of a StepAdjustment must be finite numbers',
      ],
      [
        'a step without any bound',
        { ...step, StepAdjustments: [{ ScalingAdjustment: 1 }] },
        'Both lower and upper bounds of a StepAdjustment cannot be left unspecified',
      ],
      ['two open ends', stepped([0], [5]), 'may have an unspecified upper bound'],
      ['no open lower end', stepped([-10, 0]), `${lower} when one StepAdjustment has a negative`],
      ['no open upper end', stepped([0, 10]), `${upper} when one StepAdjustment has a positive`],
      [
        'no target',
        { PolicyType: 'TargetTrackingScaling' },
        'You should provide a TargetTrackingConfiguration',
      ],
      [
        'no metric',
        tracked({}),
        'You should provide either a CustomizedMetricSpecification or a ' +
          'PredefinedMetricSpecification',
      ],
      ...[0, -1, 1e-109, 2e108, NaN, Infinity].map((TargetValue): [string, object, string] => [
        `the target ${TargetValue}`,
        tracked({
          TargetValue,
          PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageNetworkIn' },
        }),
        'Target value must be between 8.51592E-109 and 1.174271E108',
      ]),
      [
        'a label that means nothing',
        tracked({
          PredefinedMetricSpecification: {
            PredefinedMetricType: 'ASGAverageNetworkIn',
            ResourceLabel: 'app/lb/1/targetgroup/tg/2',
          },
        }),
        'Resource label should not be specified for predefined metric type ASGAverageNetworkIn',
      ],
      [
        'requests of a load balancer that is not named',
        tracked({
          PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget' },
        }),
        'Resource label should be specified for predefined metric type ALBRequestCountPerTarget',
      ],
      [
        'a period that no alarm has',
        tracked({ CustomizedMetricSpecification: { ...load, Period: 15 } }),
        'Period must be 10, 20, 30 or a multiple of 60',
      ],
      [
        'more dimensions than a metric has',
        tracked({
          CustomizedMetricSpecification: {
            ...load,
            Dimensions: Array.from({ length: 31 }, (_, at) => ({ Name: `n${at}`, Value: 'v' })),
          },
        }),
        'less than or equal to 30',
      ],
      [
        'a period above a minute',
        tracked({
          CustomizedMetricSpecification: { ...load, Period: 300 },
        }),
        "A metric period greater than 60 isn't supported",
      ],
      [
        'an unknown group',
        { ...simple, AutoScalingGroupName: 'none' },
        'AutoScalingGroup name not found - null',
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        const refusal = await refusalOf(put(given));
        expect(refusal.code).to.equal('ValidationError');
        expect(refusal.message).to.include(message);
      });
    }
  });
});
