import {
  GetPredictiveScalingForecastCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const names = { AutoScalingGroupName: 'web', PolicyName: 'foresee' };
const pair = { PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' } };

function daysOn(days: number): Date {
  return new Date(worldStart.getTime() + days * 86_400_000);
}

describe('the range of GetPredictiveScalingForecast', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world);
    await world.autoScaling.send(
      new PutScalingPolicyCommand({
        ...{ ...names, PolicyType: 'PredictiveScaling' },
        PredictiveScalingConfiguration: { MetricSpecifications: [{ TargetValue: 50, ...pair }] },
      } as ConstructorParameters<typeof PutScalingPolicyCommand>[0]),
    );
  });

  after(() => world.close());

  const cases = [
    { name: 'takes thirty days', from: -28, to: 2, message: '' },
    {
      name: 'takes no more than thirty days',
      ...{ from: -28, to: 2.01 },
      message: 'The duration between StartTime and EndTime must be at most 30 days',
    },
    { name: 'takes a day of a year ago', from: -365, to: -364, message: '' },
    {
      name: 'takes no day of more than a year ago',
      ...{ from: -367, to: -366 },
      message: 'StartTime must be at most one year before the current time',
    },
    {
      name: 'takes no range that ends where it starts',
      ...{ from: 0, to: 0 },
      message: 'StartTime must be before EndTime',
    },
  ];
  for (const { name, from, to, message } of cases) {
    it(name, async () => {
      const range = { StartTime: daysOn(from), EndTime: daysOn(to) };
      const command = new GetPredictiveScalingForecastCommand({ ...names, ...range });
      const refusal = await refusalOf(world.autoScaling.send(command));
      expect(refusal.code).to.equal(message === '' ? 'accepted' : 'ValidationError');
      if (message !== '') expect(refusal.message).to.equal(message);
    });
  }
});
