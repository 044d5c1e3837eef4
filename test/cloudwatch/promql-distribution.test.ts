import {
  DescribeAlarmContributorsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { createWorld, type World } from '../support/world.js';

describe('histogram_quantile of PromQL', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  it('knows how values are distributed, over minutes and metrics too', async () => {
    const values = (low: number) => Array.from({ length: 50 }, (_, index) => low + index);
    const MetricData = ['a', 'b'].map((Value, index) => {
      return {
        ...{ MetricName: 'Load', Values: values(50 * index + 1) },
        Dimensions: [{ Name: 'Host', Value }],
      };
    });
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    await world.advance('1m');
    const told = ['histogram_quantile(0.9, Load)', 'histogram_quantile(0.9, sum(rate(Load[5m])))'];
    for (const Query of [...told, 'histogram_quantile(0.9, Load * 2)']) {
      await world.cloudWatch.send(
        new PutMetricAlarmCommand({
          ...{ AlarmName: Query, EvaluationInterval: 60 },
          EvaluationCriteria: { PromQLCriteria: { Query } },
        }),
      );
    }
    await world.advance('1m');
    const reasons = await Promise.all(
      told.map(async (AlarmName) => {
        const command = new DescribeAlarmContributorsCommand({ AlarmName });
        const { AlarmContributors = [] } = await world.cloudWatch.send(command);
        return AlarmContributors.map((each) => /\[(\S+) /.exec(each.StateReason ?? '')?.[1]).sort();
      }),
    );
    expect(reasons).to.deep.equal([['45.0', '95.0'], ['90.0']]);
    const { MetricAlarms = [] } = await world.cloudWatch.send(
      new DescribeAlarmsCommand({ StateValue: 'OK' }),
    );
    expect(MetricAlarms.length).to.equal(1);
  });
});
